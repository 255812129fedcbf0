import type { MachineControl } from '../../control';

/** Read it back after an apply: vSphere has been seen to leave it out (terraform-provider-vsphere 2590). */
export const machineTpm: MachineControl = {
  id: 'machine.tpm',
  title: 'the machine has a TPM 2.0',
  sources: [
    'VMware vSphere Security: virtual TPM',
    'NIST SP 800-155',
    'libvirt domain XML: tpm',
    'Proxmox VE qm.conf(5) tpmstate0',
  ],
  level: 'baseline',
  scope: 'machine',
  appliesTo: ['vsphere', 'libvirt', 'proxmox'],
  value: '2.0',
  settings: {
    vsphere: { 'config.hardware.device.VirtualTPM': 'present' },
    libvirt: { 'devices/tpm/backend/@type': 'emulator', 'devices/tpm/backend/@version': '2.0' },
    proxmox: { 'tpmstate0.version': 'v2.0' },
  },
  contradictions: (vm) =>
    !vm.vtpm ? [{ field: 'vtpm', given: vm.vtpm, remedy: 'set vtpm to true' }] : [],
};
