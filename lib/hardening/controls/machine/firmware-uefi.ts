import type { MachineControl } from '../../control';

export const machineFirmwareUefi: MachineControl = {
  id: 'machine.firmware.uefi',
  title: 'the machine starts from UEFI',
  sources: ['VMware SCG 8 guest-8.secure-boot', 'NIST SP 800-147', 'NIST SP 800-155'],
  level: 'baseline',
  scope: 'machine',
  appliesTo: ['vsphere', 'libvirt', 'proxmox'],
  value: 'uefi',
  settings: {
    vsphere: { 'config.firmware': 'efi' },
    libvirt: { 'os/loader/@type': 'pflash' },
    proxmox: { bios: 'ovmf', 'efidisk0.efitype': '4m' },
  },
  contradictions: (vm) =>
    vm.firmware === 'bios'
      ? [{ field: 'firmware', given: vm.firmware, remedy: 'set firmware to "uefi"' }]
      : [],
};
