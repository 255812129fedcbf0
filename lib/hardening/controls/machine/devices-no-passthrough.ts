import type { MachineControl } from '../../control';

export const machineDevicesNoPassthrough: MachineControl = {
  id: 'machine.devices.no-passthrough',
  title: 'no device of the host is passed through',
  sources: [
    'VMware SCG 8 vm-8.pci-passthrough',
    'VMCH-80-000214',
    'Proxmox VE qm.conf(5) hostpci, usb',
  ],
  level: 'baseline',
  scope: 'machine',
  appliesTo: ['vsphere', 'libvirt', 'proxmox'],
  value: 'none',
  settings: {
    vsphere: { 'config.hardware.device.VirtualPCIPassthrough': 'absent' },
    libvirt: { 'devices/hostdev': 'absent' },
    proxmox: { 'hostpci[n]': 'absent', 'usb[n]': 'absent' },
  },
};
