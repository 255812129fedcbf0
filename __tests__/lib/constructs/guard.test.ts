/** What was approved and retired, as the files of plans/ say it, and what becomes of it when an app is synthesized. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, DataResource, TerraformStack, Testing } from 'cdktf';
import { fleetProblems, HardenedVm, Size, todayContext } from '../../../lib';
import { plansContext } from '../../../lib/constructs/committed-plans';
import { checkStacks } from '../../../lib/constructs/fleet';
import { ledgerProblems } from '../../../lib/constructs/guard';
import { addressOf } from '../../../lib/drivers/common/address';
import { formatProblem } from '../../../lib/errors';
import type { Retirement } from '../../../lib/model/retirement';
import { driverNames, siteOf } from '../../driver-contract/sites';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

interface Plans {
  readonly ledger?: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly approvals?: readonly object[];
  readonly retirements?: readonly object[];
}

function plansFolder({ ledger, approvals, retirements }: Plans): string {
  const folder = mkdtempSync(join(tmpdir(), 'plans-'));
  folders.push(folder);
  const write = (name: string, content: object): void => {
    writeFileSync(join(folder, name), JSON.stringify({ version: 1, ...content }));
  };
  if (ledger !== undefined) write('protected.json', { stacks: ledger });
  if (approvals !== undefined) write('approvals.json', { approvals });
  if (retirements !== undefined) write('retirements.json', { retirements });
  return folder;
}

const contextOf = (plans: Plans): Record<string, string> => ({
  [todayContext]: '2026-11-21',
  [plansContext]: plansFolder(plans),
});

/** A stack `lab` with resources of these ids, locked, in an app with these files. */
function appWith(plans: Plans, ids: readonly string[] = []): { app: App; stack: TerraformStack } {
  const app = new App({ outdir: '/nonexistent', context: contextOf(plans) });
  const stack = new TerraformStack(app, 'lab');
  for (const id of ids) {
    new DataResource(stack, id, { input: { id }, lifecycle: { preventDestroy: true } });
  }
  checkStacks(stack);
  return { app, stack };
}

const one = 'terraform_data.One';
const ledger = { lab: { [one]: {} } };
const approval = (rest: object = {}): object => ({
  ...{ stack: 'lab', address: one, allows: 'destroy', reason: 'why', expires: '2026-11-21' },
  ...rest,
});
const retirement = (rest: Partial<Retirement> = {}): Retirement => ({
  ...{ stack: 'lab', vm: 'web-1', addresses: [one], requested: '2026-11-01', quarantineDays: 14 },
  ...{ uuid: '3e823619-b8f5-562d-a327-6c9c5592ae79', reason: 'why' },
  ...{ backup: { mode: 'verified' }, shutdown: { timeoutSeconds: 1, force: false } },
  ...{ disks: 'destroy', ending: 'destroy', stage: 'destroy' },
  ...rest,
});
const lines = (plans: Plans, ids: readonly string[] = []): string[] =>
  ledgerProblems(appWith(plans, ids).app).map(formatProblem);

interface Json {
  readonly resource?: Record<string, Record<string, { lifecycle?: Record<string, unknown> }>>;
  readonly removed?: readonly { readonly from: string; readonly lifecycle: object }[];
}
const json = (stack: TerraformStack): Json => JSON.parse(Testing.synth(stack)) as Json;

describe('a protected resource', () => {
  test('does not vanish', () => {
    expect(lines({ ledger })).toEqual([
      '[VML067] lab/terraform_data.One: got nothing, where a protected resource was; a protected resource vanishes only with the approval of its exact address; restore its code, or approve its destruction in plans/approvals.json',
    ]);
    expect(lines({ ledger: { lab: { [one]: { vm: 'web-1' } } } })).toEqual([
      '[VML067] lab/terraform_data.One: got nothing, where a protected resource of "web-1" was; a protected resource vanishes only with the approval of its exact address; restore its code; to end the VM, run `vm-lifecycle retire lab web-1` first',
    ]);
  });

  test('that is there is no problem', () => {
    expect(lines({ ledger }, ['One'])).toEqual([]);
  });

  test('does not vanish with its whole stack', () => {
    const other = { production: { [one]: {}, 'terraform_data.Two': {} } };
    expect(lines({ ledger: other }, ['One']).map((line) => line.split(':')[0])).toEqual([
      '[VML067] production/terraform_data.One',
      '[VML067] production/terraform_data.Two',
    ]);
  });

  test('that is leaving is no longer missed, and protected all the same', () => {
    expect(lines({ ledger: { lab: { [one]: { leaving: true } } } })).toEqual([]);
    const { stack } = appWith({ ledger: { lab: { [one]: { leaving: true } } } }, ['One']);
    expect(json(stack).resource?.terraform_data?.One?.lifecycle?.prevent_destroy).toBe(true);
  });

  test('is there under the address that it was moved to', () => {
    const { app, stack } = appWith({ ledger });
    const moved = new DataResource(stack, 'Two', { input: {} });
    moved.moveFromId(one);
    expect(ledgerProblems(app)).toEqual([]);
  });

  test.each([
    ['approved until today', { approvals: [approval()] }, true],
    ['approved until yesterday', { approvals: [approval({ expires: '2026-11-20' })] }, false],
    ['of another stack', { approvals: [approval({ stack: 'dev' })] }, false],
    ['of another address', { approvals: [approval({ address: 'terraform_data.one' })] }, false],
    ['for data loss alone', { approvals: [approval({ allows: 'data-loss' })] }, false],
    ['retired and to be destroyed', { retirements: [retirement()] }, true],
    ['retired, in quarantine', { retirements: [retirement({ stage: 'retire' })] }, false],
    [
      'of another retired VM',
      { retirements: [retirement({ addresses: ['terraform_data.Two'] })] },
      false,
    ],
  ] as const)('vanishes, and loses its lock, only by its exact approval: %s', (_n, plans, may) => {
    expect(lines({ ledger, ...plans })).toHaveLength(may ? 0 : 1);
    const { stack } = appWith({ ledger, ...plans }, ['One', 'Other']);
    const { One, Other } = json(stack).resource?.terraform_data ?? {};
    expect(One?.lifecycle?.prevent_destroy).toBe(may ? undefined : true);
    expect(Other?.lifecycle?.prevent_destroy).toBe(true);
  });
});

describe('what a retirement keeps', () => {
  const domain = 'libvirt_domain.Web';
  const disk = 'libvirt_volume.Web_Data';
  const removed = (rest: Partial<Retirement>): readonly string[] => {
    const record = retirement({ addresses: [domain, disk], ...rest });
    const blocks = json(appWith({ retirements: [record] }).stack).removed ?? [];
    expect(blocks.map(({ lifecycle }) => lifecycle)).toEqual(
      blocks.map(() => ({ destroy: false })),
    );
    return blocks.map(({ from }) => from);
  };

  test('is forgotten, and not destroyed: the disks that stay, all of what is unregistered', () => {
    expect(removed({ disks: 'keep' })).toEqual([disk]);
    expect(removed({ disks: 'keep', ending: 'unregister' })).toEqual([domain, disk]);
    expect(removed({ disks: 'destroy' })).toEqual([]);
    expect(removed({ disks: 'wipe' })).toEqual([]);
    expect(removed({ disks: 'keep', stage: 'retire' })).toEqual([]);
    expect(removed({ disks: 'keep', stack: 'dev' })).toEqual([]);
  });

  test('is not forgotten while its code is there: Terraform refuses both at once', () => {
    const record = retirement({ disks: 'keep', ending: 'unregister' });
    expect(json(appWith({ retirements: [record] }, ['One']).stack).removed).toBeUndefined();
  });
});

describe.each(driverNames)('a retired VM on %s', (driver) => {
  /** The machine's resource, with the retirement that this makes of it. */
  const machine = (retire?: (vm: HardenedVm) => Partial<Retirement>) => {
    const make = (plans: Plans) => {
      const { app, stack, template, network } = siteOf(driver, contextOf(plans));
      const vm = new HardenedVm(stack, 'Web', {
        ...{ name: 'web-1', purpose: 'a test', template, cpuCount: 1, memory: Size.gibibytes(1) },
        ...{ networks: [{ network }], guest: {}, protection: true },
        ...(driver === 'vsphere' ? {} : { autostart: true }),
      });
      return { app, stack, vm };
    };
    const first = make({});
    if (retire === undefined) return attributes(first);
    const record = retirement({ uuid: first.vm.uuid, stage: 'retire', ...retire(first.vm) });
    return attributes(make({ retirements: [record] }));
  };
  const attributes = ({
    app,
    stack,
    vm,
  }: {
    app: App;
    stack: TerraformStack;
    vm: HardenedVm;
  }): Record<string, unknown> & { lifecycle?: Record<string, unknown> } => {
    expect(fleetProblems(app).map(formatProblem)).toEqual([]);
    const [type = '', name = ''] = addressOf(vm.resources.machine).split('.');
    return json(stack).resource?.[type]?.[name] ?? {};
  };

  const expected = {
    libvirt: { field: 'autostart', alive: true, ignored: 'running' },
    proxmox: { field: 'on_boot', alive: true, ignored: 'started' },
    // Its provider switches no machine on that was switched off, and vSphere's start with the host is not set.
    vsphere: undefined,
  }[driver];

  test('is started neither with its host nor by Terraform', () => {
    const alive = machine();
    const retired = machine(() => ({}));
    if (expected === undefined) {
      expect(retired).toEqual(alive);
      return;
    }
    const { field, ignored } = expected;
    expect([alive[field], retired[field]]).toEqual([true, false]);
    expect(retired.lifecycle?.ignore_changes).toContain(ignored);
    expect(alive.lifecycle?.ignore_changes ?? []).not.toContain(ignored);
  });

  test('is told from another one by name and UUID', () => {
    const alive = machine();
    expect(machine(() => ({ vm: 'web-2' }))).toEqual(alive);
    expect(machine(() => ({ uuid: '00000000-0000-4000-8000-000000000000' }))).toEqual(alive);
    expect(machine(() => ({ stack: 'dev' }))).toEqual(alive);
  });

  test('has its lock until it is to be destroyed', () => {
    const locked = machine(() => ({})).lifecycle?.prevent_destroy;
    const lifted = machine((vm) => ({
      stage: 'destroy',
      addresses: [addressOf(vm.resources.machine)],
    })).lifecycle?.prevent_destroy;
    // A libvirt domain is replaced by ordinary changes: its volumes have the lock.
    expect([locked, lifted]).toEqual([driver === 'libvirt' ? undefined : true, undefined]);
  });
});
