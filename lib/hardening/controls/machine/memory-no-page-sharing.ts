import type { MachineControl } from '../../control';

/** Kept by the absence of `sched.mem.pshare.salt`: without a common salt each VM has its own. */
export const machineMemoryNoPageSharing: MachineControl = {
  id: 'machine.memory.no-page-sharing',
  title: 'memory pages are not shared with other VMs',
  sources: ['VMware SCG 8 vm-8.transparentpagesharing-inter-vm-enabled', 'VMCH-80-000199'],
  level: 'baseline',
  scope: 'machine',
  appliesTo: ['vsphere'],
  value: 'off',
  settings: {
    vsphere: {},
  },
};
