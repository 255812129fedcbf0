/**
 * What was approved and retired, in the stacks of an app: protection is lifted for exact addresses, a retired VM is not
 * started again, and nothing that is protected vanishes.
 */

import { Aspects, TerraformResource, TerraformStack } from 'cdktf';
import type { IConstruct } from 'constructs';
import { addressOf } from '../drivers/common/address';
import { impactTable } from '../drivers/registry';
import type { Problem } from '../errors';
import type { Retirement } from '../model/retirement';
import { committedPlans } from './committed-plans';
import { todayOf } from './today';

/** Resources that vanished from a stack although the ledger protects them (VML067). */
export function ledgerProblems(root: IConstruct): readonly Problem[] {
  const { ledger } = committedPlans(root);
  const stacks = new Map(
    root.node
      .findAll()
      .filter((node): node is TerraformStack => TerraformStack.isStack(node))
      .map((stack) => [stack.node.id, stack]),
  );
  return Object.entries(ledger.stacks).flatMap(([name, addresses]) => {
    const stack = stacks.get(name);
    // What is leaving has gone with approval; policy has the last word on its destruction.
    const missing = Object.entries(addresses)
      .filter(([address, { leaving }]) => leaving !== true && !mayVanish(root, name, address))
      .map(([address]) => address);
    const there = stack === undefined ? new Set<string>() : addressesOf(stack, missing);
    return missing
      .filter((address) => !there.has(address))
      .map((address): Problem => {
        const vm = addresses[address]?.vm;
        return {
          code: 'VML067',
          path: `${name}/${address}`,
          got: `nothing, where ${vm === undefined ? 'a protected resource' : `a protected resource of "${vm}"`} was`,
          rule: 'a protected resource vanishes only with the approval of its exact address',
          fix:
            vm === undefined
              ? 'restore its code, or approve its destruction in plans/approvals.json'
              : `restore its code; to end the VM, run \`vm-lifecycle retire ${name} ${vm}\` first`,
        };
      });
  });
}

/** Approved, or of a VM whose retirement has come to its destruction. */
function mayVanish(root: IConstruct, stack: string, address: string): boolean {
  const { approvals, retirements } = committedPlans(root);
  return (
    approvals.some(
      (one) =>
        one.stack === stack &&
        one.address === address &&
        one.allows === 'destroy' &&
        one.expires >= todayOf(root),
    ) ||
    retirements.some(
      (one) => one.stack === stack && one.stage === 'destroy' && one.addresses.includes(address),
    )
  );
}

/** Addresses of a stack, with those that its resources were moved from. */
function addressesOf(stack: TerraformStack, wanted: readonly string[]): ReadonlySet<string> {
  if (wanted.length === 0) return new Set();
  const resources = stack.node
    .findAll()
    .filter((node): node is TerraformResource => TerraformResource.isTerraformResource(node));
  const found = new Set(resources.map(addressOf));
  for (const resource of resources.filter((one) => one.hasResourceMove() !== undefined)) {
    const { moved } = resource.toTerraform() as { moved?: readonly { readonly from?: string }[] };
    for (const { from } of [moved ?? []].flat()) if (from !== undefined) found.add(from);
  }
  return found;
}

/** Follows what was approved when a stack is synthesized: locks are lifted, what is kept is forgotten. Once per stack. */
export function guardStack(stack: TerraformStack): void {
  Aspects.of(stack).add({
    visit: (node) => {
      if (node === stack) forgetWhatIsKept(stack);
      if (!TerraformResource.isTerraformResource(node)) return;
      if (node.lifecycle?.preventDestroy !== true) return;
      if (!mayVanish(stack, stack.node.id, addressOf(node))) return;
      node.lifecycle = { ...node.lifecycle, preventDestroy: undefined };
    },
  });
}

/**
 * Has Terraform forget, and not destroy, what a retirement leaves in place: all of a VM that is only unregistered, and the
 * disks that are kept where they are resources of their own.
 */
function forgetWhatIsKept(stack: TerraformStack): void {
  const kept = committedPlans(stack)
    .retirements.filter((one) => one.stack === stack.node.id && one.stage === 'destroy')
    .flatMap(({ addresses, ending, disks }) =>
      addresses.filter(
        (address) => ending === 'unregister' || (disks === 'keep' && isDisk(address)),
      ),
    );
  if (kept.length === 0) return;
  const there = addressesOf(stack, kept);
  const removed = kept
    .filter((address) => !there.has(address))
    .map((from) => ({ from, lifecycle: { destroy: false } }));
  // https://developer.hashicorp.com/terraform/language/resources/syntax#removing-resources
  if (removed.length > 0) stack.addOverride('removed', removed);
}

function isDisk(address: string): boolean {
  const [type = ''] = address.split('.');
  return Object.hasOwn(impactTable, type) && impactTable[type]?.kind === 'disk';
}

/** The retirement of a VM that has begun; undefined for one that lives. */
export function retirementOf(
  construct: IConstruct,
  vm: { readonly vmName: string; readonly uuid: string },
): Retirement | undefined {
  const stack = TerraformStack.of(construct).node.id;
  return committedPlans(construct).retirements.find(
    (one) => one.stack === stack && one.vm === vm.vmName && one.uuid === vm.uuid.toLowerCase(),
  );
}
