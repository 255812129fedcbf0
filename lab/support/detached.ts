import { spawn } from 'node:child_process';
import { appendFileSync, closeSync, openSync } from 'node:fs';

export interface DetachedOptions {
  readonly cwd: string;
  /** The whole environment: the same server, whoever starts it. */
  readonly env: NodeJS.ProcessEnv;
  /** What it prints is added to this file. */
  readonly log: string;
  /** Takes its standard output, in place of what an earlier one printed. @default - the log */
  readonly output?: string;
}

/** A server that was started, as long as the process that started it looks. */
export interface DetachedServer {
  /** Undefined where it could not be started. */
  readonly pid: number | undefined;
  /** Undefined while it runs; 127 where it could not be started. */
  readonly exitCode: () => number | undefined;
}

/** Starts a server that outlives this process. Only its owner may read what it prints. */
export function startDetached(
  program: string,
  args: readonly string[],
  { cwd, env, log, output }: DetachedOptions,
): DetachedServer {
  const errors = openSync(log, 'a', 0o600);
  const printed = output === undefined ? errors : openSync(output, 'w', 0o600);
  try {
    const child = spawn(program, args, {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', printed, errors],
    });
    let code: number | undefined;
    child.on('error', ({ message }) => {
      code = 127;
      appendFileSync(log, `${message}\n`);
    });
    child.on('exit', (exitCode) => (code = exitCode ?? 1));
    child.unref();
    return { pid: child.pid, exitCode: () => code };
  } finally {
    for (const file of new Set([errors, printed])) closeSync(file);
  }
}
