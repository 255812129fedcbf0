import type { CapabilityTable } from '../../model/capabilities';

/** For people: the driver with its provider and version. */
export const libvirtTitle = 'libvirt (dmacvicar/libvirt 0.8.3)';

const native = { support: 'native' } as const;

/** What dmacvicar/libvirt 0.8.3 can do. Sources: its documentation and its code at v0.8.3. */
export const libvirtCapabilities: CapabilityTable = Object.freeze({
  'clone.linked': native,
  'clone.full': native,
  'clone.full.resize': {
    support: 'unsupported',
    alternative:
      "a linked clone (cloneType 'linked'), whose system disk may be larger than the template",
  },
  'disk.grow': {
    support: 'unsupported',
    alternative:
      'a further data disk; the provider replaces a volume whose size changes, which would erase it',
  },
  'disk.data': native,
  'firmware.bios': native,
  'firmware.secure-boot': native,
  'firmware.vtpm': native,
  'guest.linux': native,
  'guest.windows': {
    support: 'unsupported',
    alternative: 'vSphere, whose customization can join Windows guests',
  },
  'hot-add.cpu': {
    support: 'unsupported',
    alternative:
      'a changed cpuCount, which power-cycles the VM and keeps its disks, UUID, MACs and TPM',
  },
  'hot-add.memory': {
    support: 'unsupported',
    alternative:
      'a changed memory, which power-cycles the VM and keeps its disks, UUID, MACs and TPM',
  },
  'memory.ballooning': {
    support: 'unsupported',
    alternative: 'a fixed memory (leave minimumMemory out)',
  },
  'network.create': native,
  'network.existing': native,
  'network.bandwidth': native,
  'network.vlan': {
    support: 'unsupported',
    alternative: 'a bridge of the host that carries the VLAN: Network.fromBridge',
  },
  'network.anti-spoofing': native,
  'network.anti-spoofing.ipv6': {
    support: 'unsupported',
    alternative:
      'IPv4 only, or a waiver of the anti-spoofing control: the clean-traffic filter drops IPv6',
  },
  'power.stopped': {
    support: 'unsupported',
    alternative: 'virsh shutdown: the provider ignores running = false on a running machine',
  },
  'template.image': native,
  'template.existing': native,
  'template.vm-id': {
    support: 'unsupported',
    alternative: 'Template.fromName with the path of a volume',
  },
  'template.content-library': {
    support: 'unsupported',
    alternative: 'a Template with an image, or Template.fromName with the path of a volume',
  },
  'location.host': {
    support: 'unsupported',
    alternative: 'a LibvirtHypervisor for each host: its uri names the host',
  },
  'location.datastore': native,
  'location.folder': { support: 'unsupported', alternative: 'tags, which the inventory lists' },
  'location.storage-policy': {
    support: 'unsupported',
    alternative: 'location.datastore with a storage pool that has what the policy asks for',
  },
  'location.vm-id': {
    support: 'unsupported',
    alternative: 'uuid, which libvirt identifies machines by',
  },
  'availability.restart-priority': {
    support: 'unsupported',
    alternative: 'autostart: libvirt knows one host, and starts machines with it',
  },
  'availability.migration': {
    support: 'unsupported',
    alternative: 'virsh migrate: libvirt knows one host, and moves nothing on its own',
  },
  'availability.replication': {
    support: 'unsupported',
    alternative: 'a BackupPolicy with a copyTarget at another site',
  },
  'pool.create': {
    support: 'approximated',
    how: 'no object on the host: each member gets the CPU weight of its pool, and the capacity of the tree is checked at synthesis',
  },
  'pool.existing': {
    support: 'unsupported',
    alternative: 'a ResourcePool declared in this app: libvirt has no object for pools',
  },
  'pool.shares': { support: 'approximated', how: 'cputune shares of each member' },
  'pool.reservation': {
    support: 'approximated',
    how: 'checked at synthesis: what is reserved is never given to others',
  },
  'pool.limit': {
    support: 'approximated',
    how: 'checked at synthesis: the members together stay below the limit',
  },
  'placement.spread': {
    support: 'unsupported',
    alternative: 'a LibvirtHypervisor for each host, and VMs declared on each of them',
  },
  'placement.colocate': {
    support: 'unsupported',
    alternative: 'one LibvirtHypervisor for all of them: it is one host',
  },
  'placement.hosts': {
    support: 'unsupported',
    alternative: 'a LibvirtHypervisor for each host: the hypervisor prop says where a VM runs',
  },
  'placement.preferred': {
    support: 'unsupported',
    alternative: 'a LibvirtHypervisor for each host: the hypervisor prop says where a VM runs',
  },
  'cluster.load-balancing': {
    support: 'unsupported',
    alternative: 'vSphere or Proxmox VE: libvirt knows one host',
  },
  'cluster.high-availability': {
    support: 'unsupported',
    alternative: 'vSphere or Proxmox VE, or autostart for the restart of the one host',
  },
  'cluster.failover-reserve': {
    support: 'unsupported',
    alternative: 'a capacity of the LibvirtHypervisor that leaves room',
  },
  'access.grant': {
    support: 'unsupported',
    alternative: 'access control of the host: polkit rules of libvirt, or SSH accounts',
  },
  snapshot: {
    support: 'unsupported',
    alternative: 'a BackupPolicy; the provider has no resource for snapshots',
  },
  'backup.schedule': {
    support: 'approximated',
    how: 'systemd timers for virtnbdbackup, rendered for the host',
  },
  'backup.copy': {
    support: 'approximated',
    how: 'a copy to the second storage root after each backup',
  },
  tags: {
    support: 'approximated',
    how: 'kept in the inventory output of the stack; any attribute of the domain that could hold them would replace it',
  },
});
