/** How a VM follows the generations of its template: recorded, kept, and made anew only where that is approved. */

import type { TerraformResource } from 'cdktf';
import type { Construct } from 'constructs';
import { addressOf } from '../drivers/common/address';
import {
  recordGeneration,
  requireParent,
  type GenerationRecord,
} from '../drivers/common/generation-record';
import { literal } from '../drivers/common/literal';
import type { Driver, ITemplate, VmResources } from '../drivers/contract';
import { errorCodes, throwIfAny, type Problem } from '../errors';
import { checkApproval } from '../model/clone-set';
import { generationName } from '../model/define-template';
import { shown } from '../model/notes';
import type { VirtualMachine } from '../model/virtual-machine';
import type { ConstructReader } from './read-construct';

/** A generation of a template, for the members of a linked clone set. */
export interface GenerationProps {
  /**
   * Make the VM anew where it was made from another generation than that of `template`, or as another kind of clone. Its
   * system disk is replaced; its data disks, UUID and MAC addresses stay. A VM with data disks is refused where the
   * hypervisor would not keep them (vSphere, Proxmox VE: VML044).
   *
   * @default false
   */
  readonly rebuild?: boolean;

  /**
   * Exact Terraform addresses whose destruction is approved; their guard is lifted. On Proxmox VE apply that first, and
   * ask for `rebuild` in the next change: it refuses to delete what it still protects.
   *
   * @default - none; `rebuild` is then an error that prints what is missing
   */
  readonly approvedAddresses?: readonly string[];

  /** Templates that the VM may still be a linked clone of, and that stay declared therefore. @default - none */
  readonly previousTemplates?: readonly ITemplate[];
}

/** What a VM is made from. */
interface Source {
  readonly template: ITemplate;
  readonly vm: VirtualMachine;
  readonly generation: GenerationProps | undefined;
}

/** How a VM follows its template, as props of any type. */
export function readGeneration(read: ConstructReader, given: unknown): GenerationProps | undefined {
  if (given === undefined) return undefined;
  const fix = 'write { rebuild: true, approvedAddresses: [...] }, or leave it out';
  const generation = read.object(given, 'generation', fix);
  read.flag(generation.rebuild, 'generation.rebuild');
  read.texts(generation.approvedAddresses, 'generation.approvedAddresses');
  read.templates(generation.previousTemplates, 'generation.previousTemplates');
  return generation;
}

/** What a VM would lose on its hypervisor if it were made anew (VML044). */
export function rebuildProblems(
  path: string,
  { vm, generation }: Source,
  driver: Pick<Driver, 'title' | 'capabilities'>,
): readonly Problem[] {
  const answer = driver.capabilities['disk.data'];
  if (generation?.rebuild !== true || answer.support === 'native') return [];
  return vm.dataDisks.map(({ name }, index) => ({
    code: 'VML044',
    path: `${path}.dataDisks[${String(index)}]`,
    got: shown(name),
    rule: `${driver.title} does not keep the data disks of a VM that is made anew`,
    fix: 'move the disk to another VM, and take it out of the declaration first',
  }));
}

/** The record of a VM; none where its template is a single one that nobody replaces. */
export function recordFor(
  scope: Construct,
  { template, vm, generation }: Source,
): GenerationRecord | undefined {
  if (generation === undefined && template.declaredGenerations === undefined) return undefined;
  return recordGeneration(scope, {
    from: generationName(template),
    cloneType: vm.cloneType,
    rebuild: generation?.rebuild ?? false,
  });
}

/**
 * Keeps the templates that a VM may be a clone of, and lifts the guard of what is approved.
 *
 * @throws VML061 where it is to be made anew and an address lacks its approval
 */
export function guardGeneration(
  path: string,
  { template, vm, generation = {} }: Source,
  resources: VmResources,
  record: GenerationRecord | undefined,
): void {
  const parents = [template, ...(generation.previousTemplates ?? [])];
  if (vm.cloneType === 'linked' && vm.protection) {
    for (const parent of parents) parent.keepForClones?.();
  }
  if (record === undefined) return;
  const replaced = replacedBy(resources);
  const clone = replaced.at(-1) ?? resources.machine;
  requireParent(clone, record, {
    declared: () =>
      parents.flatMap((parent) => [
        generationName(parent),
        ...(parent.declaredGenerations?.() ?? []),
      ]),
    message: literal(
      `[VML063] ${path}.template: got a linked clone of ${record.madeFrom}; ${errorCodes.VML063}; ` +
        'declare that template again (previousTemplates), or make the VM anew from one that is declared',
    ),
  });
  const approved = generation.approvedAddresses ?? [];
  if (generation.rebuild === true) {
    const needed = {
      path: `${path}.generation.approvedAddresses`,
      addresses: addressesOf(resources),
    };
    throwIfAny(checkApproval(needed, approved));
  }
  for (const resource of replaced) {
    if (!approved.includes(addressOf(resource))) continue;
    resource.lifecycle = { ...resource.lifecycle, preventDestroy: undefined };
  }
}

/** What code approves to destroy while a VM is made anew: of its own, and of nobody else's. */
export function approvedForRebuild(
  resources: VmResources,
  { rebuild = false, approvedAddresses = [] }: GenerationProps = {},
): readonly string[] {
  if (!rebuild) return [];
  return addressesOf(resources).filter((address) => approvedAddresses.includes(address));
}

/** Addresses of what a VM loses when it is made anew: its machine, and its system disk. */
export function addressesOf(resources: VmResources): readonly string[] {
  return replacedBy(resources).map(addressOf);
}

function replacedBy({ machine, all }: VmResources): readonly TerraformResource[] {
  const disk = all['system disk'];
  return disk === undefined ? [machine] : [machine, disk];
}
