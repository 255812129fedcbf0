import type { ReviewTable } from '../review-table';

const domain = 'libvirt_domain';

/**
 * What reviews know of resources of dmacvicar/libvirt 0.8.3, read from its schemas and Read functions.
 *
 * Never printed: stylesheets, cloud-init, the kernel's command line, ignition, and URLs of images, which may hold a login.
 */
export const libvirtReview: ReviewTable = {
  libvirt_domain: {
    printed: [
      'arch',
      'autostart',
      'boot_device',
      'console',
      'cpu',
      'disk[].block_device',
      'disk[].file',
      'disk[].scsi',
      'disk[].volume_id',
      'disk[].wwn',
      'emulator',
      'filesystem',
      'firmware',
      'graphics',
      'id',
      'initrd',
      'kernel',
      'machine',
      'memory',
      'name',
      'network_interface',
      'nvram',
      'qemu_agent',
      'running',
      'tpm[].backend_persistent_state',
      'tpm[].backend_type',
      'tpm[].backend_version',
      'tpm[].model',
      'type',
      'vcpu',
      'video',
    ],
    // libvirt/resource_libvirt_domain.go Read: the description is read back, and addresses come from leases.
    volatile: [
      'description',
      'metadata',
      'network_interface[].addresses',
      'network_interface[].hostname',
    ],
    identity: ['id', 'name', 'disk[].volume_id', 'disk[].file', 'disk[].block_device'],
    decisive: ['running', 'disk'],
    off: { attribute: 'running', value: false },
  },
  libvirt_volume: {
    printed: [
      'base_volume_id',
      'base_volume_name',
      'base_volume_pool',
      'format',
      'id',
      'name',
      'pool',
      'size',
    ],
    volatile: [],
    identity: ['id', 'name', 'pool'],
    decisive: ['base_volume_id', 'format', 'name', 'pool', 'size'],
    belongsTo: [
      { attribute: 'id', type: domain, equals: 'disk[].volume_id' },
      // A seed that is a volume: libvirt/cloudinit_def.go takes what stands before ";" for the volume.
      { attribute: 'id', type: domain, equals: 'cloudinit', separator: ';' },
    ],
  },
  libvirt_cloudinit_disk: {
    printed: ['id', 'name', 'pool'],
    volatile: [],
    identity: ['id', 'name', 'pool'],
    decisive: [],
    belongsTo: [{ attribute: 'id', type: domain, equals: 'cloudinit' }],
  },
  libvirt_network: {
    printed: [
      'addresses',
      'autostart',
      'bridge',
      'dhcp',
      'dns',
      'domain',
      'id',
      'mode',
      'mtu',
      'name',
      'routes',
    ],
    volatile: [],
    identity: ['id', 'name'],
    decisive: [],
  },
  libvirt_pool: {
    printed: [
      'allocation',
      'available',
      'capacity',
      'id',
      'name',
      'path',
      'source',
      'target',
      'type',
    ],
    // libvirt/resource_libvirt_pool.go Read: how full the storage is.
    volatile: ['allocation', 'available', 'capacity'],
    identity: ['id', 'name', 'path', 'target[].path'],
    decisive: ['path', 'target'],
  },
};
