import { TerraformStack } from 'cdktf';
import { LinkedCloneSet, Size, Template, type HardenedVm, type ITemplate } from '../../../lib';
import {
  addVm,
  byPath,
  cleanUp,
  cloneSetProps,
  inventoryOf,
  lab,
  parentsOf,
  problemsOf,
  synthesized,
  textsOf,
  type Lab,
  type Synthesized,
} from './support';

cleanUp();

interface Shop extends Lab {
  /** The generation after that of `template`. */
  readonly next: ITemplate;
}

function shop(environment: Parameters<typeof lab>[0] = {}): Shop {
  const all = lab({ name: 'lab', ...environment });
  const next = new Template(all.stack, 'Debian12Next', {
    templateName: 'debian-12',
    generation: '20261201',
    image: '/srv/images/debian-12-next.qcow2',
  });
  return { ...all, next };
}

const data = { dataDisks: [{ name: 'data', size: Size.gibibytes(10) }] };

const make = ({ stack, template }: Lab, changes: object = {}): LinkedCloneSet =>
  new LinkedCloneSet(stack, 'Shop', cloneSetProps(template, { ...data, ...changes }));

const made = (changes: object = {}): Shop & { readonly set: LinkedCloneSet } => {
  const all = shop();
  return { ...all, set: make(all, changes) };
};

const json = ({ app, stack }: Lab): Synthesized => synthesized(app, stack);

const addresses = (result: Synthesized): string[] =>
  Object.entries(result.resource).flatMap(([type, byName]) =>
    Object.keys(byName ?? {}).map((name) => `${type}.${name}`),
  );

const approvalOf = (vm: HardenedVm): string[] =>
  [vm.resources.machine, vm.resources.all['system disk']].map(
    (resource) =>
      `${String(resource?.terraformResourceType)}.${String(resource?.friendlyUniqueId)}`,
  );

/** Addresses are the same in every app of the same shape. */
const approvedOf = (...names: string[]): string[] =>
  names.flatMap((name) => approvalOf(made().set.member(name)));

describe('a clone set', () => {
  test('makes a linked clone per member, with what they share and what is their own', () => {
    const all = shop();
    const set = make(all, {
      members: {
        blue: { cpuCount: 4, tags: { side: 'left' } },
        green: { guest: { hostname: 'green' }, name: 'legacy-7' },
      },
      tags: { tier: 'web' },
    });
    const [blue, green] = set.members;
    expect(blue?.model).toMatchObject({ name: 'shop-blue', cpuCount: 4, cloneType: 'linked' });
    expect(blue?.tags).toEqual({ tier: 'web', side: 'left' });
    expect(green?.model).toMatchObject({
      name: 'legacy-7',
      cpuCount: 2,
      guest: { hostname: 'green', adminCidrs: ['10.9.0.0/24'] },
    });
    expect(set.member('blue')).toBe(blue);
    expect(inventoryOf(json(all))).toMatchObject({ 'shop-blue': {}, 'legacy-7': {} });
  });

  test('names its members, so that adding and removing one touches no other', () => {
    const before = shop();
    make(before, { members: ['blue', 'green'] });
    const after = shop();
    make(after, { members: ['amber', 'green'] });
    const [old, now] = [json(before), json(after)];
    const ofGreen = (result: Synthesized): unknown =>
      Object.entries(result.resource).flatMap(([type, byName]) =>
        Object.entries(byName ?? {})
          .filter(([name]) => name.startsWith('Shop_green'))
          .map(([name, attributes]) => [type, name, attributes]),
      );
    expect(ofGreen(now)).toEqual(ofGreen(old));
    const gone = addresses(old).filter((address) => !addresses(now).includes(address));
    expect(gone.length).toBeGreaterThan(3);
    expect(gone.filter((address) => !address.includes('Shop_blue'))).toEqual([]);
  });

  test('fails to give a member that it does not have', () => {
    expect(textsOf(() => made().set.member('gren'))).toEqual([
      '[VML048] lab/Shop.member: got "gren"; it is "blue" or "green"; did you mean "green"?',
    ]);
  });

  test('may be empty', () => {
    const all = shop();
    expect(make(all, { members: [] }).members).toEqual([]);
    expect(addresses(json(all)).filter((address) => address.includes('Shop'))).toEqual([]);
  });

  test('fails once for what is wrong with the set, and per member for the rest', () => {
    const all = shop();
    const members = { blue: {}, green: { memory: Size.mebibytes(3) } };
    expect(
      problemsOf(() => make(all, { members, cpuCount: 0 })).map(({ code, path }) => [code, path]),
    ).toEqual([
      ['VML020', 'lab/Shop.cpuCount'],
      ['VML018', 'lab/Shop/green.memory'],
      ['VML019', 'lab/Shop/green.memory'],
    ]);
  });

  test.each([
    [['Blue', 'green'], 'members[0]'],
    [['Blue'], 'members[0]'],
    [{ Blue: {} }, 'members.Blue'],
  ])('tells of the name in %j, and of everything else', (members, at) => {
    const all = shop();
    const props = { members, cpuCount: 0, spread: true, template: 'debian', pool: 'x' };
    const found = problemsOf(() => make(all, props)).map(({ code, path }) => [code, path]);
    const ofSet = found.map(([code, path]) => [code, path?.replace('Shop/green', 'Shop')]);
    expect(ofSet.sort()).toEqual([
      ['VML020', 'lab/Shop.cpuCount'],
      ['VML044', 'lab/Shop.spread'],
      ['VML048', 'lab/Shop.pool'],
      ['VML048', 'lab/Shop.template'],
      ['VML055', `lab/Shop.${at}`],
    ]);
    const sound = JSON.parse(JSON.stringify(members).replace('Blue', 'blue')) as never;
    expect(problemsOf(() => make(shop(), { members: sound }))).toEqual([]);
  });

  test('tells of a wrong roll-out and of what is wrong with a member', () => {
    const members = { blue: {}, green: { memory: Size.mebibytes(93) } };
    const rollout = { template: undefined, members: ['red'] };
    expect(
      problemsOf(() => make(shop(), { members, rollout })).map(({ code, path }) => [code, path]),
    ).toEqual([
      ['VML048', 'lab/Shop.rollout.members[0]'],
      ['VML041', 'lab/Shop.rollout.template'],
      ['VML018', 'lab/Shop/green.memory'],
      ['VML019', 'lab/Shop/green.memory'],
    ]);
  });

  test('fails without a known generation', () => {
    const all = shop();
    const unknown = Template.fromName(all.stack, 'Existing', { existingName: '/srv/base.qcow2' });
    expect(textsOf(() => new LinkedCloneSet(all.stack, 'Shop', cloneSetProps(unknown)))).toEqual([
      '[VML041] lab/Shop.template.generation: got "unversioned"; a clone set is made from a known generation; give the template its generation, such as "20261101"',
    ]);
  });

  test('fails to spread on a hypervisor of one host, and does not where nobody asks for it', () => {
    expect(made().set.placement).toBeUndefined();
    expect(made({ spread: false }).set.placement).toBeUndefined();
    expect(textsOf(() => made({ spread: true }))).toEqual([
      '[VML044] lab/Shop.spread: got true; libvirt (dmacvicar/libvirt 0.8.3) does not support placement.spread; use instead: a LibvirtHypervisor for each host, and VMs declared on each of them',
    ]);
  });
});

describe('the record of a member', () => {
  const record = (result: Synthesized, member: string): unknown =>
    byPath(result, 'terraform_data')[`lab/Shop/${member}/Generation`];

  test('is kept for ever, and stands in the inventory', () => {
    const all = made();
    const result = json(all);
    expect(record(result, 'blue')).toMatchObject({
      triggers_replace: { template: 'debian-12-20261101', clone: 'linked' },
      lifecycle: { ignore_changes: ['triggers_replace'] },
    });
    expect(inventoryOf(result)['shop-blue']?.template).toMatch(
      /^\$\{terraform_data\.Shop_blue_Generation_\w{8}\.triggers_replace\.template\}$/,
    );
  });

  test('replaces system disk and machine, and nothing else', () => {
    const result = json(made());
    const triggered = addresses(result).filter((address) => {
      const [type = '', name = ''] = address.split('.');
      const lifecycle = result.resource[type]?.[name]?.lifecycle as
        { replace_triggered_by?: string[] } | undefined;
      return (lifecycle?.replace_triggered_by ?? []).some((by) => by.includes('_blue_Generation_'));
    });
    expect(triggered.map((address) => address.slice(0, -9)).sort()).toEqual([
      'libvirt_domain.Shop_blue',
      'libvirt_volume.Shop_blue_SystemDisk',
      // With a new disk, place and size are free again.
      'terraform_data.Shop_blue_SystemDisk_Place',
      'terraform_data.Shop_blue_SystemDisk_Size',
    ]);
  });

  test('asks at plan for a generation that is still declared', () => {
    const all = shop();
    make(all, { template: all.next, previousTemplates: [all.template] });
    const result = json(all);
    const disk = byPath(result, 'libvirt_volume')['lab/Shop/blue/SystemDisk'];
    const { precondition } = disk?.lifecycle as { precondition: Record<string, string>[] };
    expect(parentsOf(result, 'Shop_blue')).toEqual(['debian-12-20261101', 'debian-12-20261201']);
    expect(precondition.at(-1)).toEqual({
      condition: expect.stringMatching(
        /^\$\{\(\(terraform_data\.\w+\.triggers_replace\.clone == "full"\) \|\| contains\(local\.Shop_blue_SystemDisk_Parents_\w+, terraform_data\.\w+\.triggers_replace\.template\)\)\}$/,
      ) as string,
      error_message: expect.stringMatching(
        /^\[VML063\] lab\/Shop\/blue\.template: got a linked clone of \$\{terraform_data\.\w+\.triggers_replace\.template\}; a template that still has linked clones stays declared; declare that template again \(previousTemplates\), or make the VM anew from one that is declared$/,
      ) as string,
    });
  });

  test('is not kept of a VM that is in no set and of no catalog', () => {
    const all = shop();
    addVm(all.stack, all.template);
    const result = json(all);
    expect(Object.keys(byPath(result, 'terraform_data'))).not.toContain('lab/Web/Generation');
    expect(inventoryOf(result)['web-1']?.template).toBe('debian-12-20261101');
  });
});

describe('a roll-out', () => {
  const rollout = (all: Shop, changes: object): object => ({
    rollout: { template: all.next, ...changes },
  });

  test('makes a member from the new generation, and asks for its replacement', () => {
    const all = shop();
    make(all, rollout(all, { members: ['blue'], approvedAddresses: approvedOf('blue') }));
    const result = json(all);
    const records = byPath(result, 'terraform_data');
    expect(records['lab/Shop/blue/Generation']).toEqual({
      '//': expect.anything() as unknown,
      triggers_replace: { template: 'debian-12-20261201', clone: 'linked' },
    });
    expect(records['lab/Shop/green/Generation']).toMatchObject({
      triggers_replace: { template: 'debian-12-20261101', clone: 'linked' },
      lifecycle: { ignore_changes: ['triggers_replace'] },
    });
    const disks = byPath(result, 'libvirt_volume');
    expect(disks['lab/Shop/blue/SystemDisk']?.base_volume_id).toContain('Debian12Next_');
    expect(disks['lab/Shop/green/SystemDisk']?.base_volume_id).toContain('Debian12_');
  });

  test('changes no address, and of other members nothing but the parents that they may have', () => {
    const [before, after] = [shop(), shop()];
    make(before);
    make(after, rollout(after, { members: ['blue'], approvedAddresses: approvedOf('blue') }));
    expect(addresses(json(after))).toEqual(addresses(json(before)));
  });

  test.each([[[]], [['libvirt_domain.Shop_blue_766996E4']]])(
    'fails with the approvals %j, and prints what is missing',
    (approvedAddresses) => {
      const all = shop();
      const [machine, disk] = approvedOf('blue');
      const missing = [machine, disk].filter((one) => !approvedAddresses.includes(String(one)));
      const [problem, ...others] = textsOf(() =>
        make(all, rollout(all, { members: ['blue'], approvedAddresses })),
      );
      expect(others).toEqual([]);
      expect(problem).toBe(
        `[VML061] lab/Shop.rollout.approvedAddresses: got no approval of ${missing.join(' and ')}; a VM is made anew only where the exact addresses of what is destroyed are approved; add ${missing.map((one) => `"${String(one)}"`).join(', ')}`,
      );
    },
  );

  test('fails with an approval that approves nothing', () => {
    const all = shop();
    const approvedAddresses = [...approvedOf('blue'), 'libvirt_volume.Shop_blue_DataDisk'];
    expect(
      textsOf(() => make(all, rollout(all, { members: ['blue'], approvedAddresses }))),
    ).toEqual([
      '[VML061] lab/Shop.rollout.approvedAddresses[2]: got "libvirt_volume.Shop_blue_DataDisk"; a VM is made anew only where the exact addresses of what is destroyed are approved; this is no machine and no system disk of a member: remove it, or correct it',
    ]);
  });

  test('fails for a member with data disks where the hypervisor would not keep them', () => {
    const all = shop();
    const { driver } = all.hypervisor;
    const disks = { support: 'approximated', how: 'not at all' };
    Object.assign(driver, { capabilities: { ...driver.capabilities, 'disk.data': disks } });
    const changes = { members: ['blue'], approvedAddresses: approvedOf('blue') };
    expect(textsOf(() => make(all, rollout(all, changes)))).toEqual([
      '[VML044] lab/Shop/blue.dataDisks[0]: got "data"; libvirt (dmacvicar/libvirt 0.8.3) does not keep the data disks of a VM that is made anew; move the disk to another VM, and take it out of the declaration first',
    ]);
  });

  test('fails for the generation that the set has already', () => {
    const all = shop();
    const same = { rollout: { template: all.template, members: [] } };
    expect(textsOf(() => make(all, same))).toEqual([
      '[VML062] lab/Shop.rollout.template: got "debian-12-20261101"; a roll-out has another generation than the set; when all members have it, remove the roll-out; else give the set the generation that they come from',
    ]);
  });

  test('lifts the guard of what is approved, and of nothing else', () => {
    const guarded = (changes: (all: Shop) => object): string[] => {
      const all = shop({ name: 'production', withoutBackup });
      make(all, changes(all));
      return Object.values(json(all).resource.libvirt_volume ?? {})
        .filter(
          ({ lifecycle }) => (lifecycle as Record<string, unknown> | undefined)?.prevent_destroy,
        )
        .map((volume) => (volume['//'] as { metadata: { path: string } }).metadata.path)
        .sort();
    };
    const templates = ['lab/Debian12/Resource', 'lab/Debian12Next/Resource'];
    const disks = (name: string): string[] => [
      `lab/Shop/${name}/DataDisk-data`,
      `lab/Shop/${name}/SystemDisk`,
    ];
    expect(guarded(() => ({}))).toEqual([
      'lab/Debian12/Resource',
      ...disks('blue'),
      ...disks('green'),
    ]);
    const blue = { members: ['blue'], approvedAddresses: approvedOf('blue') };
    expect(guarded((all) => rollout(all, blue))).toEqual([
      ...templates,
      'lab/Shop/blue/DataDisk-data',
      ...disks('green'),
    ]);
    // Approved, and not asked for yet: what a hypervisor guards itself is lifted in an apply of its own.
    expect(guarded((all) => rollout(all, { ...blue, members: [] }))).toEqual([
      ...templates,
      'lab/Shop/blue/DataDisk-data',
      ...disks('green'),
    ]);
    expect(guarded((all) => rollout(all, { members: ['blue'], done: ['blue'] }))).toEqual([
      ...templates,
      ...disks('blue'),
      ...disks('green'),
    ]);
  });
});

const withoutBackup = {
  vms: ['shop-blue', 'shop-green', 'web-1'],
  reason: 'a test',
  expires: '2027-01-01',
};

describe('a promotion', () => {
  test('makes a member a full clone, with the same approvals', () => {
    const all = shop();
    const set = make(all, {
      promote: { members: ['blue'], approvedAddresses: approvedOf('blue') },
    });
    expect(set.members.map(({ model }) => model.cloneType)).toEqual(['full', 'linked']);
    const result = json(all);
    expect(byPath(result, 'terraform_data')['lab/Shop/blue/Generation']).toEqual({
      '//': expect.anything() as unknown,
      triggers_replace: { template: 'debian-12-20261101', clone: 'full' },
    });
    expect(byPath(result, 'libvirt_volume')['lab/Shop/blue/SystemDisk']).toMatchObject({
      source: '/srv/images/debian-12.qcow2',
    });
    expect(textsOf(() => made({ promote: { members: ['green'] } }))).toEqual([
      expect.stringContaining('[VML061] lab/Shop.promote.approvedAddresses: got no approval of'),
    ]);
  });

  test('is kept by the member once it is done', () => {
    const { set } = made({ members: { blue: { cloneType: 'full' }, green: {} } });
    expect(set.members.map(({ model }) => model.cloneType)).toEqual(['full', 'linked']);
  });
});

describe('a template', () => {
  const guardOf = (path: string, build: (all: Shop) => void): unknown => {
    const all = shop({ name: 'production', withoutBackup });
    build(all);
    const { lifecycle } = byPath(json(all), 'libvirt_volume')[path] ?? {};
    return (lifecycle as Record<string, unknown> | undefined)?.prevent_destroy;
  };

  test.each([
    ['a protected linked clone', {}, true],
    ['a full clone', { cloneType: 'full' }, undefined],
    [
      'a clone whose protection is lifted',
      { protection: false, protectionOverride: { reason: 'a test', expires: '2027-01-01' } },
      undefined,
    ],
  ])('is guarded while it has %s: %j', (_title, props, guard) => {
    const build = ({ stack, template }: Shop): void => {
      addVm(stack, template, { props });
    };
    expect(guardOf('lab/Debian12/Resource', build)).toBe(guard);
    expect(guardOf('lab/Debian12Next/Resource', build)).toBeUndefined();
  });

  test('is free when its last clone is gone', () => {
    expect(guardOf('lab/Debian12/Resource', (all) => make(all, { members: [] }))).toBeUndefined();
    expect(guardOf('lab/Debian12/Resource', make)).toBe(true);
  });

  test('keeps the lock of its generation beside the guard', () => {
    const all = shop({ name: 'production', withoutBackup });
    make(all);
    expect(byPath(json(all), 'libvirt_volume')['lab/Debian12/Resource']?.lifecycle).toMatchObject({
      prevent_destroy: true,
      precondition: [{ error_message: expect.stringContaining('[VML034]') as string }],
    });
  });

  test('of another stack is guarded there', () => {
    const first = lab({ name: 'lab' });
    const second = lab({ app: first.app, id: 'shop', name: 'production', withoutBackup });
    addVm(second.stack, first.template);
    const { lifecycle } = byPath(json(first), 'libvirt_volume')['lab/Debian12/Resource'] ?? {};
    expect(lifecycle).toMatchObject({ prevent_destroy: true });
    expect(TerraformStack.of(first.stack)).not.toBe(TerraformStack.of(second.stack));
  });
});
