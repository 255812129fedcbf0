/**
 * What the lab deploys to: one target per hypervisor.
 *
 * Input: a lab instance. Output: running hypervisors, and what they report. May import: lab's engines, lib.
 */
import type { HardenedVm } from '../../lib';
import { libvirtTarget } from './libvirt';
import { proxmoxTarget } from './proxmox';
import type { LabTarget } from './target';
import { vcenterTarget } from './vcenter';

export type { LabTarget, Remainder } from './target';

/** In the order in which they are started; they are stopped in the opposite one. */
export const targets: readonly LabTarget[] = [libvirtTarget, vcenterTarget, proxmoxTarget];

export function vmsOn(target: LabTarget, vms: readonly HardenedVm[]): readonly HardenedVm[] {
  return vms.filter((vm) => vm.hypervisor.driver.name === target.hypervisor);
}
