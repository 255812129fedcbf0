import type { DeclaredMachine } from './declared-machine';
import { libvirtMachine } from './libvirt/declared-machine';
import type { MachineOperations } from './operations';
import { proxmoxMachine } from './proxmox/declared-machine';
import { vsphereMachine } from './vsphere/declared-machine';

/** By driver: what reaches a machine outside of Terraform. */
export const machineOperations: Readonly<
  Record<string, (machine: DeclaredMachine) => MachineOperations>
> = { libvirt: libvirtMachine, proxmox: proxmoxMachine, vsphere: vsphereMachine };
