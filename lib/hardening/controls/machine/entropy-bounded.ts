import type { MachineControl } from '../../control';

/** Proxmox lets root@pam alone set it, so a deployment with an API token cannot. */
export const machineEntropyBounded: MachineControl = {
  id: 'machine.entropy.bounded',
  title: 'the guest draws a bounded amount of random data from the host',
  sources: ['libvirt domain XML: devices/rng/rate', 'QEMU virtio-rng max-bytes'],
  level: 'baseline',
  scope: 'machine',
  appliesTo: ['libvirt'],
  value: '1024 bytes per 1000 ms',
  settings: {
    libvirt: { 'devices/rng/rate/@bytes': 1024, 'devices/rng/rate/@period': 1000 },
  },
};
