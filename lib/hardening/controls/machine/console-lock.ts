import type { MachineControl } from '../../control';

/** Has an effect in Windows guests only; the guides want it everywhere. */
export const machineConsoleLock: MachineControl = {
  id: 'machine.console.lock',
  title: 'the guest locks its desktop when the last console closes',
  sources: ['VMware SCG 8 vm-8.vmrc-lock', 'VMCH-80-000201'],
  level: 'baseline',
  scope: 'machine',
  appliesTo: ['vsphere'],
  value: 'on',
  settings: {
    vsphere: { 'tools.guest.desktop.autolock': 'TRUE' },
  },
};
