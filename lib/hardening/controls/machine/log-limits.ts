import type { MachineControl } from '../../control';

export const machineLogLimits: MachineControl = {
  id: 'machine.log.limits',
  title: 'the logs of the VM rotate',
  sources: [
    'VMware SCG 8 vm-8.log-retention',
    'VMware SCG 8 vm-8.log-rotation-size',
    'VMCH-80-000205',
    'VMCH-80-000206',
  ],
  level: 'baseline',
  scope: 'machine',
  appliesTo: ['vsphere'],
  value: '10 of 2048000 bytes',
  settings: {
    vsphere: { 'log.keepOld': '10', 'log.rotateSize': '2048000' },
  },
};
