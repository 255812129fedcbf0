import type { MachineControl } from '../../control';

export const machineMemoryNoBalloon: MachineControl = {
  id: 'machine.memory.no-balloon',
  title: 'the host does not take memory back while the VM runs',
  sources: ['libvirt domain XML: devices/memballoon', 'Proxmox VE qm.conf(5) balloon'],
  level: 'baseline',
  scope: 'machine',
  appliesTo: ['libvirt', 'proxmox'],
  value: 'none',
  settings: {
    libvirt: { 'devices/memballoon/@model': 'none' },
    proxmox: { balloon: 0 },
  },
  contradictions: (vm) =>
    vm.minimumMemory !== undefined
      ? [{ field: 'minimumMemory', given: vm.minimumMemory, remedy: 'leave minimumMemory out' }]
      : [],
};
