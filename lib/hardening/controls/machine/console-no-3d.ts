import type { MachineControl } from '../../control';

export const machineConsoleNo3d: MachineControl = {
  id: 'machine.console.no-3d',
  title: 'the console has no 3D graphics',
  sources: ['VMware SCG 8 vm-8.deactivate-non-essential-3d-features', 'VMCH-80-000202'],
  level: 'baseline',
  scope: 'machine',
  appliesTo: ['vsphere'],
  value: 'off',
  settings: {
    vsphere: { 'mks.enable3d': 'FALSE' },
  },
};
