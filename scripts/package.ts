/**
 * Checks the package as it is published: what is in it, how large it is, and whether publint and "are the types wrong" find
 * that every kind of consumer can import it. Usage: package.ts
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../lab/support/paths';
import { CommandFailed, run } from '../lib/operations/process';
import { packPackage } from './package/build';
import { contentProblems, megabytes } from './package/contents';

/** Tools that judge a tarball, each with its arguments. */
const judges = {
  publint: (file: string): string[] => ['publint', 'run', '--strict', file],
  attw: (file: string): string[] => ['attw', '--no-emoji', '--format', 'table-flipped', file],
} as const;

async function judged(name: keyof typeof judges, tarball: string): Promise<readonly string[]> {
  const [tool = '', ...args] = judges[name](tarball);
  try {
    await run(join('node_modules', '.bin', tool), args, { cwd: repositoryRoot, env: process.env });
    return [];
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    return [`${name}:\n${error.result.stdout}${error.result.stderr}`];
  }
}

async function main(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'vm-lifecycle-package-'));
  try {
    const packed = await packPackage(folder);
    const problems = [
      ...contentProblems(packed),
      ...(await judged('publint', packed.file)),
      ...(await judged('attw', packed.file)),
    ];
    for (const problem of problems) process.stderr.write(`${problem}\n`);
    const { files, unpackedBytes } = packed;
    process.stdout.write(`${String(files.length)} files, ${megabytes(unpackedBytes)} unpacked\n`);
    return problems.length === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
