/**
 * Runs other programs.
 *
 * Input: a program and its arguments. Output: what it printed, or an error that says how it ended. May import: nothing.
 */

import { spawn, spawnSync, type SpawnOptions } from 'node:child_process';

export interface RunResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions extends Pick<SpawnOptions, 'cwd' | 'env'> {
  /** Text for standard input. */
  readonly input?: string;
  /** Exit codes other than 0 that are no failure. */
  readonly allow?: readonly number[];
  /** Called with each line of output as it comes. */
  readonly onLine?: (line: string) => void;
  /** Milliseconds until the process and all that it started are ended. @default - no limit */
  readonly timeoutMs?: number;
}

/** A tool that failed: its command, exit code and the end of what it printed. */
export class CommandFailed extends Error {
  constructor(
    readonly command: string,
    readonly result: RunResult,
  ) {
    const output = (result.stderr.trim() || result.stdout.trim()).split('\n').slice(-15).join('\n');
    super(`command failed with exit code ${String(result.code)}: ${command}\n${output}`);
    this.name = 'CommandFailed';
  }
}

/** A tool that did not end in its time, and was ended with all that it had started. */
export class TimedOut extends CommandFailed {
  constructor(command: string, result: RunResult, timeoutMs: number) {
    super(command, result);
    this.name = 'TimedOut';
    this.message = `no end after ${String(timeoutMs / 1000)} s, so it was ended: ${command}`;
  }
}

/**
 * Ends a process that leads a group, and its descendants. Those in a session of their own (pseudo-terminals) are found
 * by their parents, where the machine has `ps`.
 */
function endTree(pid: number | undefined): void {
  if (pid === undefined) return;
  const listed = spawnSync('ps', ['-e', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const lines = listed.error === undefined ? listed.stdout.split('\n') : [];
  const rows = lines.map((line) => line.trim().split(/\s+/).map(Number));
  const descendants = (parent: number): number[] =>
    rows.filter(([, ppid]) => ppid === parent).flatMap(([id = 0]) => [id, ...descendants(id)]);
  for (const id of [...descendants(pid), -pid]) {
    try {
      process.kill(id, 'SIGKILL');
    } catch {
      // It ended by itself meanwhile.
    }
  }
}

/** Runs a program without a shell, collects its output, and rejects unless the exit code is allowed. */
export async function run(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const limited = options.timeoutMs !== undefined;
  // A group of its own can be ended whole: a tool that hangs often waits for a child that hangs.
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: options.env,
    stdio: 'pipe',
    detached: limited,
  });
  const limit = { reached: false };
  const endAll = (): void => {
    limit.reached = true;
    endTree(child.pid);
  };
  const timer = limited ? setTimeout(endAll, options.timeoutMs) : undefined;
  const collect = (stream: NodeJS.ReadableStream): (() => string) => {
    const chunks: string[] = [];
    const lines = options.onLine === undefined ? undefined : lineReader(options.onLine);
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => {
      chunks.push(chunk);
      lines?.(chunk);
    });
    return () => chunks.join('');
  };
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  child.stdin.on('error', () => undefined); // a program may end before it reads its input
  child.stdin.end(options.input ?? '');
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode, signal) => {
      resolve(exitCode ?? (signal === null ? 1 : 128));
    });
  }).finally(() => {
    clearTimeout(timer);
  });
  const result = { code, stdout: stdout(), stderr: stderr() };
  if (limit.reached) {
    throw new TimedOut([program, ...args].join(' '), result, options.timeoutMs ?? 0);
  }
  if (code !== 0 && !(options.allow ?? []).includes(code)) {
    throw new CommandFailed([program, ...args].join(' '), result);
  }
  return result;
}

/** Hands on each line that has ended. A line may be as long as a plan, so that what has no end yet is not read again. */
function lineReader(onLine: (line: string) => void): (chunk: string) => void {
  let begun: string[] = [];
  return (chunk) => {
    const [rest = '', ...ended] = chunk.split('\n').reverse();
    for (const line of ended.reverse()) {
      onLine(begun.join('') + line);
      begun = [];
    }
    begun.push(rest);
  };
}

/** The path of a program on PATH (or in the sbin folders, which a user's PATH often lacks), else undefined. */
export async function which(program: string): Promise<string | undefined> {
  const path = `${process.env.PATH ?? ''}:/usr/sbin:/sbin`;
  const found = await run('/bin/sh', ['-c', 'command -v -- "$1"', 'sh', program], {
    env: { ...process.env, PATH: path },
    allow: [1, 127],
  });
  return found.code === 0 ? found.stdout.trim() : undefined;
}
