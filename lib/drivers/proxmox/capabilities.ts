import type { CapabilityTable } from '../../model/capabilities';

/** For people: the driver with its provider and version. */
export const proxmoxTitle = 'Proxmox VE (bpg/proxmox 0.112.0)';

const native = { support: 'native' } as const;

/** What bpg/proxmox 0.112.0 can do. Sources: its documentation and its code at v0.112.0, and that of Proxmox VE 9. */
export const proxmoxCapabilities: CapabilityTable = Object.freeze({
  'clone.linked': native,
  'clone.full': native,
  'clone.full.resize': native,
  'disk.grow': {
    support: 'approximated',
    how: 'data disks and the system disks of full clones; the system disk of a linked clone gets its size when it is made',
  },
  'disk.data': {
    support: 'approximated',
    how: 'the disks belong to the machine: nothing that is declared replaces it, one that is removed is kept as an unused disk of the machine, and a machine with data disks is not rolled out anew; destroying the machine destroys them',
  },
  'firmware.bios': native,
  'firmware.secure-boot': native,
  'firmware.vtpm': native,
  'guest.linux': {
    support: 'approximated',
    how: 'names, addresses and keys through the cloud-init drive; everything else through snippets, where the provider may use SSH to the nodes, and otherwise with the template',
  },
  'guest.windows': {
    support: 'unsupported',
    alternative: 'vSphere, whose customization can join Windows guests',
  },
  'hot-add.cpu': {
    support: 'unsupported',
    alternative: 'a changed cpuCount, which restarts the VM: the provider restarts it for cores',
  },
  'hot-add.memory': native,
  'memory.ballooning': native,
  'network.create': {
    support: 'unsupported',
    alternative:
      'Network.fromBridge with a bridge of the nodes, or Network.fromName with a virtual network of the SDN',
  },
  'network.existing': native,
  'network.bandwidth': {
    support: 'approximated',
    how: 'one limit, which holds in each direction: both have to be given, and be equal',
  },
  'network.vlan': native,
  'network.anti-spoofing': {
    support: 'approximated',
    how: 'MAC filter and IP filter of the firewall: the own address of a static interface, the subnet of one that uses DHCP',
  },
  'network.anti-spoofing.ipv6': {
    support: 'approximated',
    how: 'as for IPv4; an interface that takes router advertisements needs a network whose cidr is that of the advertised prefix',
  },
  'power.stopped': native,
  'template.image': native,
  'template.existing': native,
  'template.vm-id': native,
  'template.content-library': {
    support: 'unsupported',
    alternative: 'a Template with an image, Template.fromName or Template.fromVmId',
  },
  'location.host': native,
  'location.datastore': native,
  'location.folder': { support: 'unsupported', alternative: 'a ResourcePool, or tags' },
  'location.storage-policy': {
    support: 'unsupported',
    alternative: 'location.datastore with a storage that has what the policy asks for',
  },
  'location.vm-id': native,
  'availability.restart-priority': {
    support: 'unsupported',
    alternative:
      "restartPriority 'disabled', which leaves a VM out of HA, or none: HA restarts VMs in no order",
  },
  'availability.migration': {
    support: 'approximated',
    how: 'automatic: HA moves the VM back to its preferred node, and off a node where it does not start; manual and disabled: it does neither',
  },
  'availability.replication': native,
  'pool.create': native,
  'pool.existing': native,
  'pool.shares': { support: 'approximated', how: 'CPU units of each member' },
  'pool.reservation': {
    support: 'approximated',
    how: 'checked at synthesis: what is reserved is never given to others',
  },
  'pool.limit': {
    support: 'approximated',
    how: 'checked at synthesis: the members together stay below the limit; no member gets more CPU time than its pool, where the capacity of the hypervisor is declared',
  },
  'placement.spread': {
    support: 'approximated',
    how: 'HA resource affinity rule of Proxmox VE 9, which is always mandatory; the members are managed by HA',
  },
  'placement.colocate': {
    support: 'approximated',
    how: 'HA resource affinity rule of Proxmox VE 9, which is always mandatory; the members are managed by HA',
  },
  'placement.hosts': {
    support: 'approximated',
    how: 'HA node affinity rule of Proxmox VE 9; the members are managed by HA',
  },
  'placement.preferred': {
    support: 'unsupported',
    alternative: 'a mandatory rule: resource affinity rules of Proxmox VE are always mandatory',
  },
  'cluster.load-balancing': {
    support: 'unsupported',
    alternative:
      "the cluster resource scheduling (crs) in the options of the datacentre: the provider's resource for them takes over all options of the cluster",
  },
  'cluster.high-availability': {
    support: 'approximated',
    how: 'HA manages the VMs of a ProxmoxHypervisor with highAvailability; it has no settings of its own',
  },
  'cluster.failover-reserve': {
    support: 'approximated',
    how: 'checked at synthesis: subtracted from the capacity of the hypervisor',
  },
  'access.grant': native,
  snapshot: {
    support: 'unsupported',
    alternative: 'a BackupPolicy, or qm snapshot; the provider has no resource for snapshots',
  },
  'backup.schedule': {
    support: 'approximated',
    how: 'backup jobs; an incremental run sends only changed blocks to a Proxmox Backup Server, and is a full one on any other storage',
  },
  'backup.copy': {
    support: 'approximated',
    how: 'jobs of their own to the second storage; a sync job of the Proxmox Backup Server costs the VMs less',
  },
  tags: {
    support: 'approximated',
    how: 'as name.value in lower case, with "-" for what the grammar of Proxmox VE has no place for; the exact texts are in the inventory output',
  },
});
