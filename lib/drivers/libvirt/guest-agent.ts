/**
 * Speaks to a guest through the QEMU guest agent, by `virsh qemu-agent-command`: no network, no
 * account and no key of the guest is needed.
 *
 * Input: a connection URI and a domain. Output: exit codes, texts and files of the guest.
 * May import: Node's built-in modules and `guest-agent-errors` only.
 */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  explain,
  GuestAgentError,
  NotDelivered,
  type GuestAgentFailure,
} from './guest-agent-errors';

export { GuestAgentError, type GuestAgentFailure };

/** What a program printed, and how it ended. */
export interface ProgramResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program on this machine; replaced in tests. Never rejects because of an exit code. */
export type RunProgram = (
  program: string,
  args: readonly string[],
  timeoutSeconds: number,
) => Promise<ProgramResult>;

export interface GuestAgentProps {
  /** Connection URI of libvirt, such as `qemu:///system`. */
  readonly uri: string;
  /** Name or UUID of the domain. */
  readonly domain: string;
  /**
   * The virsh program.
   *
   * @default 'virsh'
   */
  readonly virsh?: string;
  /**
   * How programs are run.
   *
   * @default - as child processes of this one
   */
  readonly run?: RunProgram;
}

/** How a program in the guest ended. */
export interface GuestCommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ExecuteOptions {
  /**
   * Text for the standard input of the program, at most 64 KiB.
   *
   * @default - empty
   */
  readonly input?: string;
  /**
   * How long the program may run, in seconds. When time is up the program goes on in the guest, and
   * the error says which process it is.
   *
   * @default 60
   */
  readonly timeoutSeconds?: number;
}

export interface WaitUntilReadyOptions {
  /** @default 300 */
  readonly timeoutSeconds?: number;
  /**
   * Called about every five seconds with the seconds waited so far.
   *
   * @default - nobody is told
   */
  readonly onWait?: (secondsWaited: number) => void;
}

/** A guest that boots, or whose host is busy, may be silent for long. */
const answerSeconds = 30;
const largestInputBytes = 64 * 1024;
/** One piece of a file; small enough for libvirt's limit on an answer, base64 included. */
const readChunkBytes = 1024 * 1024;
/** Of each, output and errors, this much comes with the end of the program; more is fetched as a file. */
const directOutputKib = 1024;
const firstPollMs = 100;
const slowestPollMs = 1000;

/**
 * Runs a program with its output in files. libvirt takes no answer of the agent beyond 4 MiB, and
 * one beyond 10 MiB breaks its connection to the agent until the guest restarts, so that a program
 * that prints too much would cost the guest its agent. $1 marks output that stayed in its folder.
 */
const keepOutput = `mark=$1; shift
folder=$(umask 077; mktemp -d "\${TMPDIR:-/tmp}/guest-agent.XXXXXXXX") || exec "$@"
"$@" >"$folder/out" 2>"$folder/err"
code=$?
if [ -n "$(find "$folder" -type f -size +${String(directOutputKib)}k)" ]; then
  printf '%s %s' "$mark" "$folder"
else
  cat "$folder/out"
  [ ! -s "$folder/err" ] || cat "$folder/err" >&2
  rm -r "$folder"
fi
exit $code`;

/** The QEMU guest agent of one domain. */
export class GuestAgent {
  private readonly uri: string;
  private readonly domain: string;
  private readonly virsh: string;
  private readonly run: RunProgram;

  constructor(props: GuestAgentProps) {
    this.uri = props.uri;
    this.domain = props.domain;
    this.virsh = props.virsh ?? 'virsh';
    this.run = props.run ?? runProgram;
  }

  /** True when the agent answers; false when it does not (yet). */
  async ping(): Promise<boolean> {
    try {
      await this.ask('guest-ping', {}, 5);
      return true;
    } catch (error) {
      if (error instanceof GuestAgentError && waitable.has(error.reason)) return false;
      throw error;
    }
  }

  /**
   * Waits until the agent answers.
   *
   * Fails at once where waiting does not help: no such domain, no agent channel, powered off.
   */
  async waitUntilReady(options: WaitUntilReadyOptions = {}): Promise<void> {
    const seconds = options.timeoutSeconds ?? 300;
    const began = Date.now();
    let told = began;
    while (!(await this.ping())) {
      const waited = Date.now() - began;
      if (waited >= seconds * 1000) {
        throw new GuestAgentError(
          'timeout',
          `guest agent of ${this.domain} did not answer within ${String(seconds)} s: look at the console of the guest, and see that qemu-guest-agent is installed and enabled in its template`,
        );
      }
      if (Date.now() - told >= 5000) {
        told = Date.now();
        options.onWait?.(Math.round(waited / 1000));
      }
      await sleep(500);
    }
  }

  /**
   * Runs a program in the guest, its arguments as they are, and waits for its end. Any exit code is
   * an answer: 127 where there is no such program, 128 and the number of the signal where a signal
   * ended it. Output may be of any size in guests with a POSIX shell; programs of Windows guests
   * (a path with a drive letter, or a name that ends in `.exe`) may print about 3 MB.
   */
  async execute(
    argv: readonly string[],
    options: ExecuteOptions = {},
  ): Promise<GuestCommandResult> {
    const [path, ...args] = argv;
    if (path === undefined || path === '') throw new Error('no program to run in the guest');
    const input = Buffer.from(options.input ?? '', 'utf8');
    if (input.length > largestInputBytes) {
      throw new GuestAgentError(
        'too-large',
        `input of ${path} for ${this.domain} has ${String(input.length)} bytes; at most ${String(largestInputBytes)} fit in one command of the agent; give it in pieces`,
      );
    }
    const seconds = options.timeoutSeconds ?? 60;
    const deadline = Date.now() + seconds * 1000;
    const mark = `guest-agent-${randomUUID()}`;
    const isWindows = /^[A-Za-z]:[\\/]|\.exe$/i.test(path);
    const command = isWindows
      ? { path, arg: args }
      : { path: '/bin/sh', arg: ['-c', keepOutput, 'sh', mark, path, ...args] };
    const started = await this.askWhenFree<{ pid: number }>(
      'guest-exec',
      {
        ...command,
        'capture-output': true,
        ...(input.length > 0 ? { 'input-data': input.toString('base64') } : {}),
      },
      deadline,
    );
    let pause = firstPollMs;
    for (;;) {
      const status = await this.askWhenFree<ExecStatus>(
        'guest-exec-status',
        { pid: started.pid },
        deadline,
      );
      if (status.exited) return this.collect(mark, this.finished(path, status));
      if (Date.now() + pause > deadline) {
        throw new GuestAgentError(
          'timeout',
          `${path} in ${this.domain} still runs after ${String(seconds)} s as process ${String(started.pid)} of the guest: allow it more time, or end it there`,
        );
      }
      await sleep(pause);
      pause = Math.min(slowestPollMs, pause * 1.5);
    }
  }

  /** The text of a file of the guest, of any size; read in pieces. */
  async readFile(path: string): Promise<string> {
    const deadline = Date.now() + 300_000;
    const handle = await this.askWhenFree<number>('guest-file-open', { path, mode: 'r' }, deadline);
    try {
      const pieces: Buffer[] = [];
      for (;;) {
        const piece = await this.ask<{ 'buf-b64': string; eof: boolean; count: number }>(
          'guest-file-read',
          { handle, count: readChunkBytes },
        );
        pieces.push(Buffer.from(piece['buf-b64'], 'base64'));
        // Files of /proc and /sys do not say where they end before one reads past it.
        if (piece.eof || piece.count === 0) return Buffer.concat(pieces).toString('utf8');
      }
    } finally {
      await this.ask('guest-file-close', { handle });
    }
  }

  /** The result, with output fetched that was too large to come with it. */
  private async collect(mark: string, result: GuestCommandResult): Promise<GuestCommandResult> {
    if (!result.stdout.startsWith(`${mark} `)) return result;
    const folder = result.stdout.slice(mark.length + 1);
    try {
      const stdout = await this.readFile(`${folder}/out`);
      const stderr = await this.readFile(`${folder}/err`);
      return { exitCode: result.exitCode, stdout, stderr };
    } finally {
      await this.execute(['rm', '-r', folder]);
    }
  }

  private finished(path: string, status: ExecStatus): GuestCommandResult {
    if (status['out-truncated'] === true || status['err-truncated'] === true) {
      throw new GuestAgentError(
        'too-large',
        `${path} in ${this.domain} printed more than the guest agent keeps: let it write to a file of the guest, and read that`,
      );
    }
    return {
      exitCode: status.exitcode ?? 128 + (status.signal ?? 0),
      stdout: decode(status['out-data']),
      stderr: decode(status['err-data']),
    };
  }

  /**
   * Asks again while another command holds the agent. Only where it is certain that the guest did
   * not get the command: running a program twice is another thing than running it once.
   */
  private async askWhenFree<T>(command: string, args: object, deadline: number): Promise<T> {
    for (;;) {
      try {
        return await this.ask<T>(command, args);
      } catch (error) {
        const again = error instanceof NotDelivered && Date.now() < deadline;
        if (!again) throw error;
        await sleep(300);
      }
    }
  }

  private async ask<T>(command: string, args: object, seconds = answerSeconds): Promise<T> {
    const message = JSON.stringify({ execute: command, arguments: args });
    const result = await this.run(
      this.virsh,
      [
        ...['--connect', this.uri, 'qemu-agent-command', '--domain', this.domain],
        ...['--timeout', String(seconds), '--cmd', message],
      ],
      // libvirt waits as long for another command to end, before it sends this one.
      seconds + 35,
    );
    if (result.code !== 0) throw explain(this.domain, command, result);
    try {
      return (JSON.parse(result.stdout) as { return: T }).return;
    } catch {
      throw new GuestAgentError(
        'refused',
        `guest agent of ${this.domain} gave an answer to ${command} that is no JSON: ${result.stdout.slice(0, 200)}`,
      );
    }
  }
}

interface ExecStatus {
  readonly exited: boolean;
  readonly exitcode?: number;
  readonly signal?: number;
  readonly 'out-data'?: string;
  readonly 'err-data'?: string;
  readonly 'out-truncated'?: boolean;
  readonly 'err-truncated'?: boolean;
}

const waitable: ReadonlySet<GuestAgentFailure> = new Set(['not-ready', 'timeout']);

function decode(base64: string | undefined): string {
  return Buffer.from(base64 ?? '', 'base64').toString('utf8');
}

/** Runs a program; texts in English, whatever the locale, because they are matched. */
const runProgram: RunProgram = (program, args, timeoutSeconds) =>
  new Promise((resolve, reject) => {
    execFile(
      program,
      [...args],
      {
        encoding: 'utf8',
        env: { ...process.env, LC_ALL: 'C' },
        killSignal: 'SIGKILL',
        maxBuffer: 64 * 1024 * 1024,
        timeout: timeoutSeconds * 1000,
      },
      (error, stdout, stderr) => {
        if (error !== null && (error as NodeJS.ErrnoException).code === 'ENOENT') {
          reject(
            new Error(
              `${program} is not there: install the libvirt clients (Debian: sudo apt-get install libvirt-clients)`,
            ),
          );
          return;
        }
        if (error?.killed === true) {
          resolve({ code: 124, stdout, stderr: `${program} timed out` });
          return;
        }
        resolve({ code: error === null ? 0 : Number(error.code ?? 1) || 1, stdout, stderr });
      },
    );
  });
