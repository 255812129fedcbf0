import type { MachineControl } from '../../control';

export const machineConsoleClipboard: MachineControl = {
  id: 'machine.console.clipboard',
  title: 'nothing is copied between console and guest',
  sources: [
    'VMware SCG 8 vm-8.deactivate-console-copy',
    'VMware SCG 8 vm-8.deactivate-console-paste',
    'VMware SCG 8 vm-8.isolation-tools-dnd-deactivate',
    'VMCH-80-000189',
    'VMCH-80-000191',
    'VMCH-80-000192',
    'Proxmox VE qm.conf(5) vga clipboard',
  ],
  level: 'baseline',
  scope: 'machine',
  appliesTo: ['vsphere', 'proxmox'],
  value: 'off',
  settings: {
    vsphere: {
      'isolation.tools.copy.disable': 'TRUE',
      'isolation.tools.paste.disable': 'TRUE',
      'isolation.tools.dnd.disable': 'TRUE',
    },
    proxmox: { 'vga.clipboard': 'absent' },
  },
};
