import type { MachineControl } from '../../control';

export const machineBootDiskOnly: MachineControl = {
  id: 'machine.boot.disk-only',
  title: 'the machine starts from its disk only',
  sources: ['VMware SCG 8 vm-8.efi-boot-types'],
  level: 'strict',
  scope: 'machine',
  appliesTo: ['vsphere'],
  value: 'on',
  settings: {
    vsphere: { 'bios.bootDeviceClasses': 'allow:hd' },
  },
};
