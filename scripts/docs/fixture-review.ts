/** What `vm-lifecycle review plan.json --stack staging` prints of the plan in docs/examples/review. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { judgePlan } from '../../lib/operations/judge-plan';
import { readPlan, reviewMarkdown, reviewTerminal } from '../../lib/review';
import { examplesFolder } from './source';

export interface FixtureReview {
  readonly terminal: string;
  /** With `--markdown`. */
  readonly markdown: string;
}

export async function reviewOfFixture(): Promise<FixtureReview> {
  const file = 'plan.json';
  const text = readFileSync(join(examplesFolder, 'review', file), 'utf8');
  const plan = readPlan(JSON.parse(text), file);
  const { review } = await judgePlan(plan, { stack: 'staging', today: '2026-11-15' });
  const next = `vm-lifecycle review ${file}`;
  return {
    terminal: reviewTerminal(review, { color: false, next }),
    markdown: reviewMarkdown(review, { next }),
  };
}
