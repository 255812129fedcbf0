/**
 * Reads a plan: what becomes of each resource, what it costs, and which machine it concerns.
 *
 * Input: a plan's JSON, and the tables of the drivers. Output: a review, without findings of policies. May import: the
 * types of lib/drivers/impact and lib/drivers/review-table.
 */

import type { ImpactTable } from '../drivers/impact';
import type { ReviewTable } from '../drivers/review-table';
import { changedPaths, own, type ChangedPath } from './changed-paths';
import { driftOf } from './drift';
import { impactOf, type Classification } from './impact';
import { machinesOf, type Machines } from './machines';
import { changedValue, createdValues, identityValues } from './printed';
import type { Action, ChangedValue, Review, ReviewedChange } from './review';
import { summaryOf } from './summary';
import type { PlannedResource, TerraformPlan } from './terraform-plan';

export interface ReviewOptions {
  /** Name of the stack. @default - none is shown */
  readonly stack?: string;
  readonly impact: ImpactTable;
  readonly review: ReviewTable;
  /** Addresses of retired machines: that they are off is no drift. @default - none */
  readonly retired?: ReadonlySet<string>;
}

/** A review of any plan of these providers. The caller adds what policies find. */
export function reviewOf(
  plan: TerraformPlan,
  { stack, impact, review, retired }: ReviewOptions,
): Review {
  const machines = machinesOf(plan, impact, review);
  const changes = (plan.resource_changes ?? [])
    .flatMap((entry) => {
      const action = actionOf(entry);
      return action === undefined
        ? []
        : [reviewedChange(entry, action, { impact, review, machines })];
    })
    .sort(byAddress);
  const drift = (plan.resource_drift ?? [])
    .flatMap((entry) => driftOf(entry, { impact, review, machines, retired }) ?? [])
    .sort(byAddress);
  return {
    ...(stack === undefined ? {} : { stack }),
    summary: summaryOf(changes, drift, []),
    changes,
    drift,
    policy: [],
    warnings: warningsOf(plan, changes, impact),
  };
}

function byAddress(
  a: { readonly address: string; readonly deposed?: string },
  b: { readonly address: string; readonly deposed?: string },
): number {
  if (a.address !== b.address) return a.address < b.address ? -1 : 1;
  const [one = '', other = ''] = [a.deposed, b.deposed];
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Lists of actions by https://developer.hashicorp.com/terraform/internals/json-format#change-representation */
const actions: Readonly<Record<string, Action>> = {
  create: 'create',
  update: 'update',
  delete: 'delete',
  forget: 'forget',
  'delete create': 'replace',
  'create delete': 'replace',
  // The old object stays where it is, and nobody manages it any more.
  'create forget': 'replace',
  'forget create': 'replace',
};

/** Undefined for what leaves everything as it is; an action that is not known is the worst. */
function actionOf({ change, previous_address }: PlannedResource): Action | undefined {
  if (change.actions.every((action) => action === 'no-op' || action === 'read')) {
    if (change.importing) return 'import';
    return previous_address === undefined ? undefined : 'move';
  }
  return own(actions, change.actions.join(' ')) ?? 'replace';
}

interface Tables {
  readonly impact: ImpactTable;
  readonly review: ReviewTable;
  readonly machines: Machines;
}

function reviewedChange(
  entry: PlannedResource,
  action: Action,
  { impact, review, machines }: Tables,
): ReviewedChange {
  const { change, type } = entry;
  const table = own(impact, type);
  const vm = machines.vmOf(entry);
  const paths =
    action === 'update' || action === 'replace'
      ? changedPaths(change.before ?? {}, change.after ?? {}, {
          unknown: change.after_unknown,
          keys: table?.keys,
          beforeSensitive: change.before_sensitive,
          afterSensitive: change.after_sensitive,
        })
      : [];
  const cost = costOf(entry, action, impact, paths);
  const importId = change.importing?.id;
  return {
    address: entry.address,
    ...(entry.previous_address === undefined ? {} : { previousAddress: entry.previous_address }),
    ...(entry.deposed === undefined ? {} : { deposed: entry.deposed }),
    provider: entry.provider_name,
    type,
    kind: table?.kind ?? type,
    ...(vm === undefined ? {} : { vm }),
    action,
    impact: cost.impact,
    reason: cost.reasons[0] ?? plainly[action],
    reasons: cost.reasons.length === 0 ? [plainly[action]] : cost.reasons,
    ...(entry.action_reason === undefined ? {} : { actionReason: entry.action_reason }),
    replacePaths: (change.replace_paths ?? []).map(pathText),
    ...(importId === undefined ? {} : { importId }),
    values: valuesFor(entry, action, { impact, review }, paths),
  };
}

function costOf(
  { type, change }: PlannedResource,
  action: Action,
  table: ImpactTable,
  paths: readonly ChangedPath[],
): Classification {
  const sequence = change.actions.join(' ');
  if (action === 'replace' && own(actions, sequence) === undefined) {
    return { impact: 'data-loss', reasons: [`${sequence} is no action that is known`] };
  }
  // Nothing of the old object is deleted, and it is lost to Terraform: as if it were.
  const counted = action === 'replace' ? { ...change, actions: ['delete', 'create'] } : change;
  return impactOf({ type, change: counted }, table, action === 'update' ? paths : undefined);
}

/** Why an action costs nothing. */
const plainly: Readonly<Record<Action, string>> = {
  create: 'created: nothing is there yet',
  update: 'nothing differs that the provider acts on',
  replace: 'replaced',
  delete: 'removed',
  forget: 'forgotten: it stays where it is, and leaves the state',
  import: 'imported: it stays as it is, and enters the state',
  move: 'moved: it stays as it is, under another address',
};

function valuesFor(
  { type, change }: PlannedResource,
  action: Action,
  { impact, review }: Pick<Tables, 'impact' | 'review'>,
  paths: readonly ChangedPath[],
): readonly ChangedValue[] {
  const table = own(review, type);
  if (action === 'delete' || action === 'forget') {
    return identityValues(change.before, change.before_sensitive, table);
  }
  if (action === 'create') {
    return createdValues(change.after, change.after_sensitive, table, own(impact, type)?.keys);
  }
  return paths.map((path) => changedValue(path, table));
}

function pathText(path: readonly (string | number)[]): string {
  return path
    .map((part, index) => {
      if (typeof part === 'number') return `[${String(part)}]`;
      return index === 0 ? part : `.${part}`;
    })
    .join('');
}

function warningsOf(
  plan: TerraformPlan,
  changes: readonly ReviewedChange[],
  impact: ImpactTable,
): readonly string[] {
  const unknown = new Map<string, number>();
  for (const { type, provider } of changes) {
    if (own(impact, type) !== undefined) continue;
    const name = `${provider}: ${type}`;
    unknown.set(name, (unknown.get(name) ?? 0) + 1);
  }
  return [
    ...(plan.errored === true
      ? ['the plan ended with an error: what it lists is not all that would happen']
      : []),
    ...(plan.complete === false
      ? ['the plan is incomplete: Terraform needs another plan and apply after this one']
      : []),
    ...[...unknown.keys()]
      .sort()
      .map(
        (name) =>
          `${name} is of no table: ${String(unknown.get(name))} ${
            unknown.get(name) === 1 ? 'change is' : 'changes are'
          } classified upwards`,
      ),
  ];
}
