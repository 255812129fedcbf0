import { Aspects, Testing, TerraformVariable } from 'cdktf';
import { BackupPolicy, HardenedVm, ResourcePool, Tags } from '../../../../lib';
import { addVm, cleanUp, lab, machineOf, objects, stackOf, type VsphereStack } from './support';

cleanUp();

/** Categories and names of the tags that a machine carries. */
function tagsOf(json: VsphereStack, ids: unknown): string[] {
  const tags = json.resource.vsphere_tag ?? {};
  const categories = json.resource.vsphere_tag_category ?? {};
  return ((ids ?? []) as string[]).map((id) => {
    const tag = tags[/^\$\{vsphere_tag\.(.*)\.id\}$/.exec(id)?.[1] ?? ''];
    const category = /^\$\{vsphere_tag_category\.(.*)\.id\}$/.exec(String(tag?.category_id))?.[1];
    return `${String(categories[category ?? '']?.name)}:${String(tag?.name)}`;
  });
}

const target = { storage: 'repository-1', failureDomain: 'site-b' };

describe('the tags of machines', () => {
  test('are made once, with a category for each name', () => {
    const all = lab();
    addVm(all, { tags: { tier: 'web', team: 'shop' } });
    addVm(all, { tags: { tier: 'web', team: 'stock' } }, 'Other');
    const json = stackOf(all);
    expect(tagsOf(json, machineOf(json).tags)).toEqual(['team:shop', 'tier:web']);
    expect(tagsOf(json, machineOf(json, 'Other').tags)).toEqual(['team:stock', 'tier:web']);
    expect(Object.keys(objects(json.resource, 'vsphere_tag')).sort()).toEqual([
      'Vcenter/Tags/team/Values/shop',
      'Vcenter/Tags/team/Values/stock',
      'Vcenter/Tags/tier/Values/web',
    ]);
    expect(Object.values(json.resource.vsphere_tag_category ?? {})).toMatchObject([
      { name: 'team', cardinality: 'SINGLE', associable_types: ['ResourcePool', 'VirtualMachine'] },
      { name: 'tier', cardinality: 'SINGLE', associable_types: ['ResourcePool', 'VirtualMachine'] },
    ]);
  });

  test('are destroyed after the machines have let go of them', () => {
    const all = lab();
    addVm(all, { tags: { tier: 'web' } });
    const json = stackOf(all);
    for (const type of ['vsphere_tag', 'vsphere_tag_category', 'vsphere_custom_attribute']) {
      expect(Object.values(json.resource[type] ?? {})[0]?.lifecycle).toEqual({
        create_before_destroy: true,
      });
    }
  });

  test.each([
    ['later statements', (): void => undefined],
    [
      'Aspects of the stack',
      ({ stack }: ReturnType<typeof lab>): void => {
        Aspects.of(stack).add({
          visit: (node) => {
            if (node === stack) Tags.of(stack).add('late', 'yes');
          },
        });
      },
    ],
    [
      'Aspects that visit the machines',
      ({ stack }: ReturnType<typeof lab>): void => {
        Aspects.of(stack).add({
          visit: (node) => {
            if (node instanceof HardenedVm) Tags.of(node).add('late', 'yes');
          },
        });
      },
    ],
  ])('are complete with those that are added by %s', (title, add) => {
    const all = lab();
    addVm(all);
    add(all);
    if (title === 'later statements') Tags.of(all.stack).add('late', 'yes');
    const json = stackOf(all);
    expect(tagsOf(json, machineOf(json).tags)).toEqual(['late:yes']);
  });

  test('are complete without validation as well', () => {
    const all = lab();
    addVm(all);
    Tags.of(all.stack).add('late', 'yes');
    const json = JSON.parse(Testing.synth(all.stack)) as VsphereStack;
    const [machine] = Object.values(json.resource.vsphere_virtual_machine ?? {});
    expect(tagsOf(json, machine?.tags)).toEqual(['late:yes']);
  });

  test('have the same addresses whatever else the app contains', () => {
    const addresses = (before: boolean): string[] => {
      const all = lab();
      if (before) new TerraformVariable(all.stack, 'other', { type: 'string' });
      const centre = new TerraformVariable(all.stack, 'centre', { type: 'string' });
      if (before) addVm(all, { tags: { 'another tag': 'x' } }, 'Another');
      addVm(all, { tags: { 'cost centre': centre.stringValue, 'a/b': 'c d' } });
      const machine = machineOf(stackOf(all));
      return machine.tags as string[];
    };
    const [first, second] = addresses(false);
    expect(addresses(true)).toEqual([first, second]);
    expect(first).not.toBe(second);
  });

  test('evaluate nothing but tokens', () => {
    const all = lab();
    const centre = new TerraformVariable(all.stack, 'centre', { type: 'string' });
    addVm(all, { tags: { a: '${file("/etc/hostname")}', b: centre.stringValue, c: '' } });
    const json = stackOf(all);
    expect(tagsOf(json, machineOf(json).tags)).toEqual([
      'a:$${file("/etc/hostname")}',
      'b:${var.centre}',
      'c:c',
    ]);
  });

  test('are looked up where somebody else has made them', () => {
    const all = lab({ tagging: { categories: 'existing' }, customAttributes: 'existing' });
    addVm(all, { tags: { tier: 'web' } });
    const json = stackOf(all);
    expect(json.resource.vsphere_tag).toBeUndefined();
    expect(json.resource.vsphere_custom_attribute).toBeUndefined();
    expect(Object.values(json.data.vsphere_tag ?? {})).toMatchObject([{ name: 'web' }]);
    expect(Object.values(json.data.vsphere_tag_category ?? {})).toMatchObject([{ name: 'tier' }]);
    expect(Object.keys(objects(json.data, 'vsphere_custom_attribute')).sort()).toEqual([
      'Vcenter/CustomAttributes/owner',
      'Vcenter/CustomAttributes/purpose',
    ]);
  });

  test('are made in categories that exist, and under a prefix', () => {
    const all = lab({ tagging: { categories: 'existing', values: 'create', prefix: 'shop-' } });
    addVm(all, { tags: { tier: 'web' } });
    const json = stackOf(all);
    expect(Object.values(json.data.vsphere_tag_category ?? {})).toMatchObject([
      { name: 'shop-tier' },
    ]);
    expect(Object.values(json.resource.vsphere_tag ?? {})).toMatchObject([{ name: 'web' }]);
  });

  test('name the backup policy, on machines and on pools', () => {
    const all = lab();
    const pool = new ResourcePool(all.stack, 'Pool', { name: 'shop' });
    addVm(all, { pool });
    addVm(all, {}, 'Other');
    BackupPolicy.standard(all.stack, 'Backup', { target }).protect(pool);
    const json = stackOf(all);
    expect(tagsOf(json, machineOf(json).tags)).toEqual(['backup-policy:standard']);
    expect(machineOf(json, 'Other').tags).toBeUndefined();
    const [made] = Object.values(json.resource.vsphere_resource_pool ?? {});
    expect(tagsOf(json, made?.tags)).toEqual(['backup-policy:standard']);
    expect(Object.values(json.resource.vsphere_tag ?? {})).toMatchObject([
      {
        description:
          'full sun 02:00; incremental mon..sat 02:00; keep 28 daily, 12 monthly; to repository-1; ' +
          'RPO 1 day; RTO 4 hours; restore test *-01,04,07,10-01 06:00',
      },
    ]);
  });
});

test('custom attributes show owner, purpose and expiry, by the ids of the attributes', () => {
  const all = lab();
  addVm(all, { expires: '2027-01-31' });
  const json = stackOf(all);
  const given = machineOf(json).custom_attributes as Record<string, string>;
  const names = Object.entries(given).map(([id, value]) => {
    const address = /^\$\{vsphere_custom_attribute\.(.*)\.id\}$/.exec(id)?.[1] ?? '';
    return [json.resource.vsphere_custom_attribute?.[address]?.name, value];
  });
  expect(names.sort()).toEqual([
    ['expires', '2027-01-31'],
    ['owner', 'team-shop'],
    ['purpose', 'web server of the shop'],
  ]);
});

test('custom attributes may be left out', () => {
  const all = lab({ customAttributes: 'none' });
  addVm(all);
  expect(machineOf(stackOf(all)).custom_attributes ?? {}).toEqual({});
});
