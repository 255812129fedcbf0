import type { DeclaredMachine } from './declared-machine';
import { libvirtObserver } from './libvirt/observer';
import type { MachineObserver } from './observer';
import { proxmoxObserver } from './proxmox/observer';
import { vsphereObserver } from './vsphere/observer';

/** By driver: what reads the controls of a machine back. */
export const machineObservers: Readonly<
  Record<string, (machine: DeclaredMachine) => MachineObserver>
> = { libvirt: libvirtObserver, proxmox: proxmoxObserver, vsphere: vsphereObserver };
