import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { TerraformProvider, TerraformVariable } from 'cdktf';
import { VsphereProvider } from '@cdktf/provider-vsphere/lib/provider';
import { Duration, EnvironmentStack, Frequency, Network, Size, Template } from '../../../../lib';
import { VsphereHypervisor } from '../../../../lib/drivers/vsphere';
import {
  addVm,
  cleanUp,
  lab,
  machineOf,
  newApp,
  objects,
  place,
  stackOf,
  textsOf,
  type VsphereStack,
} from './support';

cleanUp();

const required = (json: VsphereStack): unknown =>
  (json.terraform as { required_providers?: unknown }).required_providers;

describe('a vSphere hypervisor', () => {
  test('takes its credentials, and all it is not told, from the environment of the provider', () => {
    const json = stackOf(lab());
    expect(json.provider.vsphere).toEqual([{}]);
    expect(required(json)).toEqual({ vsphere: { source: 'vmware/vsphere', version: '>= 2.16.0' } });
  });

  test('installs the source and the version that are chosen', () => {
    const json = stackOf(
      lab({
        server: 'vc.example',
        allowUnverifiedSsl: true,
        providerSource: 'hashicorp/vsphere',
        providerVersion: '2.1.1',
      }),
    );
    expect(json.provider.vsphere).toEqual([
      { vsphere_server: 'vc.example', allow_unverified_ssl: true },
    ]);
    expect(required(json)).toEqual({ vsphere: { source: 'hashicorp/vsphere', version: '2.1.1' } });
  });

  test('has its version in its title and in its capabilities', () => {
    const { driver } = lab({ providerVersion: '2.1.1' }).hypervisor;
    expect(driver.title).toBe('vSphere (vmware/vsphere 2.1.1)');
    expect(driver.capabilities['firmware.vtpm'].support).toBe('unsupported');
    expect(driver.machineControls.has('machine.tpm')).toBe(false);
  });

  test('looks each thing up once', () => {
    const all = lab({ datastore: undefined, datastoreCluster: 'pod-1', resourcePool: 'shop/web' });
    addVm(all);
    addVm(all, {}, 'Other');
    const { data } = stackOf(all);
    expect(Object.keys(objects(data, 'vsphere_datacenter'))).toEqual(['Vcenter/Datacenter']);
    expect(Object.values(objects(data, 'vsphere_network')).map(({ name }) => name)).toEqual([
      'Office LAN',
    ]);
    expect(Object.values(objects(data, 'vsphere_datastore_cluster'))).toMatchObject([
      { name: 'pod-1' },
    ]);
    expect(Object.values(objects(data, 'vsphere_resource_pool'))).toMatchObject([
      { name: 'cluster-1/Resources/shop/web' },
    ]);
  });

  test('runs machines on a single host', () => {
    const all = lab({ cluster: undefined, host: 'esx-1' });
    addVm(all);
    const json = stackOf(all);
    expect(machineOf(json).resource_pool_id).toBe(
      `\${data.vsphere_host.${Object.keys(json.data.vsphere_host ?? {})[0] ?? ''}.resource_pool_id}`,
    );
  });

  test.each([
    ['an existing folder', 'shop/web', 'shop/web', 0],
    [
      'a folder that is made',
      { path: 'shop' },
      expect.stringMatching(/^\$\{vsphere_folder\..*\.path\}$/),
      1,
    ],
  ])('puts machines into %s', (_title, folder, expected, made) => {
    const all = lab({ folder });
    addVm(all);
    const json = stackOf(all);
    expect(machineOf(json).folder).toEqual(expected);
    expect(Object.keys(json.resource.vsphere_folder ?? {})).toHaveLength(made);
  });

  test('stands beside others in one stack, each with a provider of its own', () => {
    const all = lab();
    const second = new VsphereHypervisor(all.stack, 'Second', { ...place, server: 'vc-2.example' });
    const template = Template.fromName(all.stack, 'There', {
      existingName: 'debian-12-20261101',
      hypervisor: second,
    });
    const network = Network.fromName(all.stack, 'Lan', {
      networkName: 'lan',
      hypervisor: second,
    });
    addVm(all, { hypervisor: all.hypervisor }, 'Here');
    addVm({ ...all, template }, { hypervisor: second, networks: [{ network }] }, 'Web');
    const json = stackOf(all);
    const [first, other] = json.provider.vsphere ?? [];
    expect(first).toEqual({});
    expect(other).toEqual({ alias: expect.any(String), vsphere_server: 'vc-2.example' });
    expect(machineOf(json).provider).toBe(`vsphere.${String(other?.alias)}`);
    expect(machineOf(json, 'Here').provider).toBe('vsphere');
  });

  test('takes an aliased provider, and shares its tags with other hypervisors of it', () => {
    const app = newApp();
    const stack = new EnvironmentStack(app, 'lab', { owner: 'team-shop' });
    const provider = new VsphereProvider(stack, 'Mine', {
      user: 'user',
      password: new TerraformVariable(stack, 'password', { sensitive: true }).stringValue,
      alias: 'mine',
    });
    const one = new VsphereHypervisor(stack, 'One', { ...place, provider });
    const two = new VsphereHypervisor(stack, 'Two', { ...place, cluster: 'cluster-2', provider });
    expect(one.provider).toBe(provider);
    const networks = [
      { network: Network.fromName(stack, 'Lan', { networkName: 'lan', hypervisor: one }) },
    ];
    for (const [id, hypervisor] of [
      ['A', one],
      ['B', two],
    ] as const) {
      const template = Template.fromName(stack, `Template${id}`, { existingName: 'x', hypervisor });
      addVm({ stack, template }, { hypervisor, networks, tags: { tier: 'web' } }, id);
    }
    const json = stackOf({ app, stack });
    expect(Object.keys(json.resource.vsphere_tag_category ?? {})).toHaveLength(1);
    expect(Object.keys(json.resource.vsphere_custom_attribute ?? {})).toHaveLength(2);
    expect(machineOf(json, 'B').provider).toBe('vsphere.mine');
  });

  test('takes a provider of foreign bindings', () => {
    const app = newApp();
    const stack = new EnvironmentStack(app, 'lab', { owner: 'team-shop' });
    class ForeignProvider extends TerraformProvider {}
    const provider = new ForeignProvider(stack, 'Foreign', {
      terraformResourceType: 'vsphere',
      terraformProviderSource: 'hashicorp/vsphere',
      terraformGeneratorMetadata: { providerName: 'vsphere', providerVersion: '2.9.3' },
    });
    const hypervisor = new VsphereHypervisor(stack, 'Vcenter', {
      ...place,
      provider,
      providerVersion: '2.9.3',
    });
    expect(hypervisor.driver.capabilities['firmware.vtpm'].support).toBe('unsupported');
    expect(required(stackOf({ app, stack }))).toEqual({
      vsphere: { source: 'hashicorp/vsphere', version: '2.9.3' },
    });
  });
});

describe('a vSphere hypervisor with bad props', () => {
  const path = 'lab/Vcenter';
  test.each([
    ['datacenter', { datacenter: undefined }, `[VML041] ${path}.datacenter: got nothing`],
    [
      'cluster',
      { cluster: undefined },
      `[VML041] ${path}.cluster: got nothing; machines run on a cluster, or on a single host; give exactly one of cluster and host`,
    ],
    [
      'cluster and host',
      { host: 'esx-1' },
      `[VML048] ${path}.cluster: got cluster and host; machines run on a cluster, or on a single host; give exactly one of cluster and host`,
    ],
    [
      'datastore',
      { datastore: undefined },
      `[VML041] ${path}.datastore: got nothing; disks lie on a datastore, or in a cluster; give exactly one of datastore and datastoreCluster`,
    ],
    [
      'version',
      { providerVersion: '< 3.0.0' },
      `[VML048] ${path}.providerVersion: got "< 3.0.0"; it is a version constraint of Terraform with a lower bound; write it as in ">= 2.16.0", or "2.16.1" for exactly one version`,
    ],
    [
      'source',
      { providerSource: 'somebody/vsphere' },
      `[VML048] ${path}.providerSource: got "somebody/vsphere"`,
    ],
    [
      'owner of tags',
      { tagging: { categories: 'mine' } },
      `[VML048] ${path}.tagging.categories: got "mine"`,
    ],
    [
      'owner of attributes',
      { customAttributes: 'mine' },
      `[VML048] ${path}.customAttributes: got "mine"`,
    ],
    [
      'password',
      { server: 'https://user:secret@vc.example' },
      `[VML039] ${path}.server: got a URL with a password (value not shown)`,
    ],
    [
      'timeout',
      { guestTimeout: Duration.seconds(90) },
      `[VML054] ${path}.guestTimeout: got 90 seconds; it is a Duration in whole minutes; write it as Duration.minutes(10)`,
    ],
    [
      'timeout',
      { customizationTimeout: 10 },
      `[VML048] ${path}.customizationTimeout: got 10; it is a Duration in whole minutes; write it as Duration.minutes(10)`,
    ],
    [
      'hardware version',
      { hardwareVersion: 16 },
      `[VML048] ${path}.hardwareVersion: got 16; virtual hardware that is current is version 17 to 22; leave it out, or give the version that all hosts of the cluster know`,
    ],
    [
      'capacity',
      {
        capacity: {
          hosts: 0,
          coresPerHost: 2,
          coreFrequency: Frequency.gigahertz(2),
          memoryPerHost: Size.gibibytes(4),
        },
      },
      `[VML054] ${path}.capacity.hosts: got 0`,
    ],
  ])('fails for the %s', (_title, props, text) => {
    const found = textsOf(() => lab(props as never));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(text);
  });

  test('fails with all of them at once', () => {
    const found = textsOf(() => lab({ datacenter: '', host: 'esx-1', hardwareVersion: 99 }));
    expect(found).toHaveLength(3);
  });

  test('fails where another hypervisor of the stack wants another version', () => {
    const { stack } = lab();
    const second = () =>
      new VsphereHypervisor(stack, 'Second', { ...place, providerVersion: '2.1.1' });
    expect(textsOf(second)).toEqual([
      '[VML048] lab/Second.providerVersion: got vmware/vsphere 2.1.1, beside vmware/vsphere >= 2.16.0; ' +
        'Terraform installs one version of a provider for a stack; ' +
        'give all vSphere hypervisors of the stack the same providerSource and providerVersion',
    ]);
  });

  test('fails where a provider is given settings beside', () => {
    const { stack, hypervisor } = lab();
    const { provider } = hypervisor;
    const second = () =>
      new VsphereHypervisor(stack, 'Second', { ...place, provider, server: 'vc.example' });
    expect(textsOf(second)).toEqual([
      '[VML048] lab/Second.server: got "vc.example"; a provider that is given has settings of its own; leave server out, or leave provider out',
    ]);
  });
});

describe('what vSphere cannot make', () => {
  test('a template from an image names what to use instead', () => {
    const { stack } = lab();
    const made = () =>
      new Template(stack, 'Image', { templateName: 'x', generation: '1', image: '/srv/x.qcow2' });
    expect(textsOf(made)).toEqual([
      '[VML044] lab/Image.image: got "/srv/x.qcow2"; vSphere (vmware/vsphere >= 2.16.0) does not support template.image; ' +
        'use instead: Template.fromContentLibraryItem or Template.fromName, with a template that exists in vCenter',
    ]);
  });

  test('a network names what to use instead', () => {
    const { stack } = lab();
    const made = () => new Network(stack, 'Lan', { networkName: 'lan', cidr: '10.1.0.0/24' });
    expect(textsOf(made)).toEqual([
      '[VML044] lab/Lan.networkName: got "lan"; vSphere (vmware/vsphere >= 2.16.0) does not support network.create; ' +
        'use instead: Network.fromName with the name of a port group that exists',
    ]);
  });
});

test('no other entry point loads the bindings of vSphere', () => {
  const root = join(__dirname, '..', '..', '..', '..');
  const loaded = (modules: string): string =>
    execFileSync(
      process.execPath,
      [
        '--require',
        'tsx/cjs',
        '--eval',
        `${modules}; console.log(Object.keys(require.cache).filter((file) => file.includes('provider-vsphere')).length)`,
      ],
      { cwd: root, encoding: 'utf8' },
    ).trim();
  expect(
    loaded(
      "require('./lib'); require('./lib/drivers/libvirt'); require('./lib/drivers/registry'); require('./lib/drivers/vsphere/capabilities')",
    ),
  ).toBe('0');
  expect(Number(loaded("require('./lib/drivers/vsphere')"))).toBeGreaterThan(0);
});
