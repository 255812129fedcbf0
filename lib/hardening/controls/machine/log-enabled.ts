import type { MachineControl } from '../../control';

export const machineLogEnabled: MachineControl = {
  id: 'machine.log.enabled',
  title: 'the hypervisor logs what happens to the VM',
  sources: ['VMware SCG 8 vm-8.log-enable', 'VMCH-80-000207'],
  level: 'baseline',
  scope: 'machine',
  appliesTo: ['vsphere'],
  value: 'on',
  settings: {
    vsphere: { 'config.flags.enableLogging': true },
  },
};
