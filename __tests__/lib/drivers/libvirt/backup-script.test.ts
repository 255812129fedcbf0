import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as fc from 'fast-check';
import type { BackupRetention } from '../../../../lib/model/backup-policy';
import { retain, type BackupChain } from '../../../../lib/model/retention';
import { histories, retentions } from '../../model/backup-histories';
import { FakeHost, uuid } from './backup-tools';

jest.setTimeout(120_000);

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
});
afterEach(() => {
  host.remove();
});

/** A full backup of 0, an incremental one of 1, and 2 in the disks. */
function backedUp(): string {
  const { chain = '' } = host.ok('full');
  host.change('1');
  host.set('vars.fd', 'variables 1');
  host.ok('incremental');
  host.change('2');
  return chain;
}

/** Changes one byte of a file. */
function flip(file: string): void {
  const bytes = readFileSync(file);
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 2) ^ 1, bytes.length - 2);
  writeFileSync(file, bytes);
}

describe('backups', () => {
  test('an incremental backup goes on top of the full one', () => {
    const full = host.ok('full');
    const incremental = host.ok('incremental');
    expect(full).toMatchObject({
      level: 'full',
      frozenFileSystems: 2,
      data: { vda: 'vda.full.data', vdb: 'vdb.full.data' },
    });
    expect(incremental).toMatchObject({
      chain: full.chain,
      level: 'incremental',
      data: { vda: 'vda.inc.virtnbdbackup.1.data', vdb: 'vdb.inc.virtnbdbackup.1.data' },
    });
    expect(host.chains()).toEqual([full.chain]);
  });

  test('each full backup begins a chain', () => {
    const chains = [host.ok('full').chain, host.ok('full').chain];
    expect(host.chains()).toEqual(chains);
  });

  test.each<[string, () => void, RegExp]>([
    ['there is none', () => undefined, /there is no full backup/],
    [
      'the latest one was interrupted',
      () => {
        const { chain = '' } = host.ok('full');
        writeFileSync(
          host.file(host.target, chain, 'web-1.cpt'),
          '["virtnbdbackup.0", "virtnbdbackup.1"]',
        );
        writeFileSync(host.file(host.target, chain, 'vda.inc.virtnbdbackup.1.data'), 'half');
      },
      /the latest backup of the chain \w+ was interrupted/,
    ],
    [
      'it fails',
      () => {
        host.ok('full');
        host.set('fault', 'inc');
      },
      /virtnbdbackup failed with exit code 1/,
    ],
    [
      'the VM was restored',
      () => {
        host.ok('full');
        host.set('state', 'shut off');
        host.ok('restore');
        host.set('state', 'running');
      },
      /is closed: the VM was restored/,
    ],
  ])('a full backup takes the place of an incremental one where %s', (_what, prepare, reason) => {
    prepare();
    const before = host.run('list').result.chains?.length ?? 0;
    const { status, result, error } = host.run('incremental');
    expect({ status, level: result.level }).toEqual({ status: 0, level: 'full' });
    expect(error).toMatch(reason);
    expect(host.chains()).toHaveLength(before + 1);
    // And it goes on from there.
    host.set('fault', '');
    expect(host.ok('incremental')).toMatchObject({ level: 'incremental', chain: result.chain });
  });

  test('what an incremental backup that failed has left is no part of its chain', () => {
    const { chain = '' } = host.ok('full');
    host.set('fault', 'inc');
    host.run('incremental');
    expect(host.ok('list').chains?.[0]).toMatchObject({
      chain,
      closed: 'an incremental backup failed',
      points: [
        { level: 'full', checksum: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string },
      ],
    });
    expect(host.ok('copy').copied).toContain(`${chain}/vda.full.data`);
    host.set('state', 'shut off');
    expect(host.ok('restore', '--point', `${chain}/0`)).toMatchObject({ chain });
    expect(host.get('vdb')).toBe('full data 0;');
  });

  test('fails, and leaves nothing, where a full backup fails', () => {
    host.set('fault', 'any');
    expect(host.run('full')).toMatchObject({
      status: 1,
      error: expect.stringMatching(/Error during backup/) as string,
    });
    expect(host.chains()).toEqual([]);
  });

  test('fails where nothing was frozen, and keeps the backup', () => {
    host.set('frozen', '0');
    const { status, error } = host.run('full');
    expect(status).toBe(1);
    expect(error).toContain('the guest agent froze no file system');
    expect(host.chains()).toHaveLength(1);
    host.set('frozen', '2');
    expect(host.ok('incremental').level).toBe('incremental');
  });

  test('a VM that is off has nothing to freeze', () => {
    host.set('state', 'shut off');
    host.set('frozen', '0');
    expect(host.ok('full')).toMatchObject({ level: 'full', frozenFileSystems: 0 });
  });

  test('fails where the storage is not there, and makes none', () => {
    rmSync(host.target, { recursive: true });
    expect(host.run('full')).toMatchObject({
      status: 1,
      error: `vm-backup: ${host.target} is not there: is it mounted?`,
    });
    expect(existsSync(host.target)).toBe(false);
  });

  test('leaves no temporary file behind, also of an interrupted run', () => {
    const { chain } = host.ok('full');
    mkdirSync(host.file(host.target, '.temporary-x', 'y'), { recursive: true });
    host.ok('incremental');
    host.ok('test');
    expect(readdirSync(host.file(host.target, '.', '.')).sort()).toEqual(['.lock', chain]);
  });

  test('fails on another VM of that name', () => {
    host.set('uuid', uuid.replace('5', '6'));
    expect(host.run('full')).toMatchObject({
      status: 1,
      error: expect.stringMatching(/another VM of that name/) as string,
    });
  });
});

describe('the second copy', () => {
  test('has what the first has, and gets only what is new', () => {
    const chain = backedUp();
    expect(host.ok('copy').copied).toContain(`${chain}/vda.full.data`);
    host.ok('incremental');
    const { copied } = host.ok('copy');
    expect(copied).toContain(`${chain}/vda.inc.virtnbdbackup.2.data`);
    expect(copied).not.toContain(`${chain}/vda.full.data`);
    expect(host.ok('list', '--from-copy')).toEqual(host.ok('list'));
    expect(host.ok('copy').copied).toEqual([]);
  });

  test('fails where the original is damaged, and does not call the chain complete', () => {
    const chain = backedUp();
    flip(host.file(host.target, chain, 'vda.full.data'));
    expect(host.run('copy')).toMatchObject({
      status: 1,
      error: expect.stringMatching(/vda\.full\.data: checksum does not match/) as string,
    });
    expect(host.ok('list', '--from-copy').chains).toEqual([
      expect.objectContaining({ points: [] }),
    ]);
  });
});

describe('restore', () => {
  beforeEach(() => {
    backedUp();
    host.ok('copy');
    host.set('state', 'shut off');
  });

  test.each([[[]], [['--from-copy']]])('puts disks and UEFI variables back: %j', (options) => {
    host.set('vars.fd', 'variables 2');
    expect(host.ok('restore', ...options)).toMatchObject({ point: 1, disks: ['vda', 'vdb'] });
    expect(host.get('vda')).toBe('full system 0;inc system 1;');
    expect(host.get('vdb')).toBe('full data 0;inc data 1;');
    expect(host.get('vars.fd')).toBe('variables 1');
  });

  test('of an earlier point', () => {
    const [chain = ''] = host.chains();
    host.ok('restore', '--point', `${chain}/0`);
    expect(host.get('vdb')).toBe('full data 0;');
  });

  test.each<[string, () => void, string[], RegExp]>([
    [
      'one flipped byte in an incremental backup',
      () => {
        flip(host.file(host.target, host.chains()[0] ?? '', 'vdb.inc.virtnbdbackup.1.data'));
      },
      [],
      /checksum does not match: vdb\.inc\.virtnbdbackup\.1\.data/,
    ],
    [
      'one flipped byte in the full backup',
      () => {
        flip(host.file(host.target, host.chains()[0] ?? '', 'vda.full.data'));
      },
      [],
      /checksum does not match: vda\.full\.data/,
    ],
    [
      'one flipped byte in the list of files',
      () => {
        flip(host.file(host.target, host.chains()[0] ?? '', 'backup.json'));
      },
      [],
      /backup\.json is damaged/,
    ],
    [
      'a VM that runs',
      () => {
        host.set('state', 'running');
      },
      [],
      /the VM web-1 is running: switch it off first/,
    ],
    [
      'a VM with other disks',
      () => {
        host.set('domain.xml', host.get('domain.xml').replace("dev='vdb'", "dev='vdc'"));
      },
      [],
      /has the disks vda, vdc, and the backup has vda, vdb/,
    ],
    [
      'a point that does not exist',
      () => undefined,
      ['--point', '20260101T000000Z/0'],
      /there is no point/,
    ],
  ])('fails on %s, and touches no disk', (_what, prepare, options, reason) => {
    prepare();
    const { status, error } = host.run('restore', ...options);
    expect(status).toBe(1);
    expect(error).toMatch(reason);
    expect([host.get('vda'), host.get('vdb')]).toEqual(['system 2', 'data 2']);
  });

  test('from the second copy, where the first is damaged', () => {
    flip(host.file(host.target, host.chains()[0] ?? '', 'vda.full.data'));
    host.ok('restore', '--from-copy');
    expect(host.get('vdb')).toBe('full data 0;inc data 1;');
  });
});

describe('the restore test', () => {
  test('rebuilds every disk, and leaves neither them nor a change behind', () => {
    const chain = backedUp();
    expect(host.ok('test')).toMatchObject({ chain, point: 1, disks: ['vda', 'vdb'] });
    expect(host.get('vdb')).toBe('data 2');
    expect(host.chains()).toEqual([chain]);
  });

  test('fails on one flipped byte', () => {
    const chain = backedUp();
    flip(host.file(host.target, chain, 'vda.inc.virtnbdbackup.1.data'));
    expect(host.run('test')).toMatchObject({
      status: 1,
      error: expect.stringMatching(/checksum does not match/) as string,
    });
  });

  test('fails above the recovery time objective', () => {
    const slow = new FakeHost({ recoveryTimeSeconds: 0 });
    slow.ok('full');
    expect(slow.run('test')).toMatchObject({
      status: 1,
      error: expect.stringMatching(/the recovery time objective is 0 s/) as string,
    });
    slow.remove();
  });
});

describe('prune', () => {
  test('removes whole chains on both sides, and what an interrupted run left', () => {
    const made = ['full', 'full', 'full', 'full', 'full'].map(() => host.ok('full').chain ?? '');
    host.ok('copy');
    mkdirSync(host.file(host.target, '.removing-20260101T000000Z', 'x'), { recursive: true });
    const { removed = {} } = host.ok('prune');
    expect(Object.values(removed)).toEqual([made.slice(0, 2), made.slice(0, 2)]);
    expect(host.chains()).toEqual(made.slice(2));
    expect(host.chains(host.copyTarget)).toEqual(made.slice(2));
  });

  test('decides as the model does, of any history', () => {
    const cases = fc.sample(fc.tuple(histories, retentions), { numRuns: 300, seed: 20261121 });
    const text = (time: Date): string => `${time.toISOString().slice(0, 19)}Z`;
    const program = `
import importlib.machinery, importlib.util, json, sys
loader = importlib.machinery.SourceFileLoader('program', sys.argv[1])
program = importlib.util.module_from_spec(importlib.util.spec_from_loader('program', loader))
loader.exec_module(program)
class Chain: pass
def decide(chains, retention):
    made = []
    for id, points in sorted(chains):
        chain = Chain()
        chain.id, chain.points = id, [{'time': point} for point in points]
        made.append(chain)
    return [chain.id for chain in program.removable(made, retention)]
print(json.dumps([decide(*case) for case in json.load(sys.stdin)]))
`;
    const { stdout, stderr } = spawnSync(
      '/usr/bin/env',
      ['python3', '-c', program, `${host.root}/vm-backup`],
      {
        encoding: 'utf8',
        input: JSON.stringify(
          cases.map(([chains, retention]) => [
            chains.map(({ id, points }) => [id, points.map(text)]),
            retention,
          ]),
        ),
      },
    );
    expect(stderr).toBe('');
    const model = ([chains, retention]: [BackupChain[], BackupRetention]): string[] =>
      retain(chains, retention)
        .remove.map(({ id }) => id)
        .sort();
    expect(JSON.parse(stdout)).toEqual(cases.map(model));
    expect(cases.filter((one) => model(one).length > 0).length).toBeGreaterThan(100);
  });
});

test('two commands for one VM run one after the other', () => {
  const { status } = spawnSync(
    '/usr/bin/env',
    [
      'sh',
      '-c',
      `for i in 1 2 3; do python3 -I '${host.root}/vm-backup' full '${host.root}/job.json' & done; wait`,
    ],
    {
      env: { PATH: `${host.root}/bin:${process.env.PATH ?? ''}`, FAKE: host.root },
    },
  );
  expect(status).toBe(0);
  expect(host.chains()).toHaveLength(3);
  expect(host.ok('list').chains?.every(({ points }) => points.length === 1)).toBe(true);
});
