/** The stack that the tests of the Proxmox VE driver apply and change; synthesized in the test's own process. */
import { App, LocalBackend, type TerraformStack } from 'cdktf';
import { AccessGrant } from '../../lib/constructs/access-grant';
import { BackupPolicy } from '../../lib/constructs/backup-policy';
import { ClusterPolicy } from '../../lib/constructs/cluster-policy';
import { EnvironmentStack } from '../../lib/constructs/environment-stack';
import { HardenedVm } from '../../lib/constructs/hardened-vm';
import { Network } from '../../lib/constructs/network';
import { PlacementRule } from '../../lib/constructs/placement-rule';
import { ResourcePool } from '../../lib/constructs/resource-pool';
import { synthesize } from '../../lib/constructs/synthesize';
import { Tags } from '../../lib/constructs/tags';
import { Template } from '../../lib/constructs/template';
import { todayContext } from '../../lib/constructs/today';
import { ProxmoxHypervisor } from '../../lib/drivers/proxmox';
import { Frequency } from '../../lib/model/frequency';
import { Schedule } from '../../lib/model/schedule';
import { Size } from '../../lib/model/size';

/** What the tests change from one apply to the next. */
export interface Choices {
  readonly cpuCount: number;
  readonly memory: number;
  /** Of the full clone, and of a linked one. */
  readonly systemDisks: readonly [full: number, linked: number];
  /** Size by name. */
  readonly dataDisks: Readonly<Record<string, number>>;
  readonly interfaces: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  /** Node of the machine that HA leaves alone. */
  readonly host: string;
  /** Nodes that hold a copy of its disks. */
  readonly copies: readonly string[];
  readonly backup: string;
  readonly pool: 'gold' | 'silver' | 'none';
  readonly shares: 'high' | 'normal';
  readonly templateId: number;
  readonly running: boolean;
}

export const first: Choices = {
  cpuCount: 2,
  memory: 2,
  systemDisks: [8, 10],
  dataDisks: { data: 5, log: 2 },
  interfaces: ['nic0'],
  tags: { tier: 'frontend' },
  host: 'pve1',
  copies: ['pve2', 'pve3'],
  backup: 'sun 02:00',
  pool: 'gold',
  shares: 'high',
  templateId: 9000,
  running: true,
};

export const stackName = 'proxmox';

export function synthesizeStack(outdir: string, choices: Choices): void {
  const app = new App({ outdir, context: { [todayContext]: '2026-11-21' } });
  const stack = new EnvironmentStack(app, stackName, {
    name: 'lab',
    category: 'lab',
    owner: 'team-a',
    backend: (scope) => new LocalBackend(scope, { path: 'terraform.tfstate' }),
    guestDefaults: {
      sshAuthorizedKeys: [
        'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPnhqJqnMAu0P4nbLNyZHtbI7MPeWz1kOCSCyMV15vcb lab',
      ],
      adminCidrs: ['192.0.2.0/24'],
      dnsServers: ['192.0.2.53'],
      ntpServers: ['192.0.2.123'],
      logCollector: { address: '192.0.2.14' },
    },
  });
  build(stack, choices);
  synthesize(app);
}

function build(stack: TerraformStack, choices: Choices): void {
  new ProxmoxHypervisor(stack, 'Cluster', {
    node: 'pve1',
    datastore: 'ceph-vms',
    bridge: 'vmbr0',
    vmIds: { from: 10_000, to: 99_999 },
    highAvailability: true,
    restartForChanges: true,
    capacity: {
      hosts: 3,
      coresPerHost: 16,
      coreFrequency: Frequency.gigahertz(3),
      memoryPerHost: Size.gibibytes(64),
    },
  });
  Tags.of(stack).add('team', 'Team A');
  new ClusterPolicy(stack, 'Policy', {
    clusterName: 'lab',
    loadBalancing: 'off',
    failoverReserve: { kind: 'percentage', cpuPercent: 33, memoryPercent: 33 },
  });
  const template = Template.fromVmId(stack, 'Debian', {
    vmId: choices.templateId,
    templateName: 'debian-12',
    generation: '20261101',
    systemDiskSize: Size.gibibytes(4),
    attestedControls: 'baseline',
  });
  const byName = Template.fromName(stack, 'DebianByName', {
    existingName: 'debian-12-20261115',
    systemDiskSize: Size.gibibytes(4),
    attestedControls: 'baseline',
  });
  const gold = new ResourcePool(stack, 'Gold', {
    name: 'gold',
    cpu: { shares: choices.shares, limit: Frequency.gigahertz(24) },
  });
  const silver = new ResourcePool(stack, 'Silver', { name: 'silver', parent: gold });
  const pools = { gold, silver, none: undefined };
  const office = Network.fromBridge(stack, 'Office', {
    networkName: 'vmbr0',
    cidr: '198.51.100.0/24',
    gateway: '198.51.100.1',
    vlan: 20,
  });

  const web = new HardenedVm(stack, 'Web', {
    name: 'web-1',
    purpose: 'web frontend "${file("/etc/hostname")}"',
    template,
    cpuCount: choices.cpuCount,
    memory: Size.gibibytes(choices.memory),
    systemDiskSize: Size.gibibytes(choices.systemDisks[1]),
    dataDisks: Object.entries(choices.dataDisks).map(([name, size]) => ({
      name,
      size: Size.gibibytes(size),
    })),
    networks: choices.interfaces.map((name, index) => ({
      name,
      network: office,
      address: `198.51.100.${String(10 + index)}/24`,
      bandwidth: { inboundMegabitsPerSecond: 800, outboundMegabitsPerSecond: 800 },
    })),
    guest: {
      ingress: [
        { description: 'HTTPS', protocol: 'tcp', ports: [443, '8000-8099'], cidrs: ['0.0.0.0/0'] },
      ],
      egress: [
        {
          description: 'mirror',
          protocol: 'tcp',
          ports: [443],
          cidrs: ['203.0.113.0/24', '2001:db8::/32'],
        },
      ],
    },
    tags: choices.tags,
    pool: pools[choices.pool],
    powerState: choices.running ? 'running' : 'stopped',
    availability: { migration: 'automatic' },
  });
  const second = new HardenedVm(stack, 'Web2', {
    name: 'web-2',
    purpose: 'web frontend',
    template: byName,
    cpuCount: 1,
    memory: Size.gibibytes(1),
    systemDiskSize: Size.gibibytes(4),
    networks: [{ network: office }],
    guest: {},
  });
  // Disks on ZFS, for replication; HA leaves this one alone.
  new HardenedVm(stack, 'Database', {
    name: 'db-1',
    purpose: 'database',
    template: byName,
    cloneType: 'full',
    cpuCount: 2,
    memory: Size.gibibytes(2),
    systemDiskSize: Size.gibibytes(choices.systemDisks[0]),
    networks: [{ network: office }],
    guest: {},
    pool: gold,
    location: { host: choices.host, datastore: 'local-zfs', vmId: 5000 },
    availability: {
      restartPriority: 'disabled',
      replication: choices.copies.map((host) => ({
        host,
        ...(host === 'pve3' ? { schedule: Schedule.fromExpression('*:0/30') } : {}),
      })),
    },
  });
  new PlacementRule(stack, 'Apart', {
    name: 'web-apart',
    kind: 'spread',
    members: [web, second],
  });
  new PlacementRule(stack, 'NotOnThird', {
    name: 'web-not-on-pve3',
    kind: 'hosts',
    hosts: ['pve3'],
    avoid: true,
    members: [web],
  });
  new AccessGrant(stack, 'Operators', {
    principal: 'root@pam',
    principalKind: 'user',
    level: 'operator',
    vm: web,
  });
  new AccessGrant(stack, 'Viewers', {
    principal: 'root@pam',
    principalKind: 'user',
    level: 'viewer',
    pool: gold,
  });
  BackupPolicy.standard(stack, 'Backups', {
    full: Schedule.fromExpression(choices.backup),
    target: { storage: 'backup', failureDomain: 'site-b' },
  }).protect(web, gold);
}
