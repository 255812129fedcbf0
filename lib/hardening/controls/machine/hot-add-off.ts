import type { MachineControl } from '../../control';

export const machineHotAddOff: MachineControl = {
  id: 'machine.hot-add.off',
  title: 'CPUs and memory do not change while the VM runs',
  sources: ['VMware Performance Best Practices 8: CPU hot add', 'Proxmox VE qm.conf(5) hotplug'],
  level: 'baseline',
  scope: 'machine',
  appliesTo: ['vsphere', 'libvirt', 'proxmox'],
  value: 'off',
  settings: {
    vsphere: { 'config.cpuHotAddEnabled': false, 'config.memoryHotAddEnabled': false },
    libvirt: { 'vcpu/@current': 'absent', maxMemory: 'absent' },
    proxmox: { hotplug: 'disk,network' },
  },
  contradictions: (vm) => [
    ...(vm.cpuHotAdd
      ? [{ field: 'cpuHotAdd', given: vm.cpuHotAdd, remedy: 'set cpuHotAdd to false' }]
      : []),
    ...(vm.memoryHotAdd
      ? [{ field: 'memoryHotAdd', given: vm.memoryHotAdd, remedy: 'set memoryHotAdd to false' }]
      : []),
  ],
};
