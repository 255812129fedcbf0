/**
 * What a review comes to.
 *
 * Input: changes, drift and findings. Output: counts, and the machines with the worst that happens to each. May import:
 * the types of lib/drivers/impact.
 */

import { impacts, type Impact } from '../drivers/impact';
import { rank, worse } from './impact';
import type { Action, Drift, Finding, ReviewedChange, Summary } from './review';

const noActions: Readonly<Record<Action, number>> = {
  create: 0,
  update: 0,
  replace: 0,
  delete: 0,
  forget: 0,
  import: 0,
  move: 0,
};

export function summaryOf(
  changes: readonly ReviewedChange[],
  drift: readonly Drift[],
  policy: readonly Finding[],
): Summary {
  const counts = Object.fromEntries(impacts.map((impact) => [impact, 0])) as Record<Impact, number>;
  const actions: Record<Action, number> = { ...noActions };
  const vms = new Map<string, { vm: string; impact: Impact; changes: number }>();
  let worst: Impact = 'none';
  for (const { action, impact, vm } of changes) {
    counts[impact] += 1;
    actions[action] += 1;
    worst = worse(worst, impact);
    if (vm === undefined) continue;
    const known = vms.get(vm);
    if (known === undefined) vms.set(vm, { vm, impact, changes: 1 });
    else {
      known.impact = worse(known.impact, impact);
      known.changes += 1;
    }
  }
  return {
    impact: worst,
    impacts: counts,
    actions,
    vms: [...vms.values()].sort(
      (a, b) => rank(b.impact) - rank(a.impact) || (a.vm < b.vm ? -1 : 1),
    ),
    drift: drift.length,
    denied: policy.filter(({ severity }) => severity === 'deny').length,
    warned: policy.filter(({ severity }) => severity === 'warn').length,
  };
}

/** The same review with what policies found. */
export function withFindings<
  R extends { readonly changes: readonly ReviewedChange[]; readonly drift: readonly Drift[] },
>(review: R, policy: readonly Finding[]): R & { summary: Summary; policy: readonly Finding[] } {
  return { ...review, summary: summaryOf(review.changes, review.drift, policy), policy };
}
