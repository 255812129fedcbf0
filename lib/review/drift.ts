/**
 * What changed outside of Terraform.
 *
 * Input: `resource_drift` of a plan, and the tables of the drivers. Output: drift, apart from the plan's own changes. May
 * import: the types of lib/drivers/impact and lib/drivers/review-table.
 */

import type { ImpactTable } from '../drivers/impact';
import type { ReviewTable } from '../drivers/review-table';
import { changedPaths, own } from './changed-paths';
import type { Machines } from './machines';
import { changedValue, identityValues, isListed, touches } from './printed';
import type { Drift } from './review';
import type { PlannedResource } from './terraform-plan';

export interface DriftTables {
  readonly impact: ImpactTable;
  readonly review: ReviewTable;
  readonly machines: Machines;
  /** Addresses of retired machines: that they are off is no drift. @default - none */
  readonly retired?: ReadonlySet<string>;
}

/** Undefined where nothing changed but what the driver lists, and what a retirement has done. */
export function driftOf(
  entry: PlannedResource,
  { impact, review, machines, retired }: DriftTables,
): Drift | undefined {
  const { address, type, change, mode } = entry;
  if (mode !== 'managed' || change.actions.every((action) => action === 'no-op')) return undefined;
  const table = own(review, type);
  const vm = machines.vmOf(entry);
  const place = { address, type, ...(vm === undefined ? {} : { vm }) };
  if (change.actions.includes('delete')) {
    return {
      ...place,
      kind: 'deleted',
      // Of a resource that no table knows, anything may matter.
      decisive: table === undefined || table.decisive.length > 0,
      values: identityValues(change.before, change.before_sensitive, table),
    };
  }
  const paths = changedPaths(change.before, change.after, {
    unknown: change.after_unknown,
    keys: own(impact, type)?.keys,
    beforeSensitive: change.before_sensitive,
    afterSensitive: change.after_sensitive,
  }).filter(
    ({ attribute, after }) =>
      !isListed(table?.volatile, attribute) &&
      !isListed(table?.setElsewhere, attribute) &&
      !(
        retired?.has(address) === true &&
        attribute === table?.off?.attribute &&
        after === table.off.value
      ),
  );
  if (paths.length === 0) return undefined;
  return {
    ...place,
    kind: 'changed',
    decisive: table === undefined || paths.some((path) => touches(table.decisive, path.attribute)),
    values: paths.map((path) => changedValue(path, table)),
  };
}
