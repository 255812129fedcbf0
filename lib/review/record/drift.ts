/**
 * Drift that its driver calls decisive: a machine that was switched, or whose disks changed, is not the one that was
 * reviewed.
 *
 * Input: `resource_drift` of a plan. Output: what is decisive of it, and what of that nobody has reviewed. May import:
 * lib/review.
 */

import type { PlannedResource } from '../terraform-plan';
import { byCodeUnit } from '../../model/json';
import { canonicalJson } from './canonical-json';
import type { RecordContext, RecordedDrift, RecordedValue } from './plan-record';
import { valuesOf } from './values';

type DriftContext = Pick<RecordContext, 'tables' | 'key' | 'vmOf'>;

/** What is decisive of the drift of these resources, and of others that belong to the same machines. */
export function decisiveDrift(
  touched: ReadonlySet<string>,
  drift: readonly PlannedResource[] | undefined,
  context: DriftContext,
): readonly RecordedDrift[] {
  // To ask for the machine of every change takes long, and most plans have no drift.
  if (drift === undefined || drift.length === 0) return [];
  const vms = new Set([...touched].map((address) => context.vmOf?.(address)));
  const counts = (address: string): boolean => {
    const vm = context.vmOf?.(address);
    return touched.has(address) || (vm !== undefined && vms.has(vm));
  };
  return drift
    .filter(({ address, mode }) => mode === 'managed' && counts(address))
    .map((resource): RecordedDrift => {
      const { address, change } = resource;
      return change.actions.includes('delete')
        ? { address, kind: 'deleted', values: valuesOf(resource, context).identity() }
        : { address, kind: 'changed', values: valuesOf(resource, context).decisive() };
    })
    .filter(({ kind, values }) => kind === 'deleted' || values.length > 0)
    .sort((a, b) => byCodeUnit(a.address, b.address));
}

/**
 * The decisive drift of a fresh plan that was not there when the record was made.
 *
 * @param touched addresses of the changes, reviewed and fresh
 * @param drift `resource_drift` of the fresh plan
 * @param reviewed drift of the record, which its reviewers have seen
 */
export function checkDrift(
  touched: ReadonlySet<string>,
  drift: readonly PlannedResource[] | undefined,
  context: DriftContext,
  reviewed: readonly RecordedDrift[] = [],
): readonly RecordedDrift[] {
  return decisiveDrift(touched, drift, context).flatMap((fresh) => {
    const known = reviewed.find(
      ({ address, kind }) => address === fresh.address && kind === fresh.kind,
    );
    if (known === undefined) return [fresh];
    const seen = new Set(known.values.map(canonicalJson));
    const values = fresh.values.filter((value: RecordedValue) => !seen.has(canonicalJson(value)));
    return values.length === 0 ? [] : [{ ...fresh, values }];
  });
}
