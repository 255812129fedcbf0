/** What a hypervisor may or may not be able to do; every driver answers for each of them. */
export const capabilities = {
  'clone.linked': 'a system disk that shares the blocks of its template',
  'clone.full': 'a system disk that is a copy of its template',
  'clone.full.resize': 'a full copy that is larger than its template',
  'disk.grow': 'a disk that grows without loss',
  'disk.data': 'data disks that outlive a replacement of the machine',
  'firmware.bios': 'legacy BIOS firmware',
  'firmware.secure-boot': 'UEFI Secure Boot',
  'firmware.vtpm': 'a virtual TPM 2.0',
  'guest.linux': 'Linux guests, configured on first boot',
  'guest.windows': 'Windows guests, customized on first boot',
  'hot-add.cpu': 'CPUs added while the machine runs',
  'hot-add.memory': 'memory added while the machine runs',
  'memory.ballooning': 'memory given back to the host while the machine runs',
  'network.create': 'networks made by this library',
  'network.existing': 'networks that exist already, by name',
  'network.bandwidth': 'traffic limits per interface',
  'network.vlan': 'VLAN tags per network',
  'network.anti-spoofing': 'interfaces that cannot fake their MAC or IPv4 address',
  'network.anti-spoofing.ipv6': 'interfaces that cannot fake their IPv6 address',
  'power.stopped': 'a machine that is declared as stopped',
  'template.image': 'templates made from an image file',
  'template.existing': 'templates that exist already, by name',
  'template.vm-id': 'templates that exist already, by VM id',
  'template.content-library': 'templates that are items of a content library',
  'location.host': 'the host that a machine is made on',
  'location.datastore': 'the storage of each disk',
  'location.folder': 'folders for machines',
  'location.storage-policy': 'storage policies',
  'location.vm-id': 'VM ids that are chosen by people',
  'availability.restart-priority': 'an order of restart after the failure of a host',
  'availability.migration': 'machines that may or may not be moved automatically',
  'availability.replication': 'disks that are replicated to other hosts',
  'pool.create': 'resource pools made by this library',
  'pool.existing': 'resource pools that exist already',
  'pool.shares': 'weights of pools when CPU or memory is contended',
  'pool.reservation': 'CPU and memory that are always available to a pool',
  'pool.limit': 'CPU and memory that a pool never exceeds',
  'placement.spread': 'machines that never run on the same host',
  'placement.colocate': 'machines that run on the same host',
  'placement.hosts': 'machines that run on, or keep off, given hosts',
  'placement.preferred': 'rules between machines that are preferences',
  'cluster.load-balancing': 'load balancing across the hosts of a cluster',
  'cluster.high-availability': 'machines that are restarted when a host fails',
  'cluster.failover-reserve': 'capacity that is kept free for the failure of hosts',
  'access.grant': 'permissions on machines and pools',
  snapshot: 'snapshots as resources',
  'backup.schedule': 'backups by schedule, run by the hypervisor or its host',
  'backup.copy': 'a second copy of each backup at another site',
  tags: 'names and values on the machine itself',
} as const;

export type CapabilityName = keyof typeof capabilities;

/** How far a driver supports a capability. */
export type CapabilitySupport =
  | { readonly support: 'native' }
  | { readonly support: 'approximated'; readonly how: string }
  | { readonly support: 'unsupported'; readonly alternative: string };

export type CapabilityTable = Readonly<Record<CapabilityName, CapabilitySupport>>;
