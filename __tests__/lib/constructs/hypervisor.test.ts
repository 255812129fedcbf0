import { TerraformProvider, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { LibvirtProvider } from '../../../.gen/providers/libvirt/provider';
import { Hypervisor, Network, Template, type HardenedVm } from '../../../lib';
import { LibvirtHypervisor } from '../../../lib/drivers/libvirt';
import {
  addVm,
  cleanUp,
  lab,
  newApp,
  only,
  problemsOf,
  synthesized,
  textsOf,
  type Synthesized,
  type VmChanges,
} from './support';

cleanUp();

const image = { templateName: 'debian-12', generation: '1', image: '/srv/image.qcow2' };
const plain: VmChanges = {
  props: { owner: 'team-shop', networks: [], environment: { name: 'lab', category: 'lab' } },
};
const fix =
  'give the hypervisor prop, or make one LibvirtHypervisor, VsphereHypervisor or ProxmoxHypervisor in an enclosing scope';

/** A stack, and a VM in a scope of it. */
function vmIn(scope: Construct, changes: VmChanges = {}): HardenedVm {
  return addVm(scope, Template.fromName(scope, 'Template', { existingName: '/srv/a' }), {
    ...plain,
    props: { ...plain.props, ...changes.props },
  });
}

describe('the hypervisor of a VM', () => {
  test('is the one of the prop, even where the scope has another', () => {
    const stack = new TerraformStack(newApp(), 'lab');
    const elsewhere = new Construct(stack, 'Elsewhere');
    const other = new LibvirtHypervisor(elsewhere, 'Other');
    const inScope = new LibvirtHypervisor(stack, 'InScope');
    const template = Template.fromName(stack, 'Template', { existingName: '/srv/a' });
    const given = addVm(stack, template, { props: { ...plain.props, hypervisor: other } });
    expect(given.hypervisor).toBe(other);
    expect(addVm(stack, template, plain, 'Web2').hypervisor).toBe(inScope);
  });

  test('is that of the nearest enclosing scope', () => {
    const stack = new TerraformStack(newApp(), 'lab');
    const outer = new LibvirtHypervisor(stack, 'Outer');
    const site = new Construct(stack, 'Site');
    const inner = new LibvirtHypervisor(site, 'Inner');
    const rack = new Construct(site, 'Rack');
    expect(vmIn(rack).hypervisor).toBe(inner);
    expect(vmIn(new Construct(stack, 'OtherSite')).hypervisor).toBe(outer);
  });

  test('fails when there is none', () => {
    const stack = new TerraformStack(newApp(), 'lab');
    expect(textsOf(() => new Template(stack, 'Template', image))).toEqual([
      `[VML047] lab/Template.hypervisor: got no hypervisor in any enclosing scope; a construct needs exactly one hypervisor in reach; ${fix}`,
    ]);
  });

  test('fails when one is only in a scope beside it', () => {
    const stack = new TerraformStack(newApp(), 'lab');
    new LibvirtHypervisor(new Construct(stack, 'Beside'), 'Libvirt');
    expect(problemsOf(() => vmIn(new Construct(stack, 'Site')))).toMatchObject([
      { code: 'VML047' },
    ]);
  });

  test('fails when a scope has two, also where a farther scope has one', () => {
    const stack = new TerraformStack(newApp(), 'lab');
    new LibvirtHypervisor(stack, 'Far');
    const site = new Construct(stack, 'Site');
    new LibvirtHypervisor(site, 'One');
    new LibvirtHypervisor(site, 'Two');
    expect(textsOf(() => new Template(site, 'Template', image))).toEqual([
      `[VML047] lab/Site/Template.hypervisor: got 2 hypervisors in lab/Site; a construct needs exactly one hypervisor in reach; ${fix}`,
    ]);
  });

  test('is known as one by every copy of the package', () => {
    const { hypervisor } = lab();
    expect(Hypervisor.isHypervisor(hypervisor)).toBe(true);
    expect([null, undefined, {}, 'x'].map((value) => Hypervisor.isHypervisor(value))).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});

/** Providers of all resources but those that Terraform brings along. */
function providersOf(json: Synthesized): unknown[] {
  return Object.entries(json.resource)
    .filter(([type]) => type !== 'terraform_data')
    .flatMap(([, byName]) => Object.values(byName ?? {}).map(({ provider }) => provider));
}

describe('the provider', () => {
  function whole(provider: (stack: TerraformStack) => TerraformProvider): Synthesized {
    const app = newApp();
    const stack = new TerraformStack(app, 'lab');
    new LibvirtHypervisor(stack, 'Libvirt', {
      provider: provider(stack),
      storagePool: { name: 'guests', path: '/srv/guests' },
    });
    const network = new Network(stack, 'Net', { networkName: 'office', cidr: '10.0.0.0/24' });
    addVm(stack, new Template(stack, 'Template', image), {
      props: { ...plain.props, networks: [{ network }] },
      disk: {},
    });
    return synthesized(app, stack);
  }

  test('with an alias is used by every resource of the hypervisor', () => {
    const json = whole(
      (stack) => new LibvirtProvider(stack, 'Far', { uri: 'qemu+ssh://kvm1/system', alias: 'far' }),
    );
    expect(json.provider.libvirt).toEqual([{ alias: 'far', uri: 'qemu+ssh://kvm1/system' }]);
    const providers = providersOf(json);
    expect(providers.length).toBeGreaterThan(5);
    expect(new Set(providers)).toEqual(new Set(['libvirt.far']));
  });

  test('of foreign bindings is used by every resource of the hypervisor', () => {
    class Foreign extends TerraformProvider {
      constructor(scope: Construct, id: string) {
        super(scope, id, {
          terraformResourceType: 'forked',
          terraformGeneratorMetadata: { providerName: 'libvirt', providerVersionConstraint: '' },
          terraformProviderSource: 'example.org/fork/libvirt',
        });
      }
    }
    const json = whole((stack) => new Foreign(stack, 'Foreign'));
    expect(new Set(providersOf(json))).toEqual(new Set(['forked']));
    expect(json.terraform.required_providers).toEqual({
      forked: { source: 'example.org/fork/libvirt', version: '' },
    });
  });

  test.each([
    ['that is given', { uri: 'qemu:///system' }, { uri: 'qemu:///system' }],
    ['that the environment gives', {}, {}],
  ])('connects to the URI %s', (_title, props, expected) => {
    const app = newApp();
    const stack = new TerraformStack(app, 'lab');
    new LibvirtHypervisor(stack, 'Libvirt', props);
    expect(synthesized(app, stack).provider.libvirt).toEqual([expected]);
  });
});

describe('a hypervisor', () => {
  test('makes a storage pool, and puts all volumes into it', () => {
    const app = newApp();
    const stack = new TerraformStack(app, 'lab');
    new LibvirtHypervisor(stack, 'Libvirt', { storagePool: { name: 'g', path: '/srv/g' } });
    new Template(stack, 'Template', image);
    const json = synthesized(app, stack);
    expect(only(json, 'libvirt_pool')).toMatchObject({
      name: 'g',
      type: 'dir',
      target: { path: '/srv/g' },
    });
    expect(only(json, 'libvirt_volume').pool).toMatch(/^\$\{libvirt_pool\.\w+\.name\}$/);
  });

  test.each([
    ['kvm', 'host-model'],
    ['qemu', 'maximum'],
  ] as const)('of the type %s shows guests the CPU %s', (domainType, mode) => {
    const app = newApp();
    const stack = new TerraformStack(app, 'lab');
    new LibvirtHypervisor(stack, 'Libvirt', { domainType });
    vmIn(stack);
    expect(only(synthesized(app, stack), 'libvirt_domain')).toMatchObject({
      type: domainType,
      cpu: { mode },
    });
  });

  test.each([
    [
      { uri: 'qemu+ssh://root:hunter2@kvm1/system' },
      "[VML039] lab/Libvirt.uri: got a URL with a password (value not shown); a password stands in no URL: it would be stored in the synthesized JSON; take it out, and use the provider's own environment variables or an SSH key",
    ],
    [
      { domainType: 'xen' },
      '[VML048] lab/Libvirt.domainType: got "xen"; it is "kvm" or "qemu"; write "kvm" or "qemu"',
    ],
    [
      { storagePool: { name: 'a\nb', path: '/srv' } },
      '[VML008] lab/Libvirt.storagePool.name: got "a\\nb"; no line break or other control character in a text; write it in one line',
    ],
    [
      { storagePool: { name: 'guests' } },
      '[VML041] lab/Libvirt.storagePool.path: got nothing; a required field is given; give a text',
    ],
  ])('fails with %j', (props, text) => {
    const stack = new TerraformStack(newApp(), 'lab');
    const wrong = props as ConstructorParameters<typeof LibvirtHypervisor>[2];
    expect(textsOf(() => new LibvirtHypervisor(stack, 'Libvirt', wrong))).toEqual([text]);
  });

  test('passes with a user in its URI', () => {
    const stack = new TerraformStack(newApp(), 'lab');
    const uri = 'qemu+ssh://ops@kvm1/system';
    expect(textsOf(() => new LibvirtHypervisor(stack, 'Libvirt', { uri }))).toEqual([]);
  });
});

test('a uri beside a provider is refused: only one of them would be used', () => {
  const stack = new TerraformStack(newApp(), 'lab');
  const provider = new LibvirtProvider(stack, 'Foreign', { uri: 'qemu:///session' });
  const uri = 'qemu:///system';
  expect(textsOf(() => new LibvirtHypervisor(stack, 'Both', { provider, uri }))).toEqual([
    '[VML048] lab/Both.uri: got a uri beside a provider; the connection of a provider that exists is its own; leave uri out, or leave provider out',
  ]);
  expect(textsOf(() => new LibvirtHypervisor(stack, 'One', { provider }))).toEqual([]);
});
