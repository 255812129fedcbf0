import type { MachineControl } from '../../control';

export const machineCpuModel: MachineControl = {
  id: 'machine.cpu.model',
  title: 'the guest sees a CPU with AES and the mitigations of its generation',
  sources: ['Proxmox VE qm.conf(5) cpu (x86-64-v2-AES)'],
  level: 'baseline',
  scope: 'machine',
  appliesTo: ['proxmox'],
  value: 'x86-64-v2-AES or newer',
  settings: {
    proxmox: { cpu: 'x86-64-v2-AES' },
  },
};
