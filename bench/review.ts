/**
 * How long a review of a large plan takes, beside JSON.parse of the same file, and how much memory.
 *
 * Usage: node --require tsx/cjs bench/review.ts [CHANGES] [RUNS]
 */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { impactTable, reviewTable } from '../lib/drivers/registry';
import { planFacts, readPlan, reviewJson, reviewMarkdown, reviewOf } from '../lib/review';
import { largePlan } from './large-plan';

/** A review may take so many times what JSON.parse takes, its own JSON.parse included. */
const mostTimes = 3;
const mostMebibytes = 1024;

const tables = { stack: 'bench', impact: impactTable, review: reviewTable };

/** All that `vm-lifecycle review` does, but policies. */
function review(text: string): number {
  const plan = readPlan(JSON.parse(text), 'plan.json');
  const made = reviewOf(plan, tables);
  planFacts(plan);
  reviewMarkdown(made, { next: 'vm-lifecycle apply bench' });
  return JSON.stringify(reviewJson(made)).length;
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}

function timed(runs: number, work: () => unknown): number {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const started = performance.now();
    work();
    times.push(performance.now() - started);
  }
  return median(times);
}

/** In a process of its own: this one has made the plan as well. */
function peakMebibytes(file: string): number {
  const { stdout } = spawnSync(
    process.execPath,
    ['--require', 'tsx/cjs', __filename, '--memory', file],
    { encoding: 'utf8' },
  );
  return Number(stdout);
}

function main(changes: number, runs: number): number {
  const folder = mkdtempSync(join(tmpdir(), 'vm-lifecycle-bench-'));
  let failed = false;
  try {
    const { planned_values, prior_state, configuration, ...bare } = largePlan(changes);
    const plans = {
      'whole plan': { ...bare, planned_values, prior_state, configuration },
      'changes alone': bare,
    };
    for (const [name, plan] of Object.entries(plans)) {
      const file = join(folder, 'plan.json');
      writeFileSync(file, JSON.stringify(plan));
      const text = readFileSync(file, 'utf8');
      const parse = timed(runs, () => JSON.parse(text) as unknown);
      const whole = timed(runs, () => review(text));
      const memory = peakMebibytes(file);
      const times = whole / parse;
      failed ||= times > mostTimes || !(memory < mostMebibytes);
      process.stdout.write(
        `${name}: ${String(changes)} changes, ${(text.length / 2 ** 20).toFixed(0)} MiB; ` +
          `JSON.parse ${parse.toFixed(0)} ms; parsed and reviewed ${whole.toFixed(0)} ms, ` +
          `${times.toFixed(2)} times (at most ${String(mostTimes)}); ` +
          `peak ${memory.toFixed(0)} MiB (at most ${String(mostMebibytes)}); median of ${String(runs)}\n`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return failed ? 1 : 0;
}

const [first, second] = process.argv.slice(2);
if (first === '--memory') {
  review(readFileSync(second ?? '', 'utf8'));
  process.stdout.write(String(process.resourceUsage().maxRSS / 1024));
} else {
  process.exitCode = main(Number(first ?? 10_000), Number(second ?? 7));
}
