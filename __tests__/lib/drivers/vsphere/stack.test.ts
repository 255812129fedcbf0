/** Whole stacks: what they hold, that they fit the provider's schema, and that they are always the same. */
import { TerraformVariable } from 'cdktf';
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
  Tags,
  Template,
} from '../../../../lib';
import { VsphereHypervisor } from '../../../../lib/drivers/vsphere';
import { misfits, providerSchema, unused } from './schema';
import {
  addVm,
  cleanUp,
  guest,
  lab,
  machineOf,
  newApp,
  objects,
  place,
  stackOf,
  type Lab,
  type VsphereStack,
} from './support';
import { written } from '../../constructs/support';

cleanUp();

const acceptance = { reason: 'a test', expires: '2027-12-31' };

/** One of everything that the driver makes or looks up. */
function everything(app = newApp()): Lab {
  const stack = new EnvironmentStack(app, 'lab', {
    owner: 'team-shop',
    secretsInState: { stateEncryption: 'opentofu', vms: ['win'], ...acceptance },
  });
  const hypervisor = new VsphereHypervisor(stack, 'Vcenter', {
    ...place,
    folder: { path: 'shop' },
  });
  const template = Template.fromName(stack, 'Debian12', { existingName: 'debian-12-20261101' });
  const office = Network.fromName(stack, 'Office', {
    networkName: 'Office LAN',
    cidr: '10.0.0.0/24',
  });
  stack.addNetwork('office', office);
  const all = { app, stack, hypervisor, template };
  new ClusterPolicy(stack, 'Cluster', {
    clusterName: 'cluster-1',
    loadBalancing: 'fully-automated',
    highAvailability: true,
    failoverReserve: { kind: 'dedicated-hosts', hosts: ['esx-9'] },
  });
  const pool = new ResourcePool(stack, 'Pool', {
    name: 'shop',
    memory: { shares: 9000, reservation: Size.gibibytes(8) },
  });
  const web = addVm(all, {
    pool,
    dataDisks: [{ name: 'data', size: Size.gibibytes(10), mountPoint: '/srv' }],
    availability: { restartPriority: 'high', migration: 'manual' },
    tags: { tier: 'web' },
    expires: '2027-01-31',
  });
  const item = Template.fromContentLibraryItem(stack, 'Item', {
    library: 'images',
    item: 'debian',
  });
  const db = addVm(
    { stack, template: item },
    {
      cloneType: 'full',
      systemDiskSize: Size.gibibytes(20),
      minimumMemory: Size.gibibytes(1),
      location: { host: 'esx-1', storagePolicy: 'gold', datastore: 'fast', folder: 'shop/db' },
    },
    'Db',
  );
  const secret = new TerraformVariable(stack, 'secret', { sensitive: true }).stringValue;
  const win = addVm(
    all,
    {
      cloneType: 'full',
      networks: [{ network: 'office', address: '10.0.0.9/24' }],
      guest: {
        ...guest,
        operatingSystem: 'windows',
        dnsServers: ['10.0.0.53'],
        runOnce: ['hostname'],
        windows: {
          administratorPassword: secret,
          licenceKey: secret,
          activeDirectory: {
            domain: 'corp.example',
            account: 'joiner',
            password: secret,
            organizationalUnit: 'OU=shop',
          },
        },
      },
    },
    'Win',
  );
  new PlacementRule(stack, 'Spread', { name: 'spread', kind: 'spread', members: [web, db] });
  new PlacementRule(stack, 'Near', { name: 'near', kind: 'colocate', members: [db, win] });
  new PlacementRule(stack, 'Hosts', {
    name: 'hosts',
    kind: 'hosts',
    hosts: ['esx-1'],
    members: [win],
  });
  new PlacementRule(stack, 'Off', {
    name: 'off',
    kind: 'hosts',
    avoid: true,
    hosts: ['esx-9'],
    members: [web],
  });
  const principalKind = 'group' as const;
  new AccessGrant(stack, 'Operators', {
    pool,
    principal: 'EX\\ops',
    principalKind,
    level: 'operator',
  });
  new AccessGrant(stack, 'Viewers', {
    pool,
    principal: 'EX\\Audit',
    principalKind,
    level: 'viewer',
  });
  new AccessGrant(stack, 'Owners', {
    vm: web,
    principal: 'EX\\own',
    principalKind,
    level: 'administrator',
  });
  new Snapshot(stack, 'Before', { vm: db, name: 'before-upgrade', expires: '2026-11-23' });
  BackupPolicy.standard(stack, 'Backup', {
    target: { storage: 'repository-1', failureDomain: 'site-b' },
  }).protect(web);
  return all;
}

/** Look-ups of what somebody else has made. */
function existing(): Lab {
  const all = lab({
    datastore: undefined,
    datastoreCluster: 'pod-1',
    resourcePool: 'shop',
    tagging: { categories: 'existing' },
    customAttributes: 'existing',
  });
  addVm(all, { tags: { tier: 'web' } });
  return all;
}

describe('a stack on vSphere', () => {
  test('fits the schema of the provider', () => {
    const schema = providerSchema();
    expect(misfits(stackOf(everything()), schema)).toEqual([]);
    expect(misfits(stackOf(existing()), schema)).toEqual([]);
  });

  test('is checked in everything that the driver has bindings for', () => {
    const schema = providerSchema();
    const here = unused(stackOf(everything()), schema);
    const there = unused(stackOf(existing()), schema);
    expect(here.filter((type) => there.includes(type))).toEqual([]);
  });

  test('would be found out where it does not fit', () => {
    const all = lab();
    const { machine } = addVm(all).resources;
    machine.addOverride('no_such_argument', 1);
    machine.addOverride('num_cpus', [2]);
    machine.addOverride('disk.0.no_such_argument', 1);
    machine.addOverride('name', undefined);
    const found = misfits(stackOf(all), providerSchema()).map((text) =>
      text.replace(/_[0-9A-F]{8}/, ''),
    );
    expect(found.sort()).toEqual([
      'vsphere_virtual_machine.Web has no name',
      'vsphere_virtual_machine.Web.disk[0].no_such_argument is unknown',
      'vsphere_virtual_machine.Web.no_such_argument is unknown',
      'vsphere_virtual_machine.Web.num_cpus is no "number"',
    ]);
  });

  test('is the same each time', () => {
    const texts = [1, 2].map(() => {
      const { app, stack } = everything();
      return written(app, stack);
    });
    expect(texts[1]).toBe(texts[0]);
  });
});

/** Everything of the stack but its metadata, as text. */
const resourcesOf = (json: VsphereStack, type: string): Record<string, Record<string, unknown>> =>
  objects(json.resource, type);

describe('the resources of a stack', () => {
  const json = stackOf(everything());

  test('take a cluster over as it is, and never destroy it', () => {
    const [cluster] = Object.values(resourcesOf(json, 'vsphere_compute_cluster'));
    expect(cluster?.lifecycle).toMatchObject({
      prevent_destroy: true,
      ignore_changes: expect.arrayContaining([
        'drs_migration_threshold',
        'host_system_ids',
      ]) as unknown,
    });
    expect(json.import).toEqual([expect.objectContaining({ id: '/dc-1/host/cluster-1' })]);
  });

  test('leave the source of a clone alone, once it is cloned', () => {
    expect(machineOf(json).lifecycle).toMatchObject({
      ignore_changes: [
        'clone',
        'guest_id',
        'disk[0].thin_provisioned',
        'disk[0].eagerly_scrub',
        'hardware_version',
        'disk[0].size',
        'host_system_id',
      ],
    });
    // The size is declared, so it grows.
    expect(machineOf(json, 'Db').lifecycle).toMatchObject({
      ignore_changes: expect.not.arrayContaining(['disk[0].size']) as unknown,
    });
  });

  test('check at plan that the template fits', () => {
    const { lifecycle } = machineOf(json) as {
      lifecycle: { precondition: { condition: string; error_message: string }[] };
    };
    expect(lifecycle.precondition.map(({ condition }) => condition)).toEqual([
      expect.stringMatching(/^\$\{\(terraform_data\..*\.input\.firmware == "efi"\)\}$/),
    ]);
    const remembered = resourcesOf(json, 'terraform_data')['Web/CloneSource'];
    expect(remembered?.lifecycle).toEqual({ ignore_changes: ['input'] });
  });

  test('make one list of permissions for each object, in the order of vCenter', () => {
    const permissions = Object.values(resourcesOf(json, 'vsphere_entity_permissions'));
    expect(
      permissions.map(({ entity_type: type, permissions: list }) => [
        type,
        (list as { user_or_group: string }[]).map((one) => one.user_or_group),
      ]),
    ).toEqual([
      ['ResourcePool', ['EX\\Audit', 'EX\\ops']],
      ['VirtualMachine', ['EX\\own']],
    ]);
    expect(
      Object.values(resourcesOf(json, 'vsphere_role'))
        .map(({ name }) => name)
        .sort(),
    ).toEqual([
      expect.stringMatching(/^lab Vcenter administrator [0-9a-f]{8}$/),
      expect.stringMatching(/^lab Vcenter operator [0-9a-f]{8}$/),
      expect.stringMatching(/^lab Vcenter viewer [0-9a-f]{8}$/),
    ]);
  });

  test('make a rule anew with a machine that is made anew, and for nothing else', () => {
    const [rule] = Object.values(
      resourcesOf(json, 'vsphere_compute_cluster_vm_anti_affinity_rule'),
    );
    expect(rule?.lifecycle).toEqual({
      replace_triggered_by: [
        expect.stringMatching(/^vsphere_virtual_machine\.Web_\w+\.id$/),
        expect.stringMatching(/^vsphere_virtual_machine\.Db_\w+\.id$/),
      ],
    });
  });

  test('keep VMs on hosts, or off them', () => {
    const rules = resourcesOf(json, 'vsphere_compute_cluster_vm_host_rule');
    expect(rules['Hosts/Resource']).toHaveProperty('affinity_host_group_name');
    expect(rules['Off/Resource']).toHaveProperty('anti_affinity_host_group_name');
  });

  test('hold no secret', () => {
    const text = JSON.stringify(json.resource);
    expect(text.match(/"(admin_password|domain_admin_password|product_key)":"[^"]*"/g)).toEqual([
      '"admin_password":"${var.secret}"',
      '"domain_admin_password":"${var.secret}"',
      '"product_key":"${var.secret}"',
    ]);
  });
});

describe('what a guest reads', () => {
  const decoded = (value: unknown): string => Buffer.from(String(value), 'base64').toString();

  test('is encoded when the stack is synthesized', () => {
    const all = lab();
    addVm(all);
    const json = stackOf(all);
    const keys = machineOf(json).extra_config as Record<string, string>;
    expect(keys['guestinfo.userdata.encoding']).toBe('base64');
    expect(decoded(keys['guestinfo.userdata'])).toMatch(/^#cloud-config\n\{"hostname":"web",/);
    const metaData = JSON.parse(decoded(keys['guestinfo.metadata'])) as Record<string, string>;
    expect(metaData['instance-id']).toMatch(/^[0-9a-f-]{36}-[0-9a-f]{12}$/);
    expect(json.locals).toBeUndefined();
  });

  test('is encoded by Terraform where it holds tokens', () => {
    const all = lab();
    const key = new TerraformVariable(all.stack, 'key', { type: 'string' }).stringValue;
    addVm(all, { guest: { ...guest, runOnce: [`echo ${key}`] } });
    const json = stackOf(all);
    const keys = machineOf(json).extra_config as Record<string, string>;
    expect(keys['guestinfo.userdata']).toMatch(/^\$\{base64encode\(local\.Web_UserData_\w+\)\}$/);
    expect(keys['guestinfo.metadata']).toMatch(/^\$\{base64encode\(local\.Web_MetaData_\w+\)\}$/);
    expect(Object.values(json.locals ?? {}).join()).toContain('var.key');
  });

  test('is compressed where it would be too long', () => {
    const all = lab();
    addVm(all, { guest: { ...guest, runOnce: [`echo ${'x'.repeat(50_000)}`] } });
    const keys = machineOf(stackOf(all)).extra_config as Record<string, string>;
    expect(keys['guestinfo.userdata.encoding']).toBe('gzip+base64');
    expect(keys['guestinfo.userdata']).toMatch(/^\$\{base64gzip\(local\.Web_UserData_\w+\)\}$/);
  });

  test('gets another instance id with another document', () => {
    const idOf = (runOnce: string[]): string => {
      const all = lab();
      addVm(all, { guest: { ...guest, runOnce } });
      const keys = machineOf(stackOf(all)).extra_config as Record<string, string>;
      return (
        (JSON.parse(decoded(keys['guestinfo.metadata'])) as Record<string, string>)[
          'instance-id'
        ] ?? ''
      );
    };
    expect(idOf(['echo a'])).toBe(idOf(['echo a']));
    expect(idOf(['echo a'])).not.toBe(idOf(['echo b']));
  });
});

test('a protected VM is not destroyed', () => {
  const all = lab();
  addVm(all, { protection: true });
  expect(machineOf(stackOf(all)).lifecycle).toMatchObject({ prevent_destroy: true });
});

test('the machine of a VM is an escape hatch', () => {
  const all = lab();
  const vm: HardenedVm = addVm(all);
  vm.resources.machine.addOverride('boot_delay', 5);
  Tags.of(all.stack).add('tier', 'web');
  expect(machineOf(stackOf(all))).toMatchObject({ boot_delay: 5 });
});
