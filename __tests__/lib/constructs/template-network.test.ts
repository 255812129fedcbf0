import { TerraformVariable } from 'cdktf';
import { HardenedVm, Network, Size, Template, type ITemplate } from '../../../lib';
import {
  addVm,
  byPath,
  cleanUp,
  guestConfiguration,
  inventoryOf,
  lab,
  only,
  problemsOf,
  synthesized,
  textsOf,
  writtenWithFiles,
  type Synthesized,
} from './support';

cleanUp();

const image = { templateName: 'alma-9', generation: '20261101', image: '/srv/alma.qcow2' };

describe('a template', () => {
  test('is a volume that outlives its generation: a change is refused at plan', () => {
    const { app, stack } = lab();
    const json = synthesized(app, stack);
    const [lock] = Object.keys(json.resource.terraform_data ?? {});
    expect(byPath(json, 'terraform_data')['lab/Debian12/Generation']).toMatchObject({
      input: { value: '20261101' },
      lifecycle: { ignore_changes: ['input'] },
    });
    expect(byPath(json, 'libvirt_volume')['lab/Debian12/Resource']).toMatchObject({
      name: 'debian-12-20261101.qcow2',
      source: '/srv/images/debian-12.qcow2',
      lifecycle: {
        precondition: [
          {
            condition: `\${(terraform_data.${String(lock)}.output.value == "20261101")}`,
            error_message:
              "[VML034] lab/Debian12.generation: got 20261101; replacing a template's volume would erase the base of every clone; declare a further Template with the new generation, and keep this one while it has clones",
          },
        ],
      },
    });
  });

  test('never replaces the disks that were cloned from it', () => {
    const { app, stack, template } = lab();
    addVm(stack, template);
    const disk = byPath(synthesized(app, stack), 'libvirt_volume')['lab/Web/SystemDisk'];
    expect(disk).toMatchObject({
      base_volume_id: expect.stringMatching(/^\$\{libvirt_volume\.Debian12_\w+\.id\}$/) as string,
      lifecycle: { ignore_changes: ['base_volume_id', 'source', 'xml'] },
    });
  });

  test('is compared at plan with a system disk that is larger', () => {
    const { app, stack, template } = lab();
    addVm(stack, template, { props: { systemDiskSize: Size.gibibytes(4) } });
    const disk = byPath(synthesized(app, stack), 'libvirt_volume')['lab/Web/SystemDisk'];
    const { precondition } = disk?.lifecycle as { precondition: object[] };
    expect(precondition[1]).toEqual({
      condition: expect.stringMatching(
        /^\$\{\(4294967296 >= libvirt_volume\.Debian12_\w+\.size\)\}$/,
      ) as string,
      error_message:
        '[VML029] lab/Web.systemDiskSize: got 4294967296 bytes; a system disk is at least as large as its template; give a larger size, or leave it out',
    });
  });

  test('fails with all of its problems at once', () => {
    const { stack } = lab();
    const wrong = { templateName: 'a b', generation: '', image: '' };
    expect(textsOf(() => new Template(stack, 'Template', wrong))).toEqual([
      '[VML055] lab/Template.templateName: got "a b"; it becomes part of a file name: letters, digits, ".", "_" and "-", at most 63; write it as in debian-12 or 20261101',
      '[VML055] lab/Template.generation: got ""; it becomes part of a file name: letters, digits, ".", "_" and "-", at most 63; write it as in debian-12 or 20261101',
      '[VML055] lab/Template.image: got ""; an image is a path or a URL without control characters; give the path of a qcow2 file',
    ]);
    expect(textsOf(() => new Template(stack, 'Good', image))).toEqual([]);
  });

  test('fails when its URL holds a password', () => {
    const { stack } = lab();
    const secret = 'https://ci:hunter2@images.example.org/a.qcow2';
    const problems = textsOf(() => new Template(stack, 'Secret', { ...image, image: secret }));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('[VML039] lab/Secret.image: got a URL with a password');
    expect(problems[0]).not.toContain('hunter2');
  });

  test('by name makes nothing, and is the base of a clone', () => {
    const { app, stack } = lab();
    const template = Template.fromName(stack, 'Existing', { existingName: '/srv/base.qcow2' });
    expect(template).toMatchObject({
      templateName: '/srv/base.qcow2',
      generation: 'unversioned',
      templateId: '/srv/base.qcow2',
    });
    addVm(stack, template);
    const json = synthesized(app, stack);
    expect(byPath(json, 'libvirt_volume')['lab/Web/SystemDisk']).toMatchObject({
      base_volume_id: '/srv/base.qcow2',
    });
    expect(inventoryOf(json)['web-1']).toMatchObject({ template: '/srv/base.qcow2-unversioned' });
    expect(
      Object.keys(byPath(json, 'libvirt_volume')).filter((p) => p.includes('Existing')),
    ).toEqual([]);
  });

  test('by name takes a token, and what is known of it', () => {
    const { app, stack } = lab();
    const existingName = new TerraformVariable(stack, 'base', {}).stringValue;
    const facts = { templateName: 'alma', generation: '9', systemDiskSize: Size.gibibytes(3) };
    const template: ITemplate = Template.fromName(stack, 'Existing', { existingName, ...facts });
    expect(template).toMatchObject(facts);
    const small = { props: { systemDiskSize: Size.gibibytes(2) } };
    expect(problemsOf(() => addVm(stack, template, small, 'Small'))).toMatchObject([
      { code: 'VML029', path: 'lab/Small.systemDiskSize' },
    ]);
    addVm(stack, template);
    const disk = byPath(synthesized(app, stack), 'libvirt_volume')['lab/Web/SystemDisk'];
    expect(disk).toMatchObject({ base_volume_id: '${var.base}' });
  });

  test('by name fails without a name', () => {
    const { stack } = lab();
    const nothing = {} as { existingName: string };
    expect(textsOf(() => Template.fromName(stack, 'Existing', nothing))).toEqual([
      '[VML041] lab/Existing.existingName: got nothing; a required field is given; give a text',
    ]);
  });
});

describe('a network', () => {
  test.each([
    [{}, { mode: 'nat' }],
    [{ mode: 'routed' }, { mode: 'route' }],
    [{ mode: 'isolated' }, { mode: 'none' }],
    [
      { domain: 'lab.example' },
      { domain: 'lab.example', dns: { enabled: true, local_only: true } },
    ],
  ] as const)('with %j is made with %j', (props, expected) => {
    const { app, stack } = lab();
    new Network(stack, 'Net', { networkName: 'net', cidr: '10.1.0.0/24', ...props });
    const made = byPath(synthesized(app, stack), 'libvirt_network')['lab/Net/Resource'];
    expect(made).toMatchObject({
      name: 'net',
      addresses: ['10.1.0.0/24'],
      autostart: true,
      dhcp: { enabled: true },
      ...expected,
    });
  });

  test('has its first address as gateway, which static addresses use', () => {
    const { app, stack, template } = lab();
    addVm(stack, template, { nic: { address: '10.0.0.9' } });
    const json = JSON.parse(writtenWithFiles(app, stack)) as Synthesized;
    const config = guestConfiguration(json, 'lab/Web').network_config;
    expect(JSON.parse(String(config))).toMatchObject({
      ethernets: {
        nic0: { addresses: ['10.0.0.9/24'], routes: [{ to: '0.0.0.0/0', via: '10.0.0.1' }] },
      },
    });
  });

  test.each([
    [
      { mode: 'open' },
      '[VML048] lab/Net.mode: got "open"; it is "nat", "routed" or "isolated"; write "nat", "routed" or "isolated"',
    ],
    [
      { cidr: undefined },
      '[VML041] lab/Net.cidr: got nothing; a required field is given; give a text',
    ],
    [
      { cidr: '10.1.0.9/24' },
      '[VML013] lab/Net.cidr: got "10.1.0.9/24"; an IP address, prefix or CIDR is written correctly; did you mean "10.1.0.0/24"?',
    ],
    [
      { domain: 'a\nb' },
      '[VML008] lab/Net.domain: got "a\\nb"; no line break or other control character in a text; write it in one line',
    ],
  ])('fails with %j', (changes, text) => {
    const { stack } = lab();
    const props = { networkName: 'net', cidr: '10.1.0.0/24', ...changes };
    const wrong = props as ConstructorParameters<typeof Network>[2];
    expect(textsOf(() => new Network(stack, 'Net', wrong))).toEqual([text]);
  });

  test.each([
    ['by name', 'fromName', { network_name: 'prod' }],
    ['by bridge', 'fromBridge', { bridge: 'prod' }],
  ] as const)('that exists is attached to %s, and nothing is made', (_title, from, expected) => {
    const { app, stack, template } = lab();
    const network = Network[from](stack, 'Existing', {
      networkName: 'prod',
      cidr: '10.7.0.0/24',
      gateway: '10.7.0.254',
    });
    addVm(stack, template, { nic: { network, address: '10.7.0.9' } });
    const json = JSON.parse(writtenWithFiles(app, stack)) as Synthesized;
    expect(only(json, 'libvirt_domain').network_interface).toMatchObject([expected]);
    expect(Object.keys(byPath(json, 'libvirt_network'))).toEqual(['lab/Office/Resource']);
    expect(guestConfiguration(json, 'lab/Web').network_config).toContain('10.7.0.254');
  });

  test('that exists fails when it is declared wrongly', () => {
    const { stack } = lab();
    const wrong = { networkName: 'prod', cidr: '10.7.0.0/33' };
    expect(problemsOf(() => Network.fromName(stack, 'Existing', wrong))).toMatchObject([
      { code: 'VML013', path: 'lab/Existing.cidr' },
    ]);
  });
});

test('an existing VM says what is known of it, and makes nothing', () => {
  const { app, stack } = lab();
  const before = Object.keys(synthesized(app, stack).resource);
  const vm = HardenedVm.fromExisting(stack, 'Db', { vmName: 'db', vmId: 'id', uuid: 'uuid' });
  expect(vm).toMatchObject({
    vmName: 'db',
    vmId: 'id',
    uuid: 'uuid',
    macAddresses: [],
    staticAddresses: [],
  });
  expect(vm.node.path).toBe('lab/Db');
  expect(Object.keys(synthesized(app, stack).resource)).toEqual(before);
});
