import type { MachineControl } from '../../control';

export const machineChipsetQ35: MachineControl = {
  id: 'machine.chipset.q35',
  title: 'the machine has a PCI Express chipset, which Secure Boot and the TPM rely on',
  sources: ['libvirt domain XML: os/type machine', 'Proxmox VE qm.conf(5) machine'],
  level: 'baseline',
  scope: 'machine',
  appliesTo: ['libvirt', 'proxmox'],
  value: 'q35',
  settings: {
    libvirt: { 'os/type/@machine': 'q35' },
    proxmox: { machine: 'q35' },
  },
};
