import type { MachineControl } from '../../control';

export const machineDiskNoShrinking: MachineControl = {
  id: 'machine.disk.no-shrinking',
  title: 'the guest does not shrink or wipe its disks',
  sources: [
    'VMware SCG 8 vm-8.deactivate-disk-shrinking-shrink',
    'VMware SCG 8 vm-8.deactivate-disk-shrinking-wiper',
    'VMCH-80-000193',
    'VMCH-80-000194',
  ],
  level: 'baseline',
  scope: 'machine',
  appliesTo: ['vsphere'],
  value: 'off',
  settings: {
    vsphere: {
      'isolation.tools.diskShrink.disable': 'TRUE',
      'isolation.tools.diskWiper.disable': 'TRUE',
    },
  },
};
