import type { ImpactTable } from '../impact';

const provider = 'dmacvicar/terraform-provider-libvirt v0.8.3';
const domain = `${provider} libvirt/resource_libvirt_domain.go`;
const volume = `${provider} libvirt/resource_libvirt_volume.go`;

/** A replaced domain is the same machine where its UUID is pinned by the stylesheet. */
const pinned = { 'xml[].xslt': { contains: '<uuid>' } } as const;
/** The image of a CD, such as the seed of cloud-init: guests only read it. */
const readOnlyImage = { source: { endsWith: '.iso' } } as const;
const withoutTpm = { tpm: { empty: true } } as const;

/** What changes cost with dmacvicar/libvirt 0.8.3. */
export const libvirtImpact: ImpactTable = {
  libvirt_domain: {
    kind: 'virtual machine',
    vm: 'name',
    update: [
      { attribute: 'autostart', impact: 'none', source: `${domain} Update: SetAutostart` },
      { attribute: 'qemu_agent', impact: 'none', source: `${domain}: read by the provider only` },
      {
        attribute: 'network_interface[].wait_for_lease',
        impact: 'none',
        source: `${domain}: read by the provider only`,
      },
      {
        attribute: 'network_interface[].hostname',
        impact: 'none',
        source: `${domain} Update: an entry of the network's DHCP`,
      },
      {
        attribute: 'network_interface[].addresses',
        impact: 'none',
        source: `${domain} Update: an entry of the network's DHCP`,
      },
      {
        attribute: 'network_interface',
        impact: 'power-cycle',
        source: `${domain} Update: the running machine keeps its interfaces`,
      },
      {
        attribute: 'cloudinit',
        impact: 'power-cycle',
        source: `${domain} Update: the guest reads it when it boots`,
      },
      {
        attribute: 'running',
        impact: 'power-cycle',
        source: `${domain} Update: Create or Destroy`,
      },
    ],
    replace: [
      {
        provided: pinned,
        impact: 'power-cycle',
        source: `${domain} Delete, Create: volumes, UUID, MACs and TPM stay`,
      },
      {
        provided: withoutTpm,
        impact: 'rebuild',
        source: `${domain} Delete, Create: a new UUID and new MACs`,
      },
      {
        impact: 'data-loss',
        source: `${domain} Delete, Create: a new UUID has a new TPM, and what was sealed is gone`,
      },
    ],
    // Its disks are resources of their own; its TPM goes with it.
    remove: [
      {
        provided: withoutTpm,
        impact: 'rebuild',
        source: `${domain} Delete: DestroyFlags, UndefineFlags`,
      },
      {
        impact: 'data-loss',
        source: `${domain} Delete: UndefineFlags with NVRAM; what the TPM sealed is gone`,
      },
    ],
  },
  libvirt_volume: {
    kind: 'disk',
    update: [],
    replace: [
      {
        provided: readOnlyImage,
        impact: 'power-cycle',
        source: `${volume} Delete, Create: the domain is replaced with it, and the guest reads it when it boots`,
      },
      {
        provided: { base_volume_id: { empty: false } },
        impact: 'rebuild',
        source: `${volume} Delete, Create: a new layer over the template`,
      },
      {
        impact: 'data-loss',
        source: `${volume} Delete: every argument is ForceNew, the file is removed`,
      },
    ],
    remove: [
      { provided: readOnlyImage, impact: 'none', source: `${volume} Delete: read on boot only` },
      { impact: 'data-loss', source: `${volume} Delete: the file is removed` },
    ],
  },
  libvirt_cloudinit_disk: {
    kind: 'guest configuration',
    update: [],
    replace: [
      {
        impact: 'power-cycle',
        source: `${provider}: the domain is replaced with it, and the guest reads it when it boots`,
      },
    ],
    remove: [{ impact: 'none', source: `${provider}: read on boot only` }],
  },
  libvirt_network: {
    kind: 'network',
    update: [
      {
        attribute: 'autostart',
        impact: 'none',
        source: `${provider} libvirt/resource_libvirt_network.go Update`,
      },
      {
        attribute: 'dns',
        impact: 'none',
        source: `${provider} libvirt/resource_libvirt_network.go Update: host entries`,
      },
    ],
    replace: [
      {
        impact: 'power-cycle',
        source: `${provider}: running machines lose their connection until they start again`,
      },
    ],
    remove: [
      { impact: 'power-cycle', source: `${provider}: running machines lose their connection` },
    ],
  },
  libvirt_pool: {
    kind: 'storage pool',
    update: [],
    replace: [
      {
        impact: 'data-loss',
        source: `${provider} libvirt/resource_libvirt_pool.go Delete: the folder is removed`,
      },
    ],
    remove: [
      {
        impact: 'data-loss',
        source: `${provider} libvirt/resource_libvirt_pool.go Delete: the folder is removed`,
      },
    ],
  },
};
