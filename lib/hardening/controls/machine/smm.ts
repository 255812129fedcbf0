import type { MachineControl } from '../../control';

/** Without it, root in the guest could rewrite the Secure Boot keys. */
export const machineSmm: MachineControl = {
  id: 'machine.smm',
  title: 'firmware variables are written in system management mode only',
  sources: ['libvirt domain XML: features/smm', 'OVMF: Secure Boot requires SMM'],
  level: 'baseline',
  scope: 'machine',
  appliesTo: ['libvirt'],
  value: 'on',
  settings: {
    libvirt: { 'features/smm/@state': 'on' },
  },
  concerns: (vm) => vm.secureBoot,
};
