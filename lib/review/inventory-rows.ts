/**
 * The machines of a stack as its inventory output has them, before and after.
 *
 * Input: a plan. Output: rows, sorted by name. May import: the types of lib/policy/input.
 */

import type { PolicyVm } from '../policy/input';
import { isObject } from '../model/json';
import { own } from './changed-paths';
import type { TerraformPlan } from './terraform-plan';

/** Name of the output, which lib/constructs/inventory.ts writes. */
const output = 'vm_inventory';

/** Where the output does not change, or is not among the changes, its value in the state counts. */
export function inventoryRows(plan: TerraformPlan): {
  readonly before: readonly PolicyVm[];
  readonly after: readonly PolicyVm[];
} {
  const { before, after } = inventoryOf(plan);
  return { before: rows(before), after: rows(after) };
}

/** Names that the inventory gives to addresses. */
export function namesByAddress(plan: TerraformPlan): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const { before, after } = inventoryOf(plan);
  for (const side of [before, after]) {
    if (!isObject(side)) continue;
    for (const [vm, row] of Object.entries(side)) {
      if (isObject(row) && typeof row.address === 'string') names.set(row.address, vm);
    }
  }
  return names;
}

function inventoryOf(plan: TerraformPlan): { readonly before: unknown; readonly after: unknown } {
  const change = own(plan.output_changes ?? {}, output);
  if (change !== undefined) return change;
  const prior = isObject(plan.prior_state) ? plan.prior_state.values : undefined;
  return { before: valueIn(prior), after: valueIn(plan.planned_values) };
}

function valueIn(values: unknown): unknown {
  const outputs = isObject(values) ? values.outputs : undefined;
  const found = isObject(outputs) ? own(outputs, output) : undefined;
  return isObject(found) ? found.value : undefined;
}

function rows(value: unknown): readonly PolicyVm[] {
  if (!isObject(value)) return [];
  return Object.entries(value)
    .filter((entry): entry is [string, Record<string, unknown>] => isObject(entry[1]))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([vm, row]) => ({ ...row, vm }));
}
