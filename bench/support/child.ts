/** What a child process takes: time, processor time and memory, with all that it starts and waits for. */

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One run: what was measured, by the names of `measures`. */
export type Sample = Readonly<Record<string, number>>;

export interface ChildOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Exit codes other than 0 that are no failure. */
  readonly allow?: readonly number[];
}

export interface ChildResult {
  readonly sample: Sample;
  readonly stdout: string;
  readonly stderr: string;
}

const timeProgram = '/usr/bin/time';

/**
 * Runs a program once. Wall time is measured here; processor time and the largest resident set of any one process of the
 * tree are GNU time's.
 */
export async function measureChild(
  program: string,
  args: readonly string[],
  { cwd, env = process.env, allow = [] }: ChildOptions = {},
): Promise<ChildResult> {
  if (!existsSync(timeProgram)) {
    throw new Error(`${timeProgram} is missing: install GNU time (Debian package "time")`);
  }
  const folder = mkdtempSync(join(tmpdir(), 'vm-lifecycle-bench-'));
  const report = join(folder, 'time');
  try {
    const started = performance.now();
    const child = spawn(
      timeProgram,
      ['--quiet', '--format=%U %S %M', `--output=${report}`, program, ...args],
      { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => (output[name] += text));
    }
    const code = await new Promise<number>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (exitCode) => {
        resolve(exitCode ?? 128);
      });
    });
    const seconds = (performance.now() - started) / 1000;
    if (code !== 0 && !allow.includes(code)) {
      const { stdout, stderr } = output;
      throw new Error(
        `exit code ${String(code)} from ${[program, ...args].join(' ')}\n${(stderr + stdout).slice(-3000)}`,
      );
    }
    const [user = NaN, system = NaN, kibibytes = NaN] = readFileSync(report, 'utf8')
      .trim()
      .split(' ')
      .map(Number);
    return {
      sample: { seconds, cpuSeconds: user + system, peakMebibytes: kibibytes / 1024 },
      ...output,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What a command of a shell takes. */
export async function measureShell(command: string, options?: ChildOptions): Promise<Sample> {
  return (await measureChild('/bin/sh', ['-c', command], options)).sample;
}

/** The time of a piece of work in this process. */
export async function measureWork(work: () => unknown): Promise<Sample> {
  const started = performance.now();
  await work();
  return { seconds: (performance.now() - started) / 1000 };
}
