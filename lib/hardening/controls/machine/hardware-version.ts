import type { MachineControl } from '../../control';

export const machineHardwareVersion: MachineControl = {
  id: 'machine.hardware-version',
  title: 'the virtual hardware is a current version',
  sources: ['VMware SCG 8 guest-8.virtual-hardware'],
  level: 'baseline',
  scope: 'machine',
  appliesTo: ['vsphere'],
  value: 'vmx-17 or higher',
  settings: {
    vsphere: { 'config.version': 'vmx-17' },
  },
};
