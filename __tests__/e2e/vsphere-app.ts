/** The stack that the tests of the vSphere driver deploy, with what they change of it. */
import { App, TerraformVariable } from 'cdktf';
import {
  AccessGrant,
  BackupPolicy,
  ClusterPolicy,
  EnvironmentStack,
  HardenedVm,
  Network,
  PlacementRule,
  ResourcePool,
  Size,
  Snapshot,
  synthesize,
  Template,
  todayContext,
  type HardenedVmProps,
} from '../../lib';
import { VsphereHypervisor } from '../../lib/drivers/vsphere';
import { Frequency } from '../../lib/model/frequency';
import { guest } from '../lib/drivers/vsphere/support';

/** What a test asks of the stack. */
export interface Changes {
  readonly cpuCount?: number;
  readonly memory?: Size;
  readonly dataDisks?: readonly string[];
  readonly dataDiskGibibytes?: number;
  readonly interfaces?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly cpuLimit?: number;
  readonly databaseGibibytes?: number;
  readonly template?: string;
  readonly firmware?: 'bios';
  readonly snapshot?: boolean;
}

export const hostileText = 'web server "of" the ${shop}, 100%{sure}\\';

const waive = (control: string) => ({ control, reason: 'a test', expires: '2027-12-31' });

/** Synthesizes the stack into a folder. */
export function synthesizeVsphere(outdir: string, changes: Changes = {}): void {
  const app = new App({ outdir, context: { [todayContext]: '2026-11-21' } });
  const stack = new EnvironmentStack(app, 'lab', {
    owner: 'team-shop',
    secretsInState: {
      stateEncryption: 'opentofu',
      vms: ['win-1'],
      reason: 'a test',
      expires: '2027-12-31',
    },
  });
  // Terraform takes the default of a variable as it is.
  const variable = (id: string, value: string): string =>
    new TerraformVariable(stack, id, { type: 'string', default: value, sensitive: id === 'secret' })
      .stringValue;
  const text = variable('text', hostileText);
  const secret = variable('secret', 'S3cret$%{x}${y}');

  new VsphereHypervisor(stack, 'Vcenter', {
    providerVersion: '2.1.1',
    datacenter: 'DC0',
    cluster: 'DC0_C0',
    datastore: 'LocalDS_0',
    folder: { path: 'shop' },
    keepDataDisks: false,
    capacity: {
      hosts: 3,
      coresPerHost: 32,
      coreFrequency: Frequency.gigahertz(2.6),
      memoryPerHost: Size.gibibytes(256),
    },
  });
  new ClusterPolicy(stack, 'Cluster', {
    clusterName: 'DC0_C0',
    loadBalancing: 'fully-automated',
    highAvailability: true,
    failoverReserve: { kind: 'percentage', cpuPercent: 25, memoryPercent: 30 },
  });
  const debian = Template.fromName(stack, 'Debian12', {
    existingName: changes.template ?? 'debian-12-20261101',
  });
  const windows = Template.fromName(stack, 'Windows', { existingName: 'windows-2022-20261101' });
  stack.addNetwork(
    'office',
    Network.fromName(stack, 'Office', {
      networkName: 'production',
      cidr: '10.0.0.0/24',
      gateway: '10.0.0.1',
    }),
  );
  const pool = new ResourcePool(stack, 'Pool', {
    name: 'production',
    preset: 'production',
    cpu: {
      shares: 'high',
      ...(changes.cpuLimit === undefined ? {} : { limit: Frequency.megahertz(changes.cpuLimit) }),
    },
  });
  const below = new ResourcePool(stack, 'Databases', {
    name: 'databases',
    parent: pool,
    memory: { shares: 9000, reservation: Size.gibibytes(4), expandable: true },
  });
  const vm = (id: string, name: string, props: Partial<HardenedVmProps> = {}): HardenedVm =>
    new HardenedVm(stack, id, {
      name,
      purpose: text,
      template: debian,
      cpuCount: changes.cpuCount ?? 2,
      memory: changes.memory ?? Size.gibibytes(1),
      networks: [{ network: 'office' }],
      pool,
      guest,
      // Provider 2.1.1 knows no TPM.
      waivers: [waive('machine.tpm')],
      ...props,
    });
  const web = vm('Web', 'web-1', {
    // Were it left to the cluster, DRS would move the database away from where both are.
    location: { host: 'DC0_C0_H0' },
    ...(changes.firmware && {
      firmware: changes.firmware,
      waivers: ['machine.tpm', 'machine.firmware.uefi', 'machine.firmware.secure-boot'].map(waive),
    }),
    tags: changes.tags ?? { tier: 'web' },
    networks: (changes.interfaces ?? ['nic0']).map((name) => ({ name, network: 'office' })),
    dataDisks: (changes.dataDisks ?? []).map((name) => ({
      name,
      size: Size.gibibytes(changes.dataDiskGibibytes ?? 5),
      mountPoint: `/srv/${name}`,
    })),
    availability: { restartPriority: 'high', migration: 'manual' },
    expires: '2027-01-31',
  });
  const database = vm('Database', 'db-1', {
    pool: below,
    cloneType: 'full',
    systemDiskSize: Size.gibibytes(changes.databaseGibibytes ?? 10),
    minimumMemory: Size.mebibytes(512),
    location: { datastore: 'LocalDS_1', host: 'DC0_C0_H1' },
    guest: { ...guest, runOnce: [`echo ${text}`] },
  });
  const server = vm('Server', 'win-1', {
    template: windows,
    cloneType: 'full',
    memory: Size.gibibytes(4),
    networks: [{ network: 'office', address: '10.0.0.9/24' }],
    guest: {
      ...guest,
      operatingSystem: 'windows',
      timezone: 'Europe/Berlin',
      dnsServers: ['10.0.0.53'],
      domain: 'corp.example',
      runOnce: ['hostname'],
      windows: {
        administratorPassword: secret,
        activeDirectory: { domain: 'corp.example', account: 'joiner', password: secret },
      },
    },
  });
  new PlacementRule(stack, 'Spread', { name: 'spread', kind: 'spread', members: [web, database] });
  new PlacementRule(stack, 'Licences', {
    name: 'licences',
    kind: 'hosts',
    hosts: ['DC0_C0_H0', 'DC0_C0_H1'],
    members: [server],
    mandatory: true,
  });
  const principalKind = 'group' as const;
  new AccessGrant(stack, 'Operators', {
    pool,
    principal: 'VSPHERE.LOCAL\\operators',
    principalKind,
    level: 'operator',
  });
  new AccessGrant(stack, 'Auditors', {
    pool,
    principal: 'VSPHERE.LOCAL\\Auditors',
    principalKind,
    level: 'viewer',
  });
  if (changes.snapshot === true) {
    new Snapshot(stack, 'Before', { vm: database, name: 'before-upgrade', expires: '2026-11-23' });
  }
  BackupPolicy.standard(stack, 'Backup', {
    target: { storage: 'repository-1', failureDomain: 'site-b' },
  }).protect(web, below);
  synthesize(app);
}
