import { createHash } from 'node:crypto';
import type { VirtualMachine } from '../../model/virtual-machine';
import type { VmIdRange } from '../../model/vm-ids';

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
