/** bench/results: one file per benchmark, committed. */

import { mkdirSync, readFileSync, writeFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../lab/support/paths';
import type { BenchmarkResult } from './benchmark';

const folder = join(repositoryRoot, 'bench', 'results');

/** More digits than these are noise. */
const rounded = (_key: string, value: unknown): unknown =>
  typeof value === 'number' ? Number(value.toPrecision(4)) : value;

export function writeResult(result: BenchmarkResult): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${result.name}.json`), `${JSON.stringify(result, rounded, 2)}\n`);
}

/** The results that there are, in the order of the names. */
export function readResults(names: readonly string[]): BenchmarkResult[] {
  return names
    .map((name) => join(folder, `${name}.json`))
    .filter((file) => existsSync(file))
    .map((file) => JSON.parse(readFileSync(file, 'utf8')) as BenchmarkResult);
}
