import { createHash } from 'node:crypto';
import type { Problem } from '../../errors';
import { generationName } from '../../model/define-template';
import type { VirtualMachine } from '../../model/virtual-machine';
import type { VmIdRange } from '../../model/vm-ids';
import type { VmRequest } from '../contract';

/**
 * VM id of a machine: the one that people chose, else one of the range that follows from the machine's UUID, so that it
 * depends on no order and on no state. Two machines can meet in one id; give the range many more ids than machines.
 *
 * @returns undefined where neither is given; Proxmox VE then takes the next free id
 */
export function vmIdOf(
  vm: Pick<VirtualMachine, 'uuid' | 'location'>,
  range: VmIdRange | undefined,
): number | undefined {
  if (vm.location.vmId !== undefined) return vm.location.vmId;
  if (range === undefined) return undefined;
  const hash = createHash('sha1').update(vm.uuid).digest().readUIntBE(0, 6);
  return range.from + (hash % (range.to - range.from + 1));
}

/** A problem where a VM would get the id of the template that it is cloned from, as far as that is known. */
export function templateIdProblems(
  { vm, template, path }: Pick<VmRequest, 'vm' | 'template' | 'path'>,
  range: VmIdRange | undefined,
): readonly Problem[] {
  const id = vmIdOf(vm, range);
  const { givenVmId } = template.reported ?? {};
  if (id === undefined || id !== givenVmId) return [];
  return [
    {
      code: 'VML036',
      path: `${path}.location.vmId`,
      got: String(id),
      rule: `a VM id is used once; the template ${generationName(template)} has it`,
      fix: 'give the VM another location.vmId, or its hypervisor vmIds without that of the template',
    },
  ];
}

/** Who has which VM id on one hypervisor. */
export type VmIdClaims = Map<number, { readonly path: string; readonly uuid: string }>;

/** Notes the id that a VM takes; a problem where another VM has it. A VM that is moved is there twice. */
export function claimVmId(
  claims: VmIdClaims,
  { vm, path }: { readonly vm: Pick<VirtualMachine, 'uuid' | 'location'>; readonly path: string },
  range: VmIdRange | undefined,
): readonly Problem[] {
  const id = vmIdOf(vm, range);
  if (id === undefined) return [];
  const first = claims.get(id);
  if (first === undefined) claims.set(id, { path, uuid: vm.uuid });
  if (first === undefined || first.uuid === vm.uuid) return [];
  return [
    {
      code: 'VML036',
      path: `${path}.location.vmId`,
      got: String(id),
      rule: `a VM id is used once; ${first.path} has it`,
      fix: 'give one of them another location.vmId; a wider range of vmIds makes it rarer for new VMs',
    },
  ];
}
