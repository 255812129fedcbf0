/**
 * The retirement record of a VM that lives.
 *
 * Input: a plan of its stack, and its row of the inventory output. Output: a record for plans/retirements.json. May import:
 * lib/review, lib/model, the tables of lib/drivers.
 */

import { impactTable } from '../drivers/registry';
import { VmLifecycleError } from '../errors';
import type { Retirement } from '../model/retirement';
import { impactOf, type TerraformPlan } from '../review';

/** What people decide of a retirement. */
export type RetirementDecisions = Pick<
  Retirement,
  'quarantineDays' | 'reason' | 'reference' | 'backup' | 'shutdown' | 'disks' | 'ending'
>;

export interface RetirementSource {
  readonly stack: string;
  readonly vm: string;
  readonly plan: TerraformPlan;
  /** The VM that a resource is, or belongs to. */
  readonly vmOf: (address: string) => string | undefined;
  /** Rows of the inventory output, by VM. */
  readonly inventory: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** `YYYY-MM-DD`. */
  readonly today: string;
}

/** @throws VmLifecycleError VML071 for a VM that the stack does not have */
export function retirementOf(source: RetirementSource, decisions: RetirementDecisions): Retirement {
  const { stack, vm, today, inventory } = source;
  const row = Object.hasOwn(inventory, vm) ? inventory[vm] : undefined;
  if (row === undefined) {
    const names = Object.keys(inventory).sort().join(', ') || 'none';
    throw new VmLifecycleError([
      {
        code: 'VML071',
        path: `${stack}.vm`,
        got: `"${vm}"`,
        rule: `the stack has the VMs ${names}`,
        fix: 'give one of them',
      },
    ]);
  }
  return {
    stack,
    vm,
    addresses: addressesOf(source, String(row.address)),
    uuid: String(row.uuid).toLowerCase(),
    requested: today,
    ...decisions,
    stage: 'retire',
  };
}

/** The machine, and all of its that has data: what needs an approval to go. */
function addressesOf({ plan, vm, vmOf }: RetirementSource, machine: string): readonly string[] {
  const destroyed = (plan.resource_changes ?? []).filter(({ address, mode, type, change }) => {
    if (mode !== 'managed' || change.before === null || vmOf(address) !== vm) return false;
    const removal = { actions: ['delete'], before: change.before, after: null };
    const { impact } = impactOf({ type, change: removal }, impactTable);
    return impact === 'rebuild' || impact === 'data-loss';
  });
  return [...new Set([machine, ...destroyed.map(({ address }) => address)])].sort();
}
