import type { MachineControl } from '../../control';

export const machineConsoleClosed: MachineControl = {
  id: 'machine.console.closed',
  title: 'the machine has no remote console',
  sources: ['libvirt domain XML: devices/graphics'],
  level: 'baseline',
  scope: 'machine',
  appliesTo: ['libvirt'],
  value: 'none',
  settings: {
    libvirt: { 'devices/graphics': 'absent', 'devices/video': 'absent' },
  },
};
