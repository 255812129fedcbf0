import type { MachineControl } from '../../control';

export const machineDiskPersistent: MachineControl = {
  id: 'machine.disk.persistent',
  title: 'what is written to a disk stays, so that traces stay',
  sources: [
    'VMCH-80-000208',
    'libvirt domain XML: devices/disk/transient',
    'Proxmox VE qm.conf(5) snapshot',
  ],
  level: 'baseline',
  scope: 'machine',
  appliesTo: ['vsphere', 'libvirt', 'proxmox'],
  value: 'persistent',
  settings: {
    vsphere: { 'config.hardware.device.VirtualDisk.backing.diskMode': 'persistent' },
    libvirt: { 'devices/disk/transient': 'absent' },
    proxmox: { 'disk.snapshot': 'absent' },
  },
};
