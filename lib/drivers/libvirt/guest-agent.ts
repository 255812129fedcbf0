/**
 * Speaks to a guest through the QEMU guest agent, by `virsh qemu-agent-command`: no network, no
 * account and no key of the guest is needed.
 *
 * Input: a connection URI and a domain. Output: exit codes, texts and files of the guest.
 * May import: Node's built-in modules only.
 */
import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

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

/** Why the guest could not be spoken to. */
export type GuestAgentFailure =
  /** No such domain, or libvirt does not answer. */
  | 'no-domain'
  /** The domain is powered off or paused. */
  | 'not-running'
  /** The domain has no agent channel: it must be given one and be power-cycled. */
  | 'not-configured'
  /** The agent does not answer (yet): the guest boots, or the agent is not installed. */
  | 'not-ready'
  /** It took longer than allowed. */
  | 'timeout'
  /** The guest refused or failed the command. */
  | 'refused'
  /** More output than the agent or libvirt hands over. */
  | 'too-large';

/** The guest could not be spoken to, or did not do what it was told. */
export class GuestAgentError extends Error {
  constructor(
    readonly reason: GuestAgentFailure,
    message: string,
  ) {
    super(message);
    this.name = 'GuestAgentError';
  }
}

const answerSeconds = 10;
const largestInputBytes = 64 * 1024;
/** One piece of a file; small enough for libvirt's limit on an answer, base64 included. */
const readChunkBytes = 1024 * 1024;
const firstPollMs = 100;
const slowestPollMs = 1000;

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
   * Runs a program in the guest (no shell) and waits for its end. Any exit code is an answer; 128
   * and the number of the signal where a signal ended it.
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
    const started = await this.askWhenFree<{ pid: number }>(
      'guest-exec',
      {
        path,
        arg: args,
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
      if (status.exited) return this.finished(path, status);
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

/** The command did not reach the guest, and may be given again. */
class NotDelivered extends GuestAgentError {}

const waitable: ReadonlySet<GuestAgentFailure> = new Set(['not-ready', 'timeout']);

/** What virsh says, as a regular expression; the first that fits. */
const explanations: readonly {
  readonly says: RegExp;
  readonly reason: GuestAgentFailure;
  readonly notDelivered?: true;
  readonly advice: string;
}[] = [
  {
    says: /Guest agent disappeared/i,
    reason: 'not-ready',
    advice: 'the guest or its agent restarted meanwhile: wait until it is ready, and try again',
  },
  {
    says: /cannot acquire state change lock|agent not available for now/i,
    reason: 'not-ready',
    notDelivered: true,
    advice: 'the agent is busy or does not react: wait until it is ready, and try again',
  },
  {
    says: /agent is not connected|agent is not available/i,
    reason: 'not-ready',
    notDelivered: true,
    advice:
      'wait until the guest has booted; if that does not help, install and enable qemu-guest-agent in its template',
  },
  {
    says: /agent is not configured/i,
    reason: 'not-configured',
    advice: 'give the domain a guest agent channel and power-cycle it',
  },
  {
    says: /domain is not running|domain is paused|guest is not running|CPUs? (is|are) not running/i,
    reason: 'not-running',
    advice: 'start the guest first',
  },
  {
    says: /failed to get domain|Domain not found/i,
    reason: 'no-domain',
    advice: 'see the names that `virsh list --all` prints for this URI',
  },
  {
    says: /failed to connect to the hypervisor|Failed to connect socket|Cannot recv data|End of file while reading/i,
    reason: 'no-domain',
    advice: 'see that libvirtd runs, that the URI is right, and that you may use its socket',
  },
  {
    says: /too (large|big)|maximum|message exceed|No complete agent response/i,
    reason: 'too-large',
    advice: 'let the program write to a file of the guest, and read that',
  },
  {
    says: /timed? ?out/i,
    reason: 'timeout',
    advice: 'the guest is busy or its agent hangs: see the load of the guest, and try again',
  },
  {
    says: /has been disabled|CommandNotFound|not been found|not found/i,
    reason: 'refused',
    advice:
      'the agent of this guest does not offer the command, or the guest has no such file: look at the block list of the agent (/etc/qemu/qemu-ga.conf) and at the path',
  },
];

/** The error for what virsh said, with what to do about it. */
export function explain(domain: string, command: string, result: ProgramResult): GuestAgentError {
  const said = (result.stderr.trim() || result.stdout.trim()).replace(/^error: /gm, '').trim();
  const known = explanations.find(({ says }) => says.test(said));
  const text = `guest agent of ${domain}, ${command}: ${said === '' ? `exit code ${String(result.code)}` : said}`;
  if (known === undefined) {
    return new GuestAgentError('refused', `${text}; see the log of the agent in the guest`);
  }
  const Kind = known.notDelivered === true ? NotDelivered : GuestAgentError;
  return new Kind(known.reason, `${text}; ${known.advice}`);
}

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
