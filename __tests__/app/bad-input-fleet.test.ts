/**
 * The numbered cases of bad input that are about pools, ids, schedules and backups, and that go across VMs and stacks: each
 * refused with its code and with nothing written, and its nearest twin that passes.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'cdktf';
import {
  BackupPolicy,
  EnvironmentStack,
  Frequency,
  HardenedVm,
  Network,
  ResourcePool,
  Schedule,
  Size,
  synthesize,
  Template,
  todayContext,
  VmLifecycleError,
  type HardenedVmProps,
} from '../../lib';
import { ProxmoxHypervisor, type ProxmoxHypervisorProps } from '../../lib/drivers/proxmox';
import { guestDefaults } from '../../stacks/guests';

interface Site {
  readonly stack: EnvironmentStack;
  readonly addVm: (name: string, changes?: Partial<HardenedVmProps>) => HardenedVm;
}

function site(app: App, id: string, props: Partial<ProxmoxHypervisorProps> = {}): Site {
  const stack = new EnvironmentStack(app, id, { category: 'lab', owner: 'team', guestDefaults });
  new ProxmoxHypervisor(stack, 'Cluster', {
    endpoint: 'https://pve.example:8006/',
    node: 'pve1',
    capacity: {
      hosts: 1,
      coresPerHost: 8,
      coreFrequency: Frequency.gigahertz(2),
      memoryPerHost: Size.gibibytes(32),
    },
    ...props,
  });
  const template = Template.fromVmId(stack, 'Template', {
    templateName: 'debian-12',
    generation: '1',
    vmId: 9000,
    systemDiskSize: Size.gibibytes(4),
    attestedControls: 'baseline',
  });
  const network = Network.fromBridge(stack, 'Network', {
    networkName: 'vmbr0',
    cidr: '198.51.100.0/24',
  });
  const addVm: Site['addVm'] = (name, changes = {}) =>
    new HardenedVm(stack, name, {
      name,
      purpose: 'a test',
      template,
      cpuCount: 1,
      memory: Size.gibibytes(1),
      networks: [{ network }],
      guest: {},
      ...changes,
    });
  return { stack, addVm };
}

/** The problems of an app, by code and path, and how many files it wrote. */
function outcome(program: (app: App) => void): { problems: string[]; files: number } {
  const outdir = mkdtempSync(join(tmpdir(), 'bad-input-'));
  try {
    const problems = problemsOf(() => {
      const app = new App({ outdir, context: { [todayContext]: '2026-11-20' } });
      program(app);
      synthesize(app);
    });
    const entries = readdirSync(outdir, { recursive: true, withFileTypes: true });
    return { problems, files: entries.filter((entry) => entry.isFile()).length };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

function problemsOf(program: () => void): string[] {
  try {
    program();
    return [];
  } catch (error) {
    if (!VmLifecycleError.is(error)) throw error;
    expect(error.exitCode).toBe(2);
    return error.problems.map(({ code, path }) => `${code} ${path}`);
  }
}

const ghz = (amount: number): Frequency => Frequency.gigahertz(amount);
const backup =
  (props: Partial<ConstructorParameters<typeof BackupPolicy>[2]>) =>
  (app: App): void => {
    const { stack, addVm } = site(app, 'lab', { failureDomain: 'site-a' });
    BackupPolicy.standard(stack, 'Backup', {
      target: { storage: 'backup', failureDomain: 'site-b' },
      ...props,
    }).protect(addVm('web-1'));
  };
const pool =
  (cpu: object) =>
  (app: App): void => {
    new ResourcePool(site(app, 'lab').stack, 'Pool', { name: 'shop', cpu });
  };
const tree =
  (child: number, expandable = false) =>
  (app: App): void => {
    const { stack } = site(app, 'lab');
    const cpu = { reservation: ghz(4), expandable };
    const parent = new ResourcePool(stack, 'Parent', { name: 'shop', cpu });
    new ResourcePool(stack, 'Child', { name: 'db', parent, cpu: { reservation: ghz(child) } });
  };
const named =
  (first: string | undefined) =>
  (app: App): void => {
    const { stack } = site(app, 'lab');
    new ResourcePool(stack, 'A', { name: 'a', parent: first });
    new ResourcePool(stack, 'B', { name: 'b', parent: 'a' });
  };
const vm =
  (changes: Partial<HardenedVmProps>) =>
  (app: App): void => {
    site(app, 'lab').addVm('web-1', changes);
  };
const ranges =
  (from: number) =>
  (app: App): void => {
    site(app, 'blue', { vmIds: { from: 1000, to: 1999 } }).addVm('web-2');
    site(app, 'green', { vmIds: { from, to: from + 999 } }).addVm('web-1');
  };
const ids =
  (second: number) =>
  (app: App): void => {
    site(app, 'blue').addVm('web-1', { location: { vmId: 150 } });
    site(app, 'green').addVm('web-2', { location: { vmId: second } });
  };
const memoryOf =
  (gibibytes: number) =>
  (app: App): void => {
    const { addVm } = site(app, 'lab');
    for (const name of ['web-1', 'web-2']) addVm(name, { memory: Size.gibibytes(gibibytes) });
  };
const target = (failureDomain: string, storage = 'backup'): ReturnType<typeof backup> =>
  backup({ target: { storage, failureDomain } });

const cases: readonly (readonly [
  name: string,
  code: string,
  bad: (app: App) => void,
  twin: (app: App) => void,
])[] = [
  [
    '23 reservation above the limit',
    'VML023',
    pool({ reservation: ghz(5), limit: ghz(4) }),
    pool({ reservation: ghz(4), limit: ghz(4) }),
  ],
  ['24 children reserve more than their parent', 'VML024', tree(5), tree(4)],
  ['24 the same, where the parent is expandable', 'VML024', tree(17, true), tree(5, true)],
  ['25 a pool is its own ancestor', 'VML025', named('b'), named(undefined)],
  ['36 VM id 99', 'VML036', vm({ location: { vmId: 99 } }), vm({ location: { vmId: 100 } })],
  [
    '36 VM id of ten digits',
    'VML036',
    vm({ location: { vmId: 1_000_000_000 } }),
    vm({ location: { vmId: 999_999_999 } }),
  ],
  ['36 ranges of two stacks overlap', 'VML036', ranges(1999), ranges(2000)],
  ['36 one VM id in two stacks', 'VML036', ids(150), ids(151)],
  [
    '38 a retention keeps nothing',
    'VML038',
    backup({ retention: { daily: 0 } }),
    backup({ retention: { daily: 1 } }),
  ],
  [
    '38 a retention is negative',
    'VML038',
    backup({ retention: { daily: -1 } }),
    backup({ retention: { daily: 1 } }),
  ],
  ['38 the target fails together with the VM', 'VML038', target('site-a'), target('site-c')],
  [
    '37 a recovery point that the schedule misses',
    'VML037',
    backup({ incremental: undefined }),
    backup({ incremental: undefined, full: Schedule.daily('02:00') }),
  ],
  ['VMs have more memory than the hosts', 'VML065', memoryOf(17), memoryOf(16)],
];

describe.each(cases)('%s', (_name, code, bad, twin) => {
  test('fails with its code, and nothing is written', () => {
    const { problems, files } = outcome(bad);
    expect(problems).not.toEqual([]);
    expect(problems.map((problem) => problem.slice(0, 6))).toEqual(problems.map(() => code));
    expect(files).toBe(0);
  });

  test('passes as its nearest valid twin', () => {
    const { problems, files } = outcome(twin);
    expect(problems).toEqual([]);
    expect(files).toBeGreaterThan(0);
  });
});

describe('37 schedules', () => {
  test.each([
    ['an hour that no day has', () => Schedule.daily('25:00'), () => Schedule.daily('23:00')],
    [
      'the syntax of cron',
      () => Schedule.fromExpression('0 2 * * *'),
      () => Schedule.fromExpression('*-*-* 02:00'),
    ],
  ] as const)('fail with %s', (_name, bad, twin) => {
    expect(problemsOf(bad).map((problem) => problem.slice(0, 6))).toEqual(['VML037']);
    expect(problemsOf(twin)).toEqual([]);
  });
});

test('26 a pool that still has members is not removed', () => {
  const remove =
    (withMember: boolean) =>
    (app: App): void => {
      const { stack, addVm } = site(app, 'lab');
      const shop = new ResourcePool(stack, 'Pool', { name: 'shop' });
      addVm('web-1', withMember ? { pool: shop } : {});
      stack.node.tryRemoveChild('Pool');
    };
  expect(outcome(remove(true)).problems).toEqual([expect.stringMatching(/^VML026 /)]);
  expect(outcome(remove(false)).problems).toEqual([]);
});
