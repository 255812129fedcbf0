import { TerraformStack } from 'cdktf';
import type { IConstruct } from 'constructs';
import { formatProblem, type Problem } from '../errors';
import { checkFleet } from '../model/fleet';
import type { HardenedVm } from './hardened-vm';

/** All VMs of an app, by its root: names, addresses and identities are compared across stacks. */
const fleets = new WeakMap<IConstruct, HardenedVm[]>();
const checkedStacks = new WeakSet<TerraformStack>();

/** Enters a VM, and makes its stack refuse to synthesize while the app has a problem. */
export function register(vm: HardenedVm): void {
  const { root } = vm.node;
  const fleet = fleets.get(root) ?? [];
  fleet.push(vm);
  fleets.set(root, fleet);

  if (checkedStacks.has(TerraformStack.of(vm))) return;
  // Every stack, with VMs or without, reports the problems of all: the first one stops before anything is written.
  for (const stack of root.node.findAll().filter((node) => TerraformStack.isStack(node))) {
    if (checkedStacks.has(stack)) continue;
    checkedStacks.add(stack);
    stack.node.addValidation({ validate: () => fleetProblems(root).map(formatProblem) });
  }
}

/** The VMs of an app, in the order in which they were made. */
export function vmsOf(root: IConstruct): readonly HardenedVm[] {
  return (fleets.get(root) ?? []).filter((vm) => !vm.movedAway);
}

/** What is wrong across VMs and stacks, and what overrides and Aspects have undone. */
export function fleetProblems(root: IConstruct): readonly Problem[] {
  const vms = vmsOf(root);
  return [
    ...checkFleet(vms.map((vm) => ({ path: vm.node.path, vm: vm.model }))),
    ...vms.flatMap((vm) => vm.verify()),
  ];
}
