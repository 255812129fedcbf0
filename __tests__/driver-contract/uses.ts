/** For each capability, the shortest declaration that asks for it. The compiler refuses a table that lacks one. */
import {
  AccessGrant,
  BackupPolicy,
  ClusterPolicy,
  HardenedVm,
  Network,
  PlacementRule,
  ResourcePool,
  Size,
  Snapshot,
  Template,
  Frequency,
  type BackupPolicyProps,
  type HardenedVmProps,
} from '../../lib';
import type { CapabilityName } from '../../lib/model/capabilities';
import type { Site } from './sites';

type Changes = Partial<HardenedVmProps>;
/** `undefined`: what it asks for shows in a plan only, and is proven there. */
type Use = (site: Site) => void;

const until = '2027-12-31';
const waived = (...controls: readonly string[]): Changes => ({
  waivers: controls.map((control) => ({ control, reason: 'a test', expires: until })),
});

function vm(site: Site, changes: Changes = {}, id = 'Vm'): HardenedVm {
  return new HardenedVm(site.stack, id, {
    name: id.toLowerCase(),
    purpose: 'a test',
    template: site.template,
    cpuCount: 2,
    memory: Size.gibibytes(2),
    networks: [{ network: site.network }],
    guest: {},
    ...changes,
  });
}

const with_ =
  (changes: Changes): Use =>
  (site) => {
    vm(site, changes);
  };

function pool(site: Site, cpu: object = {}): ResourcePool {
  return new ResourcePool(site.stack, 'Pool', { name: 'shop', cpu });
}

function backup(site: Site, props: Partial<BackupPolicyProps> = {}): void {
  BackupPolicy.standard(site.stack, 'Backup', {
    target: { storage: site.backupStorage, failureDomain: 'elsewhere' },
    ...props,
  }).protect(vm(site));
}

const placement =
  (kind: 'spread' | 'colocate' | 'hosts', mandatory = true): Use =>
  (site) => {
    new PlacementRule(site.stack, 'Rule', {
      name: 'rule',
      kind,
      mandatory,
      members: [vm(site, {}, 'One'), vm(site, {}, 'Two')],
      ...(kind === 'hosts' ? { hosts: ['pve1'] } : {}),
    });
  };

const reference = { templateName: 'debian-12', generation: '1', systemDiskSize: Size.gibibytes(4) };

export const uses: Readonly<Record<CapabilityName, Use>> = {
  'clone.linked': with_({ cloneType: 'linked' }),
  'clone.full': with_({ cloneType: 'full' }),
  'clone.full.resize': with_({ cloneType: 'full', systemDiskSize: Size.gibibytes(8) }),
  'disk.grow': with_({
    dataDisks: [{ name: 'data', size: Size.gibibytes(2) }],
    recordedDisks: { data: Size.gibibytes(1) },
  }),
  'disk.data': with_({ dataDisks: [{ name: 'data', size: Size.gibibytes(1) }] }),
  'firmware.bios': with_({
    firmware: 'bios',
    secureBoot: false,
    vtpm: false,
    ...waived(
      'machine.firmware.uefi',
      'machine.firmware.secure-boot',
      'machine.tpm',
      'machine.smm',
    ),
  }),
  'firmware.secure-boot': with_({ secureBoot: true }),
  'firmware.vtpm': with_({ vtpm: true }),
  'guest.linux': with_({ guest: { operatingSystem: 'linux' } }),
  'guest.windows': with_({ guest: { operatingSystem: 'windows' }, cloneType: 'full' }),
  'hot-add.cpu': with_({ cpuHotAdd: true, ...waived('machine.hot-add.off') }),
  'hot-add.memory': with_({ memoryHotAdd: true, ...waived('machine.hot-add.off') }),
  'memory.ballooning': with_({
    minimumMemory: Size.gibibytes(1),
    ...waived('machine.memory.no-balloon'),
  }),
  'network.create': (site) => {
    new Network(site.stack, 'Made', { networkName: 'made', cidr: '10.1.0.0/24' });
  },
  'network.existing': (site) => {
    Network.fromName(site.stack, 'Existing', { networkName: 'existing' });
  },
  'network.bandwidth': (site) => {
    vm(site, {
      networks: [
        {
          network: site.network,
          // What every hypervisor with limits has: some know no other direction, or one for both.
          bandwidth: site.bandwidth,
        },
      ],
    });
  },
  'network.vlan': (site) => {
    const from = site.network.attachment.bridge === undefined ? 'fromName' : 'fromBridge';
    const network = Network[from](site.stack, 'Vlan', {
      networkName: 'office',
      vlan: 7,
      cidr: '10.7.0.0/24',
    });
    vm(site, { networks: [{ network }] });
  },
  'network.anti-spoofing': with_({}),
  'network.anti-spoofing.ipv6': (site) => {
    const network = { ...site.network, cidr: '2001:db8::/64' };
    vm(site, { networks: [{ network, address: '2001:db8::9/64' }] });
  },
  'power.stopped': with_({ powerState: 'stopped' }),
  'template.image': (site) => {
    new Template(site.stack, 'Image', { ...reference, image: '/srv/image.qcow2' });
  },
  'template.existing': (site) => {
    Template.fromName(site.stack, 'Named', { ...reference, existingName: 'debian' });
  },
  'template.vm-id': (site) => {
    Template.fromVmId(site.stack, 'ById', { ...reference, vmId: 9000 });
  },
  'template.content-library': (site) => {
    Template.fromContentLibraryItem(site.stack, 'Item', {
      ...reference,
      library: 'images',
      item: 'debian',
    });
  },
  'location.host': with_({ location: { host: 'pve1' } }),
  'location.datastore': with_({ location: { datastore: 'fast' } }),
  'location.folder': with_({ location: { folder: 'shop' } }),
  'location.storage-policy': with_({ location: { storagePolicy: 'encrypted' } }),
  'location.vm-id': with_({ location: { vmId: 150 } }),
  'availability.restart-priority': with_({ availability: { restartPriority: 'high' } }),
  'availability.migration': with_({ availability: { migration: 'manual' } }),
  'availability.replication': with_({ availability: { replication: [{ host: 'pve2' }] } }),
  'pool.create': (site) => {
    vm(site, { pool: pool(site) });
  },
  'pool.existing': (site) => {
    ResourcePool.fromPath(site.stack, 'Pool', { path: 'shop' });
  },
  'pool.shares': (site) => {
    vm(site, { pool: pool(site, { shares: 'high' }) });
  },
  'pool.reservation': (site) => {
    vm(site, { pool: pool(site, { reservation: Frequency.gigahertz(2) }) });
  },
  'pool.limit': (site) => {
    vm(site, { pool: pool(site, { limit: Frequency.gigahertz(20) }) });
  },
  'placement.spread': placement('spread'),
  'placement.colocate': placement('colocate'),
  'placement.hosts': placement('hosts'),
  'placement.preferred': placement('spread', false),
  'cluster.load-balancing': (site) => {
    new ClusterPolicy(site.stack, 'Policy', {
      clusterName: site.clusterName,
      loadBalancing: 'fully-automated',
    });
  },
  'cluster.high-availability': (site) => {
    new ClusterPolicy(site.stack, 'Policy', {
      clusterName: site.clusterName,
      loadBalancing: 'off',
      highAvailability: true,
    });
  },
  'cluster.failover-reserve': (site) => {
    new ClusterPolicy(site.stack, 'Policy', {
      clusterName: site.clusterName,
      loadBalancing: 'off',
      highAvailability: true,
      failoverReserve: { kind: 'slots', hostFailures: 1 },
    });
  },
  'access.grant': (site) => {
    new AccessGrant(site.stack, 'Grant', {
      vm: vm(site),
      principal: 'ops@pve',
      principalKind: 'user',
      level: 'operator',
    });
  },
  snapshot: (site) => {
    new Snapshot(site.stack, 'Snapshot', {
      vm: vm(site),
      name: 'before-upgrade',
      expires: '2026-11-22',
    });
  },
  'backup.schedule': (site) => {
    backup(site);
  },
  'backup.copy': (site) => {
    backup(site, {
      copyTarget: {
        storage: site.backupStorage === 'backup' ? 'backup-2' : '/srv/backup-2',
        failureDomain: 'another',
      },
    });
  },
  tags: with_({ tags: { tier: 'web' } }),
};
