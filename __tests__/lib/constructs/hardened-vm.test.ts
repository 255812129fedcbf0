import { TerraformVariable } from 'cdktf';
import { Size, type HardenedVm } from '../../../lib';
import {
  addVm,
  byPath,
  cleanUp,
  lab,
  only,
  problemsOf,
  synthesized,
  type Lab,
  type Synthesized,
  type VmChanges,
} from './support';

cleanUp();

function made(changes: VmChanges = {}): Lab & { readonly vm: HardenedVm } {
  const all = lab();
  return { ...all, vm: addVm(all.stack, all.template, changes) };
}

const json = ({ app, stack }: Lab): Synthesized => synthesized(app, stack);

describe('a VM', () => {
  test('has its domain as default child', () => {
    const { vm } = made();
    expect(vm.node.defaultChild).toBe(vm.resources.machine);
    expect(vm.resources.machine.terraformResourceType).toBe('libvirt_domain');
  });

  test('lists its resources by their part', () => {
    const { vm } = made({ disk: {} });
    const types = Object.entries(vm.resources.all).map(([part, resource]) => [
      part,
      resource.terraformResourceType,
      resource.node.path,
    ]);
    expect(types).toEqual([
      ['machine', 'libvirt_domain', 'lab/Web/Resource'],
      ['system disk', 'libvirt_volume', 'lab/Web/SystemDisk'],
      ['data disk data', 'libvirt_volume', 'lab/Web/DataDisk-data'],
      ['seed', 'libvirt_volume', 'lab/Web/Seed'],
    ]);
  });

  test('gives other constructs its names, addresses and ids', () => {
    const { vm } = made({ nic: { address: '10.0.0.9', macAddress: '52:54:00:AA:BB:CC' } });
    expect(vm.vmName).toBe('web-1');
    expect(vm.staticAddresses).toEqual(['10.0.0.9']);
    expect(vm.macAddresses).toEqual(['52:54:00:aa:bb:cc']);
    expect(vm.uuid).toMatch(/^[0-9a-f-]{36}$/);
    expect(vm.reportedAddresses('nic0')).toHaveLength(1);
    expect(vm.reportedAddresses('nic1')).toBeUndefined();
  });

  test('has no static address with DHCP', () => {
    expect(made().vm.staticAddresses).toEqual([]);
  });

  test('can be overridden where the library has no word for it', () => {
    const all = made();
    all.vm.resources.machine.addOverride('arch', 'x86_64');
    expect(only(json(all), 'libvirt_domain').arch).toBe('x86_64');
  });

  test('boots anew when its seed changes, by a bare address', () => {
    const all = made();
    const result = json(all);
    const [seed] = Object.entries(result.resource.libvirt_volume ?? {}).find(
      ([, volume]) => volume.name === 'web-1.seed.iso',
    ) ?? [''];
    expect(only(result, 'libvirt_domain').lifecycle).toEqual({
      ignore_changes: ['description'],
      replace_triggered_by: [`libvirt_volume.${seed}`],
    });
  });

  test('gets a new seed with a changed document, and keeps it otherwise', () => {
    const seedOf = (changes: VmChanges): unknown =>
      byPath(json(made(changes)), 'libvirt_volume')['lab/Web/Seed']?.source;
    const first = seedOf({});
    expect(seedOf({ props: { purpose: 'something else', memory: Size.gibibytes(8) } })).toBe(first);
    expect(seedOf({ guest: { runOnce: ['true'] } })).not.toBe(first);
  });

  test('leaves the seed to Terraform where only Terraform knows what stands in it', () => {
    const { app, stack, template } = lab();
    const command = new TerraformVariable(stack, 'Command', {}).stringValue;
    addVm(stack, template, { guest: { runOnce: [command] } });
    const seed = only(synthesized(app, stack), 'libvirt_cloudinit_disk');
    expect(seed.user_data).toContain('var.Command');
  });

  test('tells at once all that a first VM lacks: a way in, and a log collector', () => {
    const nothing = { sshAuthorizedKeys: undefined, logCollector: undefined };
    expect(
      problemsOf(() => made({ guest: nothing })).map(({ code, path }) => [code, path]),
    ).toEqual([
      ['VML039', 'lab/Web.guest.sshAuthorizedKeys'],
      ['VML052', 'lab/Web.guest.logCollector'],
    ]);
  });

  test('throws all of its problems at once, those of model, hardening and driver', () => {
    const { stack, template } = lab();
    const codes = (changes: VmChanges, id: string): string[] =>
      problemsOf(() => addVm(stack, template, changes, id)).map(
        ({ code, path }) => `${code} ${path}`,
      );
    expect(codes({ props: { cpuCount: 0, name: 'a/b' }, nic: { address: 'x' } }, 'One')).toEqual([
      'VML020 lab/One.cpuCount',
      'VML006 lab/One.name',
      'VML013 lab/One.networks[0].address',
    ]);
    const hardened = {
      props: { cpuHotAdd: true, waivers: [{ control: 'x', reason: '', expires: '' }] },
    };
    expect(codes(hardened, 'Two').sort()).toEqual([
      'VML040 lab/Two.cpuHotAdd',
      'VML040 lab/Two.waivers[0].expires',
      'VML040 lab/Two.waivers[0].reason',
      'VML044 lab/Two.cpuHotAdd',
      'VML051 lab/Two.waivers[0].control',
    ]);
  });
});

describe('the locks of a VM', () => {
  const condition = (address: string, size: string): string =>
    `\${(terraform_data.${address}.output.value == "${size}")}`;
  const idOf = (result: Synthesized, path: string): string => {
    const found = Object.entries(result.resource.terraform_data ?? {}).find(
      ([, { '//': about }]) => (about as { metadata: { path: string } }).metadata.path === path,
    );
    return String(found?.[0]);
  };
  const rule =
    'the provider replaces a volume whose size changes, which would erase it; keep the size, and add a data disk for more room';

  test.each([
    ['SystemDisk', 'systemDiskSize', '4 GiB', { props: { systemDiskSize: Size.gibibytes(4) } }],
    ['SystemDisk', 'systemDiskSize', 'as the template', {}],
    ['DataDisk-data', 'dataDisks.data.size', '10 GiB', { disk: {} }],
  ])('remember the size of %s, and refuse a plan that changes it', (disk, field, size, changes) => {
    const result = json(made(changes));
    const memory = `lab/Web/${disk}/Size`;
    expect(byPath(result, 'terraform_data')[memory]).toMatchObject({
      input: { value: size },
      lifecycle: { ignore_changes: ['input'] },
    });
    const { lifecycle } = byPath(result, 'libvirt_volume')[`lab/Web/${disk}`] ?? {};
    expect((lifecycle as { precondition: unknown[] }).precondition[0]).toEqual({
      condition: condition(idOf(result, memory), size),
      error_message: `[VML028] lab/Web.${field}: got ${size}; ${rule}`,
    });
  });
});

describe('the protection of a VM', () => {
  const volumes = (id: string, props: Record<string, unknown> = {}): unknown[] => {
    const { app, stack, template } = lab({ id });
    addVm(stack, template, { disk: {}, props });
    return Object.entries(byPath(synthesized(app, stack), 'libvirt_volume'))
      .filter(([path]) => path.includes('/Web/') && !path.endsWith('/Seed'))
      .map(([, { lifecycle }]) => (lifecycle as { prevent_destroy?: unknown }).prevent_destroy);
  };

  test.each([
    ['production', {}, true],
    ['shop', {}, true],
    ['lab', {}, undefined],
    ['lab', { protection: true }, true],
    [
      'production',
      { protection: false, protectionOverride: { reason: 'a test', expires: '2027-01-01' } },
      undefined,
    ],
  ])('in %s with %j is %j on each volume', (id, props, expected) => {
    expect(volumes(id, props)).toEqual([expected, expected]);
  });

  test('fails when it is lifted in production without a reason', () => {
    expect(problemsOf(() => volumes('production', { protection: false }))).toMatchObject([
      { code: 'VML040', path: 'production/Web.protection' },
    ]);
  });
});
