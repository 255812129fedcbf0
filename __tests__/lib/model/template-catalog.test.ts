import { formatProblem, VmLifecycleError } from '../../../lib/errors';
import { Size } from '../../../lib/model/size';
import {
  checkCatalog,
  checkTemplateOfVm,
  chooseGeneration,
  defineCatalog,
  type CatalogTemplates,
  type CertificationContext,
  type TemplateCertification,
} from '../../../lib/model/template-catalog';
import { isToken, textToken } from './support';

const today = '2026-11-21';
const libvirt = { image: '/srv/a.qcow2' };

const templates: CatalogTemplates = {
  'debian-12': {
    generations: {
      '20260901': { certified: '2026-09-03', sunset: '2026-11-20', sources: { libvirt } },
      '20261101': { certified: '2026-11-03', sunset: '2027-11-03', sources: { libvirt } },
      '20261001': { certified: '2026-10-03', sunset: '2027-10-03', sources: { libvirt } },
      '20261119': { certified: '2026-12-01', sunset: '2027-11-19', sources: { libvirt } },
      '20261120': { sunset: '2027-11-20', sources: { libvirt } },
    },
  },
  'debian-11': {
    generations: { '1': { certified: '2024-01-01', sunset: '2026-01-01', sources: { libvirt } } },
  },
};

const choose = (name: string, pinned?: string, day = today): unknown =>
  chooseGeneration(templates, name, { path: 'lab/Catalog', today: day, pinned });

const textsOf = (action: () => unknown): string[] => {
  try {
    action();
  } catch (error) {
    if (VmLifecycleError.is(error)) return error.problems.map(formatProblem);
    throw error;
  }
  return [];
};

describe('the generation for a VM', () => {
  test('is the newest one that is certified and not past its sunset date', () => {
    expect(choose('debian-12')).toMatchObject({ generation: '20261101' });
    expect(choose('debian-12', undefined, '2026-12-01')).toMatchObject({ generation: '20261119' });
    expect(choose('debian-12', undefined, '2026-10-10')).toMatchObject({ generation: '20261001' });
  });

  test.each([
    ['2026-11-20', '20260901'],
    ['2026-11-21', undefined],
  ])('still counts on its sunset day: %s', (day, expected) => {
    const only = {
      a: { generations: { '20260901': templates['debian-12']!.generations['20260901']! } },
    };
    const chosen = (): unknown => chooseGeneration(only, 'a', { path: 'x', today: day });
    if (expected === undefined) expect(chosen).toThrow(VmLifecycleError);
    else expect(chosen()).toMatchObject({ generation: expected });
  });

  test('is the one that is asked for, certified or not', () => {
    expect(choose('debian-12', '20261120')).toMatchObject({ generation: '20261120' });
    expect(choose('debian-12', '20260901')).toMatchObject({ generation: '20260901' });
  });

  test('comes with the older certified ones, which do not depend on the day', () => {
    const certified = ['20260901', '20261001', '20261101', '20261119'];
    expect(choose('debian-12')).toMatchObject({ upTo: certified });
    expect(choose('debian-12', undefined, '2026-10-10')).toMatchObject({ upTo: certified });
    expect(choose('debian-12', '20261001')).toMatchObject({ upTo: ['20260901', '20261001'] });
    expect(choose('debian-12', '20261120')).toMatchObject({ upTo: [...certified, '20261120'] });
  });

  test.each([
    [
      ['debian12'],
      '[VML060] lab/Catalog: got "debian12"; it is a template of the catalog; did you mean "debian-12"?',
    ],
    [
      ['alpine'],
      '[VML060] lab/Catalog: got "alpine"; it is a template of the catalog; there is "debian-12" or "debian-11"',
    ],
    [
      ['constructor'],
      '[VML060] lab/Catalog: got "constructor"; it is a template of the catalog; there is "debian-12" or "debian-11"',
    ],
    [
      ['debian-12', '20261011'],
      '[VML060] lab/Catalog.generation: got "20261011"; it is a generation of debian-12; did you mean "20261001"?',
    ],
    [
      ['debian-11'],
      '[VML060] lab/Catalog: got "debian-11"; a template is certified, and before its sunset date, and none of this one is; certify a new generation, or pin one and give the VM a templateOverride',
    ],
  ] as const)('fails for %j', ([name, pinned], text) => {
    expect(textsOf(() => choose(name, pinned))).toEqual([text]);
  });
});

describe('a catalog', () => {
  test('is plain data that stays as it was checked', () => {
    expect(defineCatalog(templates)).toEqual(templates);
    expect(Object.isFrozen(defineCatalog(templates))).toBe(true);
  });

  const generation = {
    certified: '2026-11-03',
    sunset: '2027-11-03',
    systemDiskSize: Size.gibibytes(3),
    sources: { libvirt },
  };
  const texts = (changes: object, source?: object): string[] => {
    const changed = { ...generation, ...changes, ...(source && { sources: { libvirt: source } }) };
    const given = { 'debian-12': { generations: { '20261101': changed } } };
    return checkCatalog(given, 'catalog', isToken).map(formatProblem);
  };
  const at = 'catalog.debian-12.generations["20261101"]';

  test.each([[{}], [{ certified: undefined }], [{ certified: '2027-11-03' }], [{ sources: {} }]])(
    'passes with %j',
    (changes) => {
      expect(texts(changes)).toEqual([]);
    },
  );

  test.each([
    [{ existingName: textToken }],
    [{ vmId: '9000' }],
    [{ contentLibraryItem: { library: textToken, item: 'debian' } }],
  ])('takes the source %j', (source) => {
    expect(texts({}, source)).toEqual([]);
  });

  test.each([
    [
      { sunset: undefined },
      `[VML041] ${at}.sunset: got nothing; a required field is given; give a day, such as "2027-03-31"`,
    ],
    [
      { sunset: '2027-02-30' },
      `[VML042] ${at}.sunset: got "2027-02-30"; a date is a day that exists, YYYY-MM-DD; give a day, such as "2027-03-31"`,
    ],
    [
      { certified: '2027-11-04' },
      `[VML060] ${at}.sunset: got "2027-11-03"; a template is certified before its sunset date; give 2027-11-04 or a later day`,
    ],
    [
      { certified: 7 },
      `[VML048] ${at}.certified: got 7; it is a text; give a day, such as "2027-03-31"`,
    ],
    [
      { certifed: '2026-01-01' },
      `[VML043] ${at}.certifed: got field "certifed"; a field is known; did you mean "certified"?`,
    ],
    [
      { sources: undefined },
      `[VML041] ${at}.sources: got nothing; a required field is given; write { 'debian-12': { ... } }`,
    ],
  ])('fails with the generation %j', (changes, text) => {
    expect(texts(changes)).toEqual([text]);
  });

  test.each([
    [
      {},
      `[VML048] ${at}.sources.libvirt: got none; a source is exactly one of image, existingName, vmId, contentLibraryItem; give one of them`,
    ],
    [
      { image: 'a', vmId: '9' },
      `[VML048] ${at}.sources.libvirt: got image and vmId; a source is exactly one of image, existingName, vmId, contentLibraryItem; give one of them`,
    ],
    [
      { contentLibraryItem: { library: 'a' } },
      `[VML041] ${at}.sources.libvirt.contentLibraryItem.item: got nothing; a required field is given; give a text`,
    ],
    [
      { image: 'a\nb' },
      `[VML008] ${at}.sources.libvirt.image: got "a\\nb"; no line break or other control character in a text; write it in one line`,
    ],
  ])('fails with the source %j', (source, text) => {
    expect(texts({}, source)).toEqual([text]);
  });

  test('fails with names that are no part of a file name, and with the wrong system', () => {
    const given = {
      'a b': { operatingSystem: 'bsd', generations: { 'x/y': generation } },
    } as unknown as CatalogTemplates;
    expect(textsOf(() => defineCatalog(given))).toEqual([
      '[VML055] catalog["a b"]: got "a b"; it becomes part of a file name: letters, digits, ".", "_" and "-", at most 63; write it as in debian-12 or 20261101',
      '[VML055] catalog["a b"].generations["x/y"]: got "x/y"; it becomes part of a file name: letters, digits, ".", "_" and "-", at most 63; write it as in debian-12 or 20261101',
      '[VML048] catalog["a b"].operatingSystem: got "bsd"; it is "linux" or "windows"; write "linux" or "windows"',
    ]);
  });

  test('never throws, whatever the types', () => {
    for (const value of [undefined, null, 7, 'x', [], { a: null }, { a: { generations: [1] } }]) {
      expect(checkCatalog(value, 'catalog').length).toBeGreaterThan(0);
    }
  });
});

describe('the template of a VM', () => {
  const check = (
    certification: TemplateCertification | undefined,
    changes: Partial<CertificationContext> = {},
  ): { texts: string[]; warning: string | undefined } => {
    const template = { templateName: 'debian-12', generation: '20261101', certification };
    const { problems, warning } = checkTemplateOfVm(template, {
      path: 'lab/Web',
      today,
      category: 'production',
      operatingSystem: 'linux',
      catalogInReach: true,
      ...changes,
    });
    return { texts: problems.map(formatProblem), warning };
  };
  const fine = { certified: '2026-11-21', sunset: '2026-12-22' };
  const fix = 'use a certified generation, or give templateOverride with reason and expires';
  const refused = (rule: string): string =>
    `[VML060] lab/Web.template: got "debian-12-20261101"; a template is certified, and before its sunset date${rule}; ${fix}`;
  const override = { reason: 'a test', expires: '2026-11-21' };

  test('is certified, and its sunset is not near', () => {
    expect(check(fine)).toEqual({ texts: [], warning: undefined });
  });

  test.each([
    ['2026-12-21', '2026-12-21'],
    ['2026-11-21', '2026-11-21'],
  ])('is announced to be past soon where its sunset is %s', (sunset, day) => {
    expect(check({ ...fine, sunset })).toEqual({
      texts: [],
      warning: `the sunset date of template debian-12-20261101 is ${day}; roll out a newer generation`,
    });
  });

  test.each(['production', 'staging', 'development', 'lab'] as const)(
    'fails in %s when its sunset date is past',
    (category) => {
      expect(check({ ...fine, sunset: '2026-11-20' }, { category })).toEqual({
        texts: [refused(', which was 2026-11-20')],
        warning: undefined,
      });
    },
  );

  test.each([
    [{ sunset: '2027-01-01' }, '; this one is not certified'],
    [{ certified: '2026-11-22', sunset: '2027-01-01' }, '; this one is certified from 2026-11-22'],
    [undefined, '; this one is of no catalog'],
  ])('fails in production, and there only, when it is not certified: %j', (given, rule) => {
    expect(check(given).texts).toEqual([refused(rule)]);
    for (const category of ['staging', 'development', 'lab'] as const) {
      expect(check(given, { category }).texts).toEqual([]);
    }
    expect(check(given, { override }).texts).toEqual([]);
  });

  test('is anything where no catalog is in reach', () => {
    expect(check(undefined, { catalogInReach: false }).texts).toEqual([]);
  });

  test('is overridden by a decision with reason and expiry only', () => {
    const past = { ...fine, sunset: '2026-11-20' };
    expect(check(past, { override }).texts).toEqual([]);
    expect(check(past, { override: { reason: ' ', expires: '2026-11-20' } }).texts).toEqual([
      '[VML040] lab/Web.templateOverride.reason: got " "; protection is lifted, and a control waived, only with a reason and an expiry date; say why the VM is made from such a template',
      '[VML040] lab/Web.templateOverride.expires: got "2026-11-20"; protection is lifted, and a control waived, only with a reason and an expiry date; give 2026-11-21 or a later day',
    ]);
    expect(check(past, { override: {} as typeof override }).texts).toHaveLength(2);
  });

  test('holds the operating system of the VM', () => {
    expect(check(fine, { operatingSystem: 'windows' }).texts).toEqual([
      '[VML048] lab/Web.guest.operatingSystem: got "windows"; the template holds linux; use a template with the operating system of the VM',
    ]);
    expect(
      check({ ...fine, operatingSystem: 'windows' }, { operatingSystem: 'windows' }).texts,
    ).toEqual([]);
  });
});
