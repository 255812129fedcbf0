/** A review of a large plan beside JSON.parse of the same text: each run is a process of its own. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { impactTable, reviewTable } from '../lib/drivers/registry';
import { planFacts, readPlan, reviewJson, reviewMarkdown, reviewOf } from '../lib/review';
import { largePlan } from './large-plan';
import type { Benchmark, BenchmarkContext } from './support/benchmark';
import { measureChild, type Sample } from './support/child';

/** A review may take so many times what JSON.parse takes, its own JSON.parse included. */
const mostTimes = 3;
const mostMebibytes = 1024;
/** Of which the median is one time: a process that parses a file once measures its start as well. */
const timesInWarmProcess = 7;

const tables = { stack: 'bench', impact: impactTable, review: reviewTable };

/** All that `vm-lifecycle review` does, but policies. */
function reviewed(text: string): number {
  const plan = readPlan(JSON.parse(text), 'plan.json');
  const made = reviewOf(plan, tables);
  planFacts(plan);
  reviewMarkdown(made, { next: 'vm-lifecycle apply bench' });
  return JSON.stringify(reviewJson(made)).length;
}

/** The median time of the work, which is done so many times. */
function medianSeconds(work: () => unknown, count: number): number {
  const times = Array.from({ length: count }, () => {
    const started = performance.now();
    work();
    return (performance.now() - started) / 1000;
  });
  return times.toSorted((a, b) => a - b)[Math.floor(count / 2)] ?? NaN;
}

const works: Readonly<Record<string, (text: string) => unknown>> = {
  parse: (text) => JSON.parse(text) as unknown,
  review: reviewed,
};

async function side(work: string, file: string): Promise<Sample> {
  const measured = async (count: number): ReturnType<typeof measureChild> =>
    measureChild(process.execPath, ['--require', 'tsx/cjs', __filename, work, file, String(count)]);
  const { stdout } = await measured(timesInWarmProcess);
  // Memory as of a user's process, without what earlier rounds left to be collected.
  const { sample } = await measured(1);
  return { seconds: Number(stdout), peakMebibytes: sample.peakMebibytes ?? NaN };
}

async function run({ compare, folder, repetitions }: BenchmarkContext): Promise<void> {
  for (const changes of [1_000, 10_000]) {
    const { planned_values, prior_state, configuration, ...bare } = largePlan(changes);
    const plans = {
      'whole plan': { ...bare, planned_values, prior_state, configuration },
      'changes alone': bare,
    };
    for (const [name, plan] of Object.entries(plans)) {
      const file = join(folder, 'plan.json');
      const text = JSON.stringify(plan);
      writeFileSync(file, text);
      await compare({
        title: `${name} of ${String(changes)} changes, ${(text.length / 2 ** 20).toFixed(1)} MiB`,
        repetitions: repetitions(3),
        sides: [
          { title: 'parse and review', run: async () => side('review', file) },
          { title: 'JSON.parse', peer: true, run: async () => side('parse', file) },
        ],
        limits: [
          // A small plan is done before the compiler has warmed up.
          ...(changes < 10_000
            ? []
            : [
                {
                  side: 'parse and review',
                  peer: 'JSON.parse',
                  measure: 'seconds',
                  times: mostTimes,
                },
              ]),
          { side: 'parse and review', measure: 'peakMebibytes', value: mostMebibytes },
        ],
      });
    }
  }
}

export const review: Benchmark = {
  name: 'review',
  title: 'Review of a large plan',
  about:
    'a plan of machines of all three hypervisors is parsed, reviewed and printed, beside JSON.parse of the same text alone. Times are those of a warm process, memory is that of one that does it once.',
  run,
};

if (require.main === module) {
  const [work = '', file = '', count = ''] = process.argv.slice(2);
  const text = readFileSync(file, 'utf8');
  process.stdout.write(String(medianSeconds(() => works[work]?.(text), Number(count))));
}
