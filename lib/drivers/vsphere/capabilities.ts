import type { CapabilityTable } from '../../model/capabilities';
import { defaultProvider, featuresOf, type ProviderFeatures } from './versions';

/** For people: the driver with its provider and version. */
export function titleOf(provider: { readonly source: string; readonly version: string }): string {
  return `vSphere (${provider.source} ${provider.version})`;
}

export const vsphereTitle = titleOf(defaultProvider);

const native = { support: 'native' } as const;

const withoutCluster = {
  support: 'unsupported',
  alternative: 'a VsphereHypervisor with a cluster: a single host balances and restarts nothing',
} as const;

/**
 * What a version of the provider can do, on a cluster or on a single host. Sources: the documentation and the code of
 * vmware/terraform-provider-vsphere, at v2.1.1 and at v2.16.1.
 */
export function capabilitiesOf(features: ProviderFeatures, cluster: boolean): CapabilityTable {
  const ofCluster = cluster ? native : withoutCluster;
  return Object.freeze({
    'clone.linked': native,
    'clone.full': native,
    'clone.full.resize': native,
    'disk.grow': {
      support: 'approximated',
      how: 'data disks and the system disks of full clones grow; that of a linked clone keeps the size of its template',
    },
    'disk.data': {
      support: 'approximated',
      how: 'the file of a disk stays on its datastore when the disk or the machine is removed, to be attached again by hand',
    },
    'firmware.bios': native,
    'firmware.secure-boot': native,
    'firmware.vtpm': features.vtpm
      ? native
      : {
          support: 'unsupported',
          alternative: 'version 2.10.0 of the provider or newer, or a waiver of machine.tpm',
        },
    'guest.linux': native,
    'guest.windows': native,
    'hot-add.cpu': native,
    'hot-add.memory': native,
    'memory.ballooning': {
      support: 'approximated',
      how: 'minimumMemory is reserved; what lies above it may be taken back, whether minimumMemory is given or not',
    },
    'network.create': {
      support: 'unsupported',
      alternative: 'Network.fromName with the name of a port group that exists',
    },
    'network.existing': native,
    'network.bandwidth': {
      support: 'approximated',
      how: 'traffic from the VM in whole megabits per second; traffic to it is shaped by the port group',
    },
    'network.vlan': {
      support: 'unsupported',
      alternative: 'a port group that has the VLAN: leave vlan out and name the port group',
    },
    'network.anti-spoofing': {
      support: 'unsupported',
      alternative: 'the security policy of the port group: reject forged transmits and MAC changes',
    },
    'network.anti-spoofing.ipv6': {
      support: 'unsupported',
      alternative: 'the security policy of the port group: reject forged transmits and MAC changes',
    },
    'power.stopped': {
      support: 'unsupported',
      alternative:
        'shutting the VM down in vCenter: the provider starts what it makes, and stops nothing',
    },
    'template.image': {
      support: 'unsupported',
      alternative:
        'Template.fromContentLibraryItem or Template.fromName, with a template that exists in vCenter',
    },
    'template.existing': native,
    'template.vm-id': features.lookupByUuid
      ? native
      : {
          support: 'unsupported',
          alternative: 'version 2.2.0 of the provider or newer, or Template.fromName',
        },
    'template.content-library': native,
    'location.host': native,
    'location.datastore': native,
    'location.folder': native,
    'location.storage-policy': native,
    'location.vm-id': {
      support: 'unsupported',
      alternative: 'the name of the VM: vCenter chooses the ids of its objects',
    },
    'availability.restart-priority': ofCluster,
    'availability.migration': ofCluster,
    'availability.replication': {
      support: 'unsupported',
      alternative: 'a BackupPolicy with a copyTarget, or replication by the storage array',
    },
    'pool.create': native,
    'pool.existing': native,
    'pool.shares': native,
    'pool.reservation': native,
    'pool.limit': native,
    'placement.spread': ofCluster,
    'placement.colocate': ofCluster,
    'placement.hosts': ofCluster,
    'placement.preferred': ofCluster,
    'cluster.load-balancing': native,
    'cluster.high-availability': native,
    'cluster.failover-reserve': native,
    'access.grant': native,
    snapshot: native,
    'backup.schedule': {
      support: 'approximated',
      how: 'a tag of the category backup-policy, by which backup products select the VM; schedules and retention are in its description',
    },
    'backup.copy': {
      support: 'approximated',
      how: 'made by the backup product behind the tag; the target is in the description of the tag',
    },
    tags: native,
  });
}

const newest = featuresOf(defaultProvider.version);
if (newest === undefined) throw new Error('internal error: the default version has no lower bound');

/** What the provider can do in the version that is the default, on a cluster. */
export const vsphereCapabilities: CapabilityTable = capabilitiesOf(newest, true);
