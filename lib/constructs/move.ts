import { TerraformResource, TerraformStack } from 'cdktf';
import type { IConstruct } from 'constructs';
import { throwIfAny, VmLifecycleError, type Problem } from '../errors';
import { shown } from '../model/notes';
import type { HardenedVm } from './hardened-vm';

/**
 * Makes another construct the owner of a VM's resources, without a change on the hypervisor.
 *
 * @throws VML055 where the target is of another stack, is another machine, or lacks a disk
 */
export function moveResources(from: HardenedVm, target: HardenedVm): void {
  const path = `${from.node.path}.moveTo`;
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
