import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { unsupported } from '../../../../lib/drivers/operations';
import {
  decommissionFiles,
  describeDestroy,
  describeRetire,
  destroy,
  readEvidence,
  retire,
  type DecommissionEvidence,
} from '../../../../lib/operations/decommission';
import { Journal } from '../../../../lib/operations/hooks';
import { record, World } from './world';

let world: World;

beforeEach(() => {
  world = new World();
});

afterEach(() => {
  rmSync(world.folder, { recursive: true, force: true });
});

const schema = JSON.parse(
  readFileSync(
    join(__dirname, '../../../../lib/operations/decommission/evidence.schema.json'),
    'utf8',
  ),
) as object;

function expectValid(evidence: DecommissionEvidence): void {
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
  const isValid = ajv.validate(schema, evidence);
  expect(isValid ? '' : ajv.errorsText()).toBe('');
}

async function message(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
  } catch (error) {
    return (error as Error).message;
  }
  return 'it was not refused';
}

async function retired(): Promise<void> {
  await retire(world.retireContext());
  world.today = '2026-11-15';
}

describe('evidence', () => {
  test('of a retirement, and of what follows', async () => {
    const first = await retire(world.retireContext());
    expectValid(first);
    expect(first.retire).toEqual({
      started: '2026-11-01T02:00:00.000Z',
      finished: '2026-11-01T02:00:00.000Z',
      performedBy: 'ops@example.org',
      backup: {
        mode: 'verified',
        id: '20261101T020000Z/0',
        product: 'virtnbdbackup',
        time: '2026-11-01T02:00:00.000Z',
        bytes: 42,
        verification: {
          passed: true,
          time: '2026-11-01T02:10:00.000Z',
          method: '20261101T020000Z/0 was restored',
          seconds: 12,
        },
      },
      shutdown: { mode: 'graceful', seconds: expect.any(Number) as number },
      hooks: [
        expect.objectContaining({
          hook: 'dns',
          event: 'revoke',
          reference: expect.stringMatching(/^dns-/) as string,
        }),
        expect.objectContaining({ hook: 'cmdb', event: 'revoke' }),
      ],
      quarantine: { began: '2026-11-01', until: '2026-11-15' },
    });
    world.today = '2026-11-15';
    const second = await destroy(world.destroyContext());
    expectValid(second);
    expect(second.destroy).toMatchObject({
      ending: 'destroy',
      addresses: record.addresses.map((address) => ({ address, result: 'destroyed' })),
      disks: [
        { name: 'vda', path: '/images/web-1.system.qcow2', fate: 'destroyed' },
        { name: 'vdb', path: '/images/web-1.data.qcow2', fate: 'destroyed' },
      ],
      removed: [{ kind: 'vtpm' }],
      kept: [],
    });
    const file = decommissionFiles(world, record).evidence;
    expect(file).toBe(join(world.folder, 'production/web-1.2026-11-01.json'));
    expect(readEvidence(readFileSync(file, 'utf8'), file)).toEqual(second);
  });

  test.each([
    ['a waived backup', { backup: { mode: 'waived', reason: 'a copy of web-2' } }],
    ['a wipe', { disks: 'wipe' }],
    ['disks that are kept', { disks: 'keep' }],
    ['a machine that is unregistered', { disks: 'keep', ending: 'unregister' }],
  ] as const)('of %s fits the schema', async (_name, changes) => {
    await retire(world.retireContext(changes));
    world.today = '2026-11-15';
    const evidence = await destroy(world.destroyContext(changes));
    expectValid(evidence);
    expect(evidence).toMatchSnapshot({
      retire: { shutdown: { seconds: expect.any(Number) as number } },
    });
  });

  test('that is damaged is refused', async () => {
    await retired();
    const { evidence } = decommissionFiles(world, record);
    const text = readFileSync(evidence, 'utf8');
    writeFileSync(
      evidence,
      text
        .replace('"until": "2026-11-15"', '"until": "2026-10-15"')
        .replace('"passed": true', '"passed": false'),
    );
    expect(await message(() => destroy(world.destroyContext()))).toBe(
      [
        `[VML066] ${evidence}.retire.backup.verification.passed: got false; the restore of the final backup has passed; restore the file from version control: it is written by \`vm-lifecycle retire\`, and never by hand`,
        `[VML066] ${evidence}.retire.quarantine.until: got 2026-10-15; it is not before 2026-11-01; restore the file from version control: it is written by \`vm-lifecycle retire\`, and never by hand`,
      ].join('\n'),
    );
    writeFileSync(evidence, text.slice(0, 100));
    expect(await message(() => destroy(world.destroyContext()))).toContain(
      'got a text that is no JSON; it is JSON, whole',
    );
  });
});

describe('a destroy is refused, and nothing is done,', () => {
  afterEach(() => {
    expect(world.calls.filter((call) => /terraform|wipe|remove/.test(call))).toEqual([]);
  });

  test('before the quarantine is over', async () => {
    await retired();
    world.today = '2026-11-14';
    expect(await message(() => destroy(world.destroyContext()))).toBe(
      '[VML070] production/web-1/2026-11-01.stage: got "destroy" on 2026-11-14; the quarantine lasts until 2026-11-15, and it is destroyed on that day or later; keep the stage "retire" until 2026-11-15',
    );
  });

  test('where the quarantine was made longer meanwhile', async () => {
    await retired();
    expect(await message(() => destroy(world.destroyContext({ quarantineDays: 30 })))).toContain(
      'the quarantine lasts until 2026-12-01',
    );
  });

  test('where it was made shorter', async () => {
    await retired();
    world.today = '2026-11-03';
    expect(await message(() => destroy(world.destroyContext({ quarantineDays: 1 })))).toContain(
      'the quarantine lasts until 2026-11-15',
    );
  });

  test('where it was retired later than requested', async () => {
    world.today = '2026-11-05';
    await retire(world.retireContext());
    world.today = '2026-11-15';
    expect(await message(() => destroy(world.destroyContext()))).toContain(
      'lasts until 2026-11-19',
    );
  });

  test('of a VM that was not retired', async () => {
    world.today = '2026-11-15';
    expect(await message(() => destroy(world.destroyContext()))).toBe(
      `[VML070] production/web-1/2026-11-01.stage: got no evidence in ${world.folder}/production/web-1.2026-11-01.json; a VM is retired before it is destroyed; write the stage "retire", and run \`vm-lifecycle apply\` first`,
    );
  });

  test('of other addresses', async () => {
    await retired();
    const addresses = ['libvirt_domain.Other', ...record.addresses.slice(1)];
    expect(await message(() => destroy(world.destroyContext({ addresses })))).toBe(
      '[VML070] production/web-1/2026-11-01.addresses: got +libvirt_domain.Other -libvirt_domain.Web; the addresses are those of the first change; correct the record: what was retired is what is destroyed',
    );
  });

  test('of a VM that runs again', async () => {
    await retired();
    world.power = 'running';
    expect(await message(() => destroy(world.destroyContext()))).toBe(
      '[VML070] production/web-1/2026-11-01.vm: got a machine that is running; a retired VM is off until it is destroyed; somebody has started it: ask who needs it; then retire it again by a new record',
    );
  });

  test('of what the hypervisor cannot do', async () => {
    await retired();
    const { operations, ...rest } = world.destroyContext({ disks: 'wipe' });
    const supported = { ...operations.supported, wipeDisk: unsupported('encrypt its disks') };
    const context = { ...rest, operations: { ...operations, supported } };
    expect(await message(() => destroy(context))).toBe(
      "[VML044] production/web-1/2026-11-01.disks: got wipeDisk; libvirt can't do this here; encrypt its disks",
    );
  });

  test('by a record of the first stage', async () => {
    await retired();
    expect(await message(() => destroy(world.destroyContext({ stage: 'retire' })))).toContain(
      '[VML070] production/web-1/2026-11-01.stage: got "retire"; the second reviewed change says "destroy"',
    );
  });
});

describe('a retirement', () => {
  test('is refused for the wrong stage, the wrong machine, and a backup that nobody makes, all together', async () => {
    const { operations, ...rest } = world.retireContext({ stage: 'destroy' });
    const backups = unsupported('waive it');
    const supported = { ...operations.supported, finalBackup: backups, verifyBackup: backups };
    const vm = { ...rest.vm, name: 'web-2' };
    expect(
      await message(() => retire({ ...rest, vm, operations: { ...operations, supported } })),
    ).toBe(
      [
        '[VML070] production/web-1/2026-11-01.stage: got "destroy"; a VM is retired by a record of the stage "retire"; run `vm-lifecycle destroy` for a VM that is retired, or write "retire" for one that is not',
        '[VML070] production/web-1/2026-11-01.uuid: got web-2 (3e823619-b8f5-562d-a327-6c9c5592ae79) in the inventory; the record is for web-1 (3e823619-b8f5-562d-a327-6c9c5592ae79); correct the record, and have it reviewed again',
        "[VML044] production/web-1/2026-11-01.backup: got finalBackup; libvirt can't do this here; waive it",
      ].join('\n'),
    );
    expect(world.calls).toEqual([]);
  });

  test('of a machine that is not there is refused', async () => {
    world.power = 'absent';
    expect(await message(() => retire(world.retireContext()))).toContain(
      'got no machine web-1 (3e823619-b8f5-562d-a327-6c9c5592ae79) on libvirt; a VM is there to be retired;',
    );
  });

  test('stops where the guest does not shut down, and goes on when it does', async () => {
    world.deaf = true;
    expect(await message(() => retire(world.retireContext()))).toBe(
      'web-1 did not shut down within 1 s: look at its console and run this again, or set shutdown.force in its retirement record',
    );
    expect([...world.acted]).toEqual([]);
    world.deaf = false;
    expect((await retire(world.retireContext())).retire.shutdown.mode).toBe('graceful');
    expect(world.backups).toHaveLength(1);
  });

  test('makes another backup where the first one can not be restored', async () => {
    world.badBackups = 1;
    expect(await message(() => retire(world.retireContext()))).toContain(
      'the final backup 20261101T020000Z/0 of web-1 did not pass its restore',
    );
    expect(world.power).toBe('running');
    world.today = '2026-11-02';
    const { retire: done } = await retire(world.retireContext());
    expect(done.backup).toMatchObject({ id: '20261101T020000Z/1', verification: { passed: true } });
    expect(done.quarantine).toEqual({ began: '2026-11-02', until: '2026-11-16' });
  });

  test('takes the evidence of a backup product', async () => {
    const evidence = join(world.folder, 'product.json');
    const backup = { mode: 'verified', evidence } as const;
    const product = {
      format: 'vm-lifecycle/backup-evidence/1',
      vm: { name: 'web-1', uuid: record.uuid },
      product: 'Acme Backup',
      id: 'job-7',
      time: '2026-11-01T01:00:00Z',
      checksum: 'sha256:00',
      verification: { passed: true, time: '2026-11-01T01:30:00Z', method: 'instant recovery' },
    };
    expect(await message(() => retire(world.retireContext({ backup })))).toBe(
      `[VML066] ${evidence}: got nothing; the evidence of the final backup is there; let the backup product, or who runs it, write it as docs/decommission.md shows`,
    );
    const wrong = {
      ...product,
      time: '2026-10-31T01:00:00Z',
      vm: { ...product.vm, uuid: '00000000-0000-0000-0000-000000000000' },
      verification: { ...product.verification, passed: false },
    };
    writeFileSync(evidence, JSON.stringify(wrong));
    const text = await message(() => retire(world.retireContext({ backup })));
    expect(text).toContain(
      '.time: got 2026-10-31T01:00:00Z; the final backup is made on 2026-11-01 or later;',
    );
    expect(text).toContain(
      '.verification.passed: got false; the backup was restored, with success;',
    );
    expect(text).toContain(`it is of the machine ${record.uuid};`);
    expect(world.power).toBe('running');
    writeFileSync(evidence, JSON.stringify(product));
    const done = await retire(world.retireContext({ backup }));
    expectValid(done);
    expect(done.retire.backup).toMatchObject({
      mode: 'verified',
      id: 'job-7',
      product: 'Acme Backup',
    });
    expect(world.backups).toEqual([]);
  });
});

describe('Terraform', () => {
  test.each([
    [
      'an address that nobody approved',
      [...record.addresses, 'libvirt_domain.Other'],
      'it touched libvirt_domain.Other, which nobody approved',
    ],
    ['less than was approved', record.addresses.slice(1), 'it left libvirt_domain.Web'],
  ])('that removes %s is noticed', async (_name, addresses, what) => {
    await retired();
    const context = world.destroyContext();
    const terraform = () =>
      Promise.resolve(addresses.map((address) => ({ address, result: 'destroyed' as const })));
    expect(await message(() => destroy({ ...context, terraform }))).toBe(
      `Terraform did not do what was approved for web-1: ${what}: look at the state, then run this again`,
    );
  });

  test('that leaves the machine is noticed', async () => {
    await retired();
    const context = world.destroyContext();
    const terraform = () =>
      Promise.resolve(
        record.addresses.map((address) => ({ address, result: 'destroyed' as const })),
      );
    expect(await message(() => destroy({ ...context, terraform }))).toContain(
      'web-1 is still there, and off',
    );
  });
});

describe('a dry run', () => {
  test('shows every step, and does nothing', async () => {
    const steps = describeRetire(world.retireContext());
    expect(steps).toMatchSnapshot(
      steps.map(({ id }) =>
        id === 'evidence' ? { detail: expect.any(String) as string } : {},
      ) as never,
    );
    const refused = describeDestroy(world.destroyContext());
    expect(refused.refusals.map(({ code, got }) => [code, got.split(' in ')[0]])).toEqual([
      ['VML070', 'no evidence'],
    ]);
    expect(
      refused.steps.map(({ id, detail }) => [id, id === 'evidence' ? '' : detail]),
    ).toMatchSnapshot();
    expect(world.calls).toEqual([]);
    expect(readdirSync(world.folder)).toEqual([]);
    await retired();
    expect(describeRetire(world.retireContext()).map(({ state }) => state)).toEqual(
      steps.map(() => 'done'),
    );
    expect(describeDestroy(world.destroyContext()).refusals).toEqual([]);
  });
});

test('one command at a time works on a VM', async () => {
  const { retireJournal } = decommissionFiles(world, record);
  const journal = new Journal(retireJournal);
  expect(await message(() => retire(world.retireContext()))).toContain(
    `[VML071] ${retireJournal}.lock: got {"host":`,
  );
  journal.close();
  await retire(world.retireContext());
});

test('no secret of the environment is in evidence and journals', async () => {
  const canary = 'canary-5f1d7c';
  const before = { ...process.env };
  Object.assign(process.env, {
    VSPHERE_PASSWORD: canary,
    HOOK_SECRET: canary,
    PROXMOX_VE_API_TOKEN: canary,
  });
  try {
    await retired();
    await destroy(world.destroyContext());
  } finally {
    process.env = before;
  }
  const files = readdirSync(join(world.folder, 'production'));
  expect(files).toHaveLength(3);
  for (const file of files) {
    expect(readFileSync(join(world.folder, 'production', file), 'utf8')).not.toContain(canary);
  }
});
