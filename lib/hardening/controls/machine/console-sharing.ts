import type { MachineControl } from '../../control';

export const machineConsoleSharing: MachineControl = {
  id: 'machine.console.sharing',
  title: 'one person at a time sees the console',
  sources: ['VMware SCG 8 vm-8.limit-console-connections', 'VMCH-80-000195'],
  level: 'baseline',
  scope: 'machine',
  appliesTo: ['vsphere'],
  value: '1',
  settings: {
    vsphere: { 'RemoteDisplay.maxConnections': '1' },
  },
};
