import { TerraformElement, TerraformResource, TerraformStack } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { throwIfAny, VmLifecycleError, type Problem } from '../errors';
import { shown } from '../model/notes';
import type { HardenedVm } from './hardened-vm';
import type { IVirtualMachine } from './interfaces';

/** What has a VM's resources now: the construct that it was moved to, else itself. */
export function ownerOf(vm: IVirtualMachine): IVirtualMachine {
  const { movedTo } = vm as Partial<HardenedVm>;
  return movedTo === undefined ? vm : ownerOf(movedTo);
}

/** {@link ownerOf} for several, each once. */
export function ownersOf(vms: Iterable<IVirtualMachine>): readonly IVirtualMachine[] {
  return [...new Set([...vms].map(ownerOf))];
}

/**
 * Makes another construct the owner of a VM's resources, without a change on the hypervisor.
 *
 * @throws VML048 where the target is no HardenedVm; VML055 where it is of another stack, is another machine, lacks a disk,
 * or was moved itself
 */
export function moveResources(from: HardenedVm, target: HardenedVm): void {
  const path = `${from.node.path}.moveTo`;
  throwIfAny(noTarget(target, path));
  throwIfAny(movedBefore(from, target, path));
  if (TerraformStack.of(target) !== TerraformStack.of(from)) {
    throw new VmLifecycleError([
      {
        code: 'VML055',
        path,
        got: `${target.node.path}, of another stack`,
        rule: 'a stack has a state of its own, and a move stays within it',
        fix: 'move within the stack, or move the resources between the states by hand',
      },
    ]);
  }
  const addressed = resourcesByPath(target);
  const moves = [...resourcesByPath(from)];
  throwIfAny([
    ...otherMachine(from, target, path),
    ...moves
      // What stands below a disk is missing with it.
      .filter(([name]) => !name.includes('/') && !addressed.has(name))
      .map(([name]): Problem => ({
        code: 'VML055',
        path,
        got: `no "${name}" in ${target.node.path}`,
        rule: 'both constructs have the same disks',
        fix: 'give the target every disk that this VM has, and change disks in a second step',
      })),
  ]);
  for (const [name, resource] of moves) {
    const mark = `${from.node.path}/${name}`;
    addressed.get(name)?.addMoveTarget(mark);
    resource.moveTo(mark);
  }
  removeOthers(from);
}

/** Look-ups and local values have no state to move, and would name resources that are not there any more. */
function removeOthers(vm: HardenedVm): void {
  for (const { node } of vm.node.findAll()) {
    for (const child of node.children) {
      const isOther = TerraformElement.isTerraformElement(child);
      if (isOther && !TerraformResource.isTerraformResource(child))
        node.tryRemoveChild(child.node.id);
    }
  }
}

function noTarget(target: unknown, path: string): readonly Problem[] {
  if (Construct.isConstruct(target) && 'moveTo' in target) return [];
  const fix = 'give the HardenedVm that the resources shall belong to';
  return [{ code: 'VML048', path, got: shown(target), rule: 'it is a HardenedVm', fix }];
}

/** What follows the moves of a VM has to arrive somewhere. */
function movedBefore(from: HardenedVm, target: HardenedVm, path: string): readonly Problem[] {
  const moved = [from, target].find(({ movedTo }) => movedTo !== undefined);
  if (moved === undefined && target !== from) return [];
  return [
    {
      code: 'VML055',
      path,
      got: moved === undefined ? 'the VM itself' : `${moved.node.path}, which was moved already`,
      rule: 'a VM moves once, to another construct that stays',
      fix: 'move it to the last one at once',
    },
  ];
}

/** Another name or UUID would replace the machine that was to be moved, or make it another one for its guest. */
function otherMachine(from: HardenedVm, target: HardenedVm, path: string): readonly Problem[] {
  return (['name', 'uuid'] as const)
    .filter((field) => target.model[field] !== from.model[field])
    .map((field) => ({
      code: 'VML055',
      path,
      got: `${field} ${shown(target.model[field])} of ${target.node.path}`,
      rule: `a VM keeps its ${field} when it moves; this one has ${shown(from.model[field])}`,
      fix: `give the target the ${field} of this VM, and change it in a second step`,
    }));
}

function resourcesByPath(vm: HardenedVm): Map<string, TerraformResource> {
  const inside = (construct: IConstruct): string =>
    construct.node.path.slice(vm.node.path.length + 1);
  return new Map(
    vm.node
      .findAll()
      .filter((child): child is TerraformResource => TerraformResource.isTerraformResource(child))
      .map((child) => [inside(child), child]),
  );
}
