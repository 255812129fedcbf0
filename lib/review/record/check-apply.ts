import { impactOf } from '../impact';
import type { PlannedResource, TerraformPlan } from '../terraform-plan';
import { compareRecords, type Comparison } from './compare';
import { describeIdentity, describeValue } from './describe';
import { checkDrift } from './drift';
import type { JournalEvent } from './journal';
import type { PlanRecord, RecordContext, RecordedChange, RecordedDrift } from './plan-record';
import { recordOf } from './record-of';
import type { Refusal } from './refusal';

export interface ApplyCheck {
  /** As it is on the approved branch. */
  readonly reviewed: PlanRecord;
  /** The fresh plan, whose saved file is going to be applied. */
  readonly plan: TerraformPlan;
  /** Of the fresh plan; its key from the source that the reviewed record names. */
  readonly context: RecordContext;
  /** @default - no apply of the record has begun */
  readonly journal?: readonly JournalEvent[];
}

/**
 * All that is checked between a review and an apply: the changes, what is equal beside them, and drift. A machine that
 * drifted is also planned differently: both are one refusal, which says what happened on the hypervisor.
 */
export function checkApply({ reviewed, plan, context, journal = [] }: ApplyCheck): Comparison {
  const fresh = recordOf(plan, context);
  const planned = new Map(
    (plan.resource_changes ?? []).map((one) => [`${one.address} ${one.deposed ?? ''}`, one]),
  );
  const losesData = ({ address, deposed }: RecordedChange): boolean =>
    removalLosesData(planned.get(`${address} ${deposed ?? ''}`), context);
  const comparison = compareRecords(reviewed, fresh, journal, losesData);
  if (comparison.outcome === 'applied') return comparison;

  const touched = new Set(
    [...reviewed.changes, ...fresh.changes].flatMap(({ address, previousAddress }) =>
      previousAddress === undefined ? [address] : [address, previousAddress],
    ),
  );
  const drift = checkDrift(touched, plan.resource_drift, context, reviewed.drift);
  if (drift.length === 0) return comparison;
  const drifted = new Set(drift.map(({ address }) => address));
  const others = comparison.refusals.filter(
    ({ address, kind }) => kind === 'tampered' || address === undefined || !drifted.has(address),
  );
  const refusals = drift.map((one) =>
    driftRefusal(
      reviewed.stack,
      one,
      comparison.refusals.filter((other) => !others.includes(other)),
    ),
  );
  return { ...comparison, outcome: 'refused', refusals: [...others, ...refusals] };
}

function removalLosesData(resource: PlannedResource | undefined, context: RecordContext): boolean {
  if (resource === undefined) return true;
  const removal = { actions: ['delete'], before: resource.change.before, after: null };
  const { impact } = impactOf({ type: resource.type, change: removal }, context.tables.impact);
  return impact === 'data-loss';
}

function driftRefusal(
  stack: string,
  drift: RecordedDrift,
  consequences: readonly Refusal[],
): Refusal {
  const { address, kind, values } = drift;
  const what =
    kind === 'deleted'
      ? `an object that is gone: ${values.map(describeIdentity).join(', ')}`
      : `drift since the review: ${values.map(describeValue).join(', ')}`;
  const therefore = consequences
    .filter((one) => one.address === address)
    .map(({ got }) => `; therefore ${got}`);
  return {
    kind: 'drift',
    address,
    code: 'VML068',
    path: `${stack}/${address}`,
    got: `${what}${therefore.join('')}`,
    rule: 'power state and disks of a machine that changes are as they were reviewed',
    fix: 'undo it on the hypervisor, or run `vm-lifecycle plan` and have the new record reviewed',
  };
}
