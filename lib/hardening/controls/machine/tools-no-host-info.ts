import type { MachineControl } from '../../control';

export const machineToolsNoHostInfo: MachineControl = {
  id: 'machine.tools.no-host-info',
  title: 'the guest learns nothing of its host',
  sources: ['VMware SCG 8 vm-8.restrict-host-info', 'VMCH-80-000198'],
  level: 'baseline',
  scope: 'machine',
  appliesTo: ['vsphere'],
  value: 'off',
  settings: {
    vsphere: { 'tools.guestlib.enableHostInfo': 'FALSE' },
  },
};
