/** Runs one benchmark, prints its tables as they come, and returns its result. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Benchmark, BenchmarkResult } from './benchmark';
import { compare, type ComparisonResult } from './compare';
import { load, loadWarning, machineFacts } from './machine';
import { comparisonText } from './page';

export interface RunSettings {
  readonly date: string;
  /** In place of what each benchmark takes usually. */
  readonly repetitions?: number;
}

const progress = (text: string): void => {
  process.stderr.write(`  ${text}\n`);
};

export async function runBenchmark(
  { name, title, about, run }: Benchmark,
  { date, repetitions }: RunSettings,
): Promise<BenchmarkResult> {
  const loadAtStart = load();
  const warning = loadWarning(loadAtStart);
  if (warning !== undefined) process.stderr.write(`warning: ${warning}\n`);
  const started = performance.now();
  const comparisons: ComparisonResult[] = [];
  const notes: string[] = [];
  const folder = mkdtempSync(join(tmpdir(), `vm-lifecycle-bench-${name}-`));
  try {
    await run({
      folder,
      progress,
      note: (text) => {
        notes.push(text);
        process.stdout.write(`${text}\n`);
      },
      repetitions: (usual) => repetitions ?? usual,
      compare: async (comparison) => {
        const result = await compare(comparison, progress);
        comparisons.push(result);
        process.stdout.write(`\n${comparisonText(result)}`);
        return result;
      },
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const seconds = (performance.now() - started) / 1000;
  return {
    name,
    title,
    about,
    date,
    machine: machineFacts(),
    loadAtStart,
    seconds,
    comparisons,
    notes,
  };
}
