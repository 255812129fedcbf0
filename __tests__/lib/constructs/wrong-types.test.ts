/** Props from JavaScript may have any type: each construct says what is wrong, and never ends in a TypeError. */
import { Construct } from 'constructs';
import {
  AccessGrant,
  BackupPolicy,
  ClusterPolicy,
  Duration,
  HardenedVm,
  LinkedCloneSet,
  Network,
  PlacementRule,
  ResourcePool,
  Schedule,
  Snapshot,
  Template,
  TemplateCatalog,
} from '../../../lib';
import { ClusterHypervisor } from './cluster-hypervisor';
import { addVm, cleanUp, cloneSetProps, lab, problemsOf, textsOf, vmProps } from './support';

cleanUp();

type Props = Record<string, unknown>;
type Make = (scope: Construct, id: string, props: never) => unknown;

/** Every construct on a hypervisor that can do everything, with props that are valid. */
function constructs(): { scope: Construct; cases: readonly (readonly [string, Make, Props])[] } {
  const all = lab();
  const scope = new Construct(all.stack, 'Site');
  const hypervisor = new ClusterHypervisor(scope, 'Pve');
  const pool = new ResourcePool(scope, 'ThePool', { name: 'the-pool' });
  const vm = new HardenedVm(scope, 'TheVm', vmProps(all.template));
  const made =
    (type: new (scope: Construct, id: string, props: never) => unknown): Make =>
    (on, id, props) =>
      new type(on, id, props);
  const known = { attestedControls: 'baseline', certification: { sunset: '2027-12-31' } };
  const cases: readonly (readonly [string, Make, object])[] = [
    ['HardenedVm', made(HardenedVm), { ...vmProps(all.template), pool, hypervisor }],
    [
      'HardenedVm.fromExisting',
      (on, id, props) => HardenedVm.fromExisting(on, id, props),
      { vmName: 'old', vmId: '100', uuid: '5a1d6b9e-0000-4000-8000-000000000001' },
    ],
    ['ResourcePool', made(ResourcePool), { name: 'p', parent: pool, protection: true, hypervisor }],
    [
      'ResourcePool.fromPath',
      (on, id, props) => ResourcePool.fromPath(on, id, props),
      { path: 'production', hypervisor },
    ],
    [
      'LinkedCloneSet',
      made(LinkedCloneSet),
      cloneSetProps(all.template, {
        spread: true,
        naming: 'shop-{member}',
        previousTemplates: [],
        promote: undefined,
        rollout: undefined,
        hypervisor,
        pool,
      }),
    ],
    [
      'BackupPolicy',
      made(BackupPolicy),
      {
        name: 'nightly',
        full: Schedule.weekly('sun', '02:00'),
        retention: { daily: 7 },
        target: { storage: '/srv/backup', failureDomain: 'site-b' },
        recoveryPoint: Duration.days(8),
        recoveryTime: Duration.hours(4),
        restoreTest: Schedule.quarterly(1, '06:00'),
        hypervisor,
      },
    ],
    [
      'standard',
      (on, id, props) => BackupPolicy.standard(on, id, props),
      { target: { storage: '/srv/backup', failureDomain: 'site-b' }, hypervisor },
    ],
    [
      'PlacementRule',
      made(PlacementRule),
      { name: 'r', kind: 'spread', members: [vm], mandatory: true, hypervisor },
    ],
    ['AccessGrant', made(AccessGrant), { principal: 'ops', level: 'viewer', vm, hypervisor }],
    ['AccessGrant of a pool', made(AccessGrant), { principal: 'ops', level: 'viewer', pool }],
    ['Snapshot', made(Snapshot), { name: 'before', expires: '2026-11-22', vm, hypervisor }],
    [
      'TemplateCatalog',
      made(TemplateCatalog),
      {
        templates: {
          debian: {
            generations: {
              '1': { sunset: '2027-12-31', sources: { libvirt: { image: '/srv/x' } } },
            },
          },
        },
        hypervisor,
      },
    ],
    [
      'ClusterPolicy',
      made(ClusterPolicy),
      { clusterName: 'c', loadBalancing: 'manual', highAvailability: true, hypervisor },
    ],
    ['Network', made(Network), { networkName: 'n', cidr: '10.1.0.0/24', mode: 'nat', hypervisor }],
    [
      'Network.fromName',
      (on, id, props) => Network.fromName(on, id, props),
      { networkName: 'n', cidr: '10.1.0.0/24', hypervisor },
    ],
    [
      'Network.fromBridge',
      (on, id, props) => Network.fromBridge(on, id, props),
      { networkName: 'n', hypervisor },
    ],
    [
      'Template',
      made(Template),
      { templateName: 'd', generation: '1', image: '/srv/x', ...known, hypervisor },
    ],
    [
      'Template.fromName',
      (on, id, props) => Template.fromName(on, id, props),
      { existingName: 'd', ...known, hypervisor },
    ],
    [
      'Template.fromVmId',
      (on, id, props) => Template.fromVmId(on, id, props),
      { vmId: 9000, ...known, hypervisor },
    ],
    [
      'Template.fromContentLibraryItem',
      (on, id, props) => Template.fromContentLibraryItem(on, id, props),
      { library: 'l', item: 'i', ...known, hypervisor },
    ],
  ];
  return { scope, cases: cases as readonly (readonly [string, Make, Props])[] };
}

const wrong: readonly (readonly [string, unknown])[] = [
  ['nothing', undefined],
  ['null', null],
  ['a number', 7],
  ['NaN', NaN],
  ['a text', 'x'],
  ['no text', ''],
  ['true', true],
  ['false', false],
  ['a list', []],
  ['a list of texts', ['a']],
  ['a list of null', [null]],
  ['an object', {}],
  ['an object of objects', { a: {} }],
  ['an object of null', { a: null }],
  ['a date', new Date(0)],
  ['a function', () => 'x'],
  ['a symbol', Symbol('x')],
  ['a bigint', 7n],
  ['an object without prototype', Object.create(null)],
];

const extra: Record<string, readonly string[]> = {
  HardenedVm: [
    'environment',
    'recordedDisks',
    'additionalControls',
    'templateOverride',
    'generation',
    'dataDisks',
  ],
  LinkedCloneSet: ['environment', 'additionalControls', 'templateOverride', 'rollout', 'promote'],
  Template: ['additionalControls', 'declaredGenerations', 'systemDiskSize'],
  'Template.fromName': ['additionalControls', 'systemDiskSize', 'templateName', 'generation'],
  Network: ['domain', 'category'],
};

const names = constructs().cases.map(([name], index) => [name, index] as const);

describe.each(names)('%s', (name, index) => {
  test('never ends in a TypeError', () => {
    const broken: string[] = [];
    const { scope, cases } = constructs();
    const [, make, props] = cases[index] ?? [];
    if (make === undefined || props === undefined) throw new Error(`there is no case ${name}`);
    let attempts = 0;
    const attempt = (what: string, given: unknown): void => {
      attempts += 1;
      try {
        problemsOf(() => make(scope, `X${String(attempts)}`, given as never));
      } catch (error) {
        broken.push(`${what}: ${(error as Error).stack?.split('\n').slice(0, 3).join(' ') ?? ''}`);
      }
    };
    for (const [kind, value] of wrong) attempt(kind, value);
    const fields = [...Object.keys(props), ...(extra[name] ?? [])];
    for (const field of fields) {
      for (const [kind, value] of wrong) {
        attempt(`${field} = ${kind}`, { ...props, [field]: value });
      }
    }
    expect(broken).toEqual([]);
  });
});

const aTemplate = 'it is a template; give a Template, or one of a TemplateCatalog' as const;
const aHypervisor =
  'it is a hypervisor; give a LibvirtHypervisor, VsphereHypervisor or ProxmoxHypervisor, or leave it out';
const aPool = 'it is a resource pool; give a ResourcePool, or ResourcePool.fromPath';
const aVm = 'it is a VM; give a HardenedVm, or HardenedVm.fromExisting';
const noProps = 'a required field is given; give an object with the props';

/** Construct, what is changed of its valid props (undefined: no props at all), and what it says of that. */
const texts: readonly (readonly [string, Props | undefined, string])[] = [
  ['HardenedVm', undefined, `[VML041] PATH: got nothing; ${noProps}`],
  [
    'HardenedVm',
    { template: undefined },
    '[VML041] PATH.template: got nothing; a required field is given; give a Template, or one of a TemplateCatalog',
  ],
  ['HardenedVm', { template: 'debian' }, `[VML048] PATH.template: got "debian"; ${aTemplate}`],
  ['HardenedVm', { template: {} }, `[VML048] PATH.template: got an object; ${aTemplate}`],
  ['HardenedVm', { pool: 'x' }, `[VML048] PATH.pool: got "x"; ${aPool}`],
  ['HardenedVm', { hypervisor: {} }, `[VML048] PATH.hypervisor: got an object; ${aHypervisor}`],
  [
    'HardenedVm',
    { additionalControls: [{ id: 'x' }] },
    '[VML048] PATH.additionalControls[0]: got an object; it is a control, with id, scope, level and appliesTo; give a Control, or take it out',
  ],
  [
    'HardenedVm',
    { generation: { previousTemplates: ['debian'] } },
    `[VML048] PATH.generation.previousTemplates[0]: got "debian"; ${aTemplate}`,
  ],
  ['HardenedVm.fromExisting', undefined, `[VML041] PATH: got nothing; ${noProps}`],
  ['HardenedVm.fromExisting', { uuid: 7 }, '[VML048] PATH.uuid: got 7; it is a text; give a text'],
  ['ResourcePool', undefined, `[VML041] PATH: got nothing; ${noProps}`],
  ['ResourcePool', { hypervisor: {} }, `[VML048] PATH.hypervisor: got an object; ${aHypervisor}`],
  [
    'ResourcePool',
    { parent: {} },
    '[VML048] PATH.parent: got an object; it is a pool, or the name of one; give a ResourcePool, or the name of one on the same hypervisor',
  ],
  [
    'ResourcePool',
    { protection: 'yes' },
    '[VML048] PATH.protection: got "yes"; it is true or false; write true or false, without quotes',
  ],
  ['LinkedCloneSet', undefined, `[VML041] PATH: got nothing; ${noProps}`],
  ['LinkedCloneSet', { template: 'debian' }, `[VML048] PATH.template: got "debian"; ${aTemplate}`],
  ['LinkedCloneSet', { pool: 'x' }, `[VML048] PATH.pool: got "x"; ${aPool}`],
  [
    'LinkedCloneSet',
    { members: { blue: 'x' } },
    '[VML048] PATH.members.blue: got "x"; it is an object; give what the member has of its own, or {}',
  ],
  [
    'LinkedCloneSet',
    { rollout: { members: [] } },
    '[VML041] PATH.rollout.template: got nothing; a required field is given; give a Template, or one of a TemplateCatalog',
  ],
  ['BackupPolicy', undefined, `[VML041] PATH: got nothing; ${noProps}`],
  ['BackupPolicy', { hypervisor: 'x' }, `[VML048] PATH.hypervisor: got "x"; ${aHypervisor}`],
  ['standard', undefined, `[VML041] PATH: got nothing; ${noProps}`],
  ['PlacementRule', undefined, `[VML041] PATH: got nothing; ${noProps}`],
  [
    'PlacementRule',
    { members: 'a' },
    '[VML048] PATH.members: got "a"; it is a list of VMs; write a list of HardenedVm, or leave it out',
  ],
  ['PlacementRule', { members: ['a'] }, `[VML048] PATH.members[0]: got "a"; ${aVm}`],
  ['AccessGrant', undefined, `[VML041] PATH: got nothing; ${noProps}`],
  ['AccessGrant', { vm: 'web-1' }, `[VML048] PATH.vm: got "web-1"; ${aVm}`],
  ['AccessGrant of a pool', { pool: {} }, `[VML048] PATH.pool: got an object; ${aPool}`],
  ['Snapshot', undefined, `[VML041] PATH: got nothing; ${noProps}`],
  [
    'Snapshot',
    { vm: undefined },
    '[VML041] PATH.vm: got nothing; a required field is given; give a HardenedVm, or HardenedVm.fromExisting',
  ],
  ['Snapshot', { vm: {} }, `[VML048] PATH.vm: got an object; ${aVm}`],
  ['TemplateCatalog', undefined, `[VML041] PATH: got nothing; ${noProps}`],
  ['TemplateCatalog', { hypervisor: 7 }, `[VML048] PATH.hypervisor: got 7; ${aHypervisor}`],
  ['ClusterPolicy', undefined, `[VML041] PATH: got nothing; ${noProps}`],
  ['ClusterPolicy', { hypervisor: [] }, `[VML048] PATH.hypervisor: got a list; ${aHypervisor}`],
  ['Network', undefined, `[VML041] PATH: got nothing; ${noProps}`],
  ['Network', { hypervisor: {} }, `[VML048] PATH.hypervisor: got an object; ${aHypervisor}`],
  ['Network.fromName', undefined, `[VML041] PATH: got nothing; ${noProps}`],
  ['Template', undefined, `[VML041] PATH: got nothing; ${noProps}`],
  ['Template', { hypervisor: null }, `[VML048] PATH.hypervisor: got null; ${aHypervisor}`],
  [
    'Template',
    { additionalControls: 'x' },
    '[VML048] PATH.additionalControls: got "x"; it is a list of controls; write a list, or leave it out',
  ],
  ['Template.fromName', undefined, `[VML041] PATH: got nothing; ${noProps}`],
  [
    'Template.fromVmId',
    { vmId: undefined },
    '[VML041] PATH.vmId: got nothing; a required field is given; give a text',
  ],
];

test.each(texts)('%s says what is wrong with %j', (name, change, text) => {
  const { scope, cases } = constructs();
  const [, make, props] = cases.find(([other]) => other === name) ?? [];
  if (make === undefined) throw new Error(`there is no case ${name}`);
  const given = change && { ...props, ...change };
  expect(textsOf(() => make(scope, 'Wrong', given as never))).toEqual([
    text.replace('PATH', 'lab/Site/Wrong'),
  ]);
  expect(textsOf(() => make(scope, 'Right', props as never))).toEqual([]);
});

test('members that are added later are VMs, and what is protected is a VM, a pool or a set', () => {
  const { scope, cases } = constructs();
  const make = (name: string): unknown => {
    const [, of, props] = cases.find(([other]) => other === name) ?? [];
    return of?.(scope, name, props as never);
  };
  const rule = make('PlacementRule') as PlacementRule;
  const vm = rule.members[0];
  expect(textsOf(() => rule.add(vm as never, 'web-2' as never))).toEqual([
    `[VML048] lab/Site/PlacementRule.members[1]: got "web-2"; ${aVm}`,
  ]);
  expect(textsOf(() => rule.add(vm as never))).toEqual([]);
  const policy = make('BackupPolicy') as BackupPolicy;
  const fix = 'give a HardenedVm, a ResourcePool or a LinkedCloneSet';
  expect(textsOf(() => policy.protect(vm as never, 'web-2' as never, undefined as never))).toEqual([
    `[VML048] lab/Site/BackupPolicy.protect[1]: got "web-2"; it is a VM, a resource pool or a set of VMs; ${fix}`,
    `[VML041] lab/Site/BackupPolicy.protect[2]: got nothing; a required field is given; ${fix}`,
  ]);
  expect(policy.members).toEqual([]);
  expect(textsOf(() => policy.protect(vm as never))).toEqual([]);
});

test('a VM reports wrong constructs together with everything else', () => {
  const { stack, template } = lab();
  const props = { template: 'debian', pool: 'x', hypervisor: {}, cpuCount: 0 };
  expect(
    problemsOf(() => addVm(stack, template, { props })).map(({ code, path }) => `${code} ${path}`),
  ).toEqual([
    'VML020 lab/Web.cpuCount',
    'VML048 lab/Web.hypervisor',
    'VML048 lab/Web.pool',
    'VML048 lab/Web.template',
  ]);
});
