import type { MachineControl } from '../../control';

export const machineFirmwareSecureBoot: MachineControl = {
  id: 'machine.firmware.secure-boot',
  title: 'the firmware starts signed code only',
  sources: ['VMware SCG 8 guest-8.secure-boot', 'Proxmox VE qm.conf(5) efidisk0 pre-enrolled-keys'],
  level: 'baseline',
  scope: 'machine',
  appliesTo: ['vsphere', 'libvirt', 'proxmox'],
  value: 'on',
  settings: {
    vsphere: { 'config.bootOptions.efiSecureBootEnabled': true },
    libvirt: { 'os/loader/@secure': 'yes' },
    proxmox: { 'efidisk0.pre-enrolled-keys': 1 },
  },
  contradictions: (vm) =>
    !vm.secureBoot
      ? [{ field: 'secureBoot', given: vm.secureBoot, remedy: 'set secureBoot to true' }]
      : [],
};
