/**
 * The benchmarks.
 *
 * Usage: npm run bench [-- NAME...] [--repetitions N] [--date YYYY-MM-DD] [--no-write]
 */

import { parseArgs } from 'node:util';
import { writePage } from './page';
import { benchmarks } from './registry';
import type { BenchmarkResult } from './support/benchmark';
import { commitDate } from './support/machine';
import { writeResult } from './support/results';
import { runBenchmark } from './support/run';

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      repetitions: { type: 'string' },
      date: { type: 'string' },
      'no-write': { type: 'boolean', default: false },
    },
  });
  const unknown = positionals.filter((name) => !benchmarks.some((one) => one.name === name));
  if (unknown.length > 0) {
    process.stderr.write(
      `no benchmark "${unknown.join('", "')}"; there are ${benchmarks.map(({ name }) => name).join(', ')}\n`,
    );
    return 2;
  }
  const repetitions = values.repetitions === undefined ? undefined : Number(values.repetitions);
  if (repetitions !== undefined && !(Number.isInteger(repetitions) && repetitions > 0)) {
    process.stderr.write(`--repetitions: got ${String(values.repetitions)}; give a whole number\n`);
    return 2;
  }
  const date = values.date ?? commitDate();
  const chosen = benchmarks.filter(
    ({ name }) => positionals.length === 0 || positionals.includes(name),
  );
  const times: string[] = [];
  let failed = false;
  for (const benchmark of chosen) {
    process.stdout.write(`\n== ${benchmark.name}: ${benchmark.title}\n`);
    let result: BenchmarkResult;
    try {
      result = await runBenchmark(benchmark, { date, repetitions });
    } catch (error) {
      process.stderr.write(
        `${benchmark.name} failed: ${error instanceof Error ? error.message : String(error)}\n`,
      );
      times.push(`${benchmark.name} FAILED`);
      failed = true;
      continue;
    }
    failed ||= result.comparisons.some(({ limits }) => limits.some(({ met }) => !met));
    times.push(`${benchmark.name} ${result.seconds.toFixed(0)} s`);
    if (!values['no-write']) writeResult(result);
  }
  if (!values['no-write']) writePage();
  process.stdout.write(
    `\n${times.join(', ')}${failed ? '; something failed, or a limit was not met' : ''}\n`,
  );
  return failed ? 1 : 0;
}

void main()
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? '') : String(error)}\n`);
    return 1;
  })
  .then((code) => {
    process.exitCode = code;
  });
