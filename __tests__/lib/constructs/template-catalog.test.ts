import { AnnotationMetadataEntryType } from 'cdktf';
import {
  defineCatalog,
  fleetProblems,
  Template,
  TemplateCatalog,
  type CatalogGeneration,
  type CatalogTemplates,
} from '../../../lib';
import {
  addVm,
  byPath,
  cleanUp,
  inventoryOf,
  lab,
  parentsOf,
  synthesized,
  textsOf,
  type Lab,
  type Synthesized,
} from './support';

cleanUp();

const generation = (
  day: string,
  source: CatalogGeneration['sources'] = {
    libvirt: { image: `/srv/debian-12-${day}.qcow2` },
    vsphere: { existingName: `debian-12-${day}` },
  },
): CatalogGeneration => ({ certified: day, sunset: '2027-06-30', sources: source });

const templates: CatalogTemplates = defineCatalog({
  'debian-12': {
    generations: {
      '20260901': generation('2026-09-01'),
      '20261101': generation('2026-11-01'),
      '20261201': { ...generation('2026-12-01'), certified: undefined },
    },
  },
  alma: {
    generations: {
      '8': generation('2026-08-01', { libvirt: { existingName: '/srv/alma-8.qcow2' } }),
      '9': generation('2026-09-01', { libvirt: { existingName: '/srv/alma-9.qcow2' } }),
    },
  },
  'windows-2025': {
    operatingSystem: 'windows',
    generations: { '1': generation('2026-08-01', { vsphere: { existingName: 'w2025' } }) },
  },
});

function withCatalog(
  environment: Parameters<typeof lab>[0] = {},
): Lab & { readonly catalog: TemplateCatalog } {
  const all = lab({ name: 'lab', ...environment });
  return { ...all, catalog: new TemplateCatalog(all.stack, 'Catalog', { templates }) };
}

const json = ({ app, stack }: Lab): Synthesized => synthesized(app, stack);
const volumes = (result: Synthesized): string[] =>
  Object.keys(byPath(result, 'libvirt_volume'))
    .filter((path) => path.startsWith('lab/Catalog'))
    .sort();

describe('a catalog', () => {
  test('makes nothing that nobody asks for', () => {
    expect(volumes(json(withCatalog()))).toEqual([]);
  });

  test('gives the newest certified generation, and keeps the older ones', () => {
    const all = withCatalog();
    const template = all.catalog.template('debian-12');
    expect(template).toMatchObject({
      templateName: 'debian-12',
      generation: '20261101',
      certification: { certified: '2026-11-01', sunset: '2027-06-30' },
    });
    expect(all.catalog.template('debian-12')).toBe(template);
    expect(volumes(json(all))).toEqual([
      'lab/Catalog/debian-12-20260901/Resource',
      'lab/Catalog/debian-12-20261101/Resource',
    ]);
  });

  test('gives the generation that is pinned, and none that is newer', () => {
    const all = withCatalog();
    expect(all.catalog.template('debian-12', { generation: '20260901' })).toMatchObject({
      generation: '20260901',
    });
    expect(volumes(json(all))).toEqual(['lab/Catalog/debian-12-20260901/Resource']);
  });

  test('refers to what exists on the hypervisor', () => {
    const { catalog } = withCatalog();
    expect(catalog.template('alma')).toMatchObject({
      generation: '9',
      templateId: '/srv/alma-9.qcow2',
    });
  });

  test('fails without a source for the hypervisor', () => {
    const { catalog } = withCatalog();
    expect(textsOf(() => catalog.template('windows-2025'))).toEqual([
      '[VML044] lab/Catalog.templates.windows-2025.sources: got vsphere; the catalog has no source of windows-2025-1 for libvirt (dmacvicar/libvirt 0.8.3); add sources.libvirt',
    ]);
  });

  test('fails for a template that it does not have', () => {
    const { catalog } = withCatalog();
    expect(textsOf(() => catalog.template('debian-13'))).toEqual([
      '[VML060] lab/Catalog.template: got "debian-13"; it is a template of the catalog; did you mean "debian-12"?',
    ]);
  });

  test('fails when it is declared wrongly', () => {
    const { stack } = lab();
    const wrong = { a: { generations: { '1': { ...generation('2026-08-01'), sunset: '2026' } } } };
    expect(textsOf(() => new TemplateCatalog(stack, 'Catalog', { templates: wrong }))).toEqual([
      '[VML042] lab/Catalog.templates.a.generations["1"].sunset: got "2026"; a date is a day that exists, YYYY-MM-DD; give a day, such as "2027-03-31"',
    ]);
  });
});

describe('a VM from a catalog', () => {
  const withoutBackup = { vms: ['web-1'], reason: 'a test', expires: '2027-01-01' };

  test('keeps a record, and asks at plan for a generation that is still declared', () => {
    const all = withCatalog();
    addVm(all.stack, all.catalog.template('debian-12'));
    const result = json(all);
    expect(byPath(result, 'terraform_data')['lab/Web/Generation']).toMatchObject({
      triggers_replace: { template: 'debian-12-20261101', clone: 'linked' },
      lifecycle: { ignore_changes: ['triggers_replace'] },
    });
    // Not the one that nobody has certified or asked for: no VM can be made from it.
    expect(parentsOf(result, 'Web')).toEqual(['debian-12-20260901', 'debian-12-20261101']);
    expect(String(inventoryOf(result)['web-1']?.template)).toContain('triggers_replace.template');
  });

  test('may be a clone of every generation that exists without us', () => {
    const all = withCatalog();
    addVm(all.stack, all.catalog.template('alma'));
    expect(parentsOf(json(all), 'Web')).toEqual(['alma-8', 'alma-9']);
  });

  test('fails in production with a generation that is not certified, unless that is decided', () => {
    const { stack, catalog } = withCatalog({ name: 'production', withoutBackup });
    const template = catalog.template('debian-12', { generation: '20261201' });
    expect(textsOf(() => addVm(stack, template))).toEqual([
      '[VML060] lab/Web.template: got "debian-12-20261201"; a template is certified, and before its sunset date; this one is not certified; use a certified generation, or give templateOverride with reason and expires',
    ]);
    const templateOverride = { reason: 'the certification is under way', expires: '2026-11-30' };
    expect(textsOf(() => addVm(stack, template, { props: { templateOverride } }, 'Two'))).toEqual(
      [],
    );
  });

  test('fails in production with a template beside the catalog', () => {
    const { stack, template } = withCatalog({ name: 'production', withoutBackup });
    expect(textsOf(() => addVm(stack, template))).toEqual([
      '[VML060] lab/Web.template: got "debian-12-20261101"; a template is certified, and before its sunset date; this one is of no catalog; use a certified generation, or give templateOverride with reason and expires',
    ]);
    const other = lab({ name: 'production', withoutBackup });
    expect(textsOf(() => addVm(other.stack, other.template))).toEqual([]);
  });

  test('fails in production also where the catalog is made after the VM', () => {
    const made = (id: string, certified: boolean): string[] => {
      const all = lab({ id, name: 'production', withoutBackup });
      const certification = { certified: '2026-01-01', sunset: '2027-12-31' };
      const reference = { existingName: '/srv/base.qcow2', generation: '7' };
      const template = Template.fromName(all.stack, 'Base', {
        ...reference,
        templateName: 'base',
        ...(certified ? { certification } : {}),
      });
      addVm(all.stack, template);
      expect(fleetProblems(all.app)).toEqual([]);
      new TemplateCatalog(all.stack, 'Catalog', { templates });
      return textsOf(() => json(all));
    };
    expect(made('late', false)).toEqual([
      '[VML060] late/Web.template: got "base-7"; a template is certified, and before its sunset date; this one is of no catalog; use a certified generation, or give templateOverride with reason and expires',
    ]);
    expect(made('certified', true)).toEqual([]);
  });

  test('announces a near sunset date, without the paths of this machine', () => {
    const all = lab({ name: 'lab' });
    const template = new Template(all.stack, 'Old', {
      templateName: 'debian-11',
      generation: '7',
      image: '/srv/a.qcow2',
      certification: { certified: '2025-01-01', sunset: '2026-12-01' },
    });
    const vm = addVm(all.stack, template);
    expect(vm.node.metadata).toEqual([
      {
        type: AnnotationMetadataEntryType.WARN,
        data: 'the sunset date of template debian-11-7 is 2026-12-01; roll out a newer generation',
      },
    ]);
    expect(
      addVm(all.stack, all.template, { props: { name: 'web-2' } }, 'Two').node.metadata,
    ).toEqual([]);
  });
});
