import { impacts, type ImpactTable } from '../../../lib/drivers/impact';
import { libvirtImpact } from '../../../lib/drivers/libvirt/impact';
import {
  changedPaths,
  covers,
  impactOf,
  worse,
  type Classification,
} from '../../../lib/review/impact';

const table: ImpactTable = {
  ...libvirtImpact,
  machine: {
    kind: 'virtual machine',
    keys: { disk: 'label', 'group.port': 'name' },
    update: [
      { attribute: 'note', impact: 'none', source: 'a' },
      { attribute: 'hot', impact: 'none', source: 'a' },
      {
        attribute: 'cpus',
        change: 'increase',
        provided: { hot: true },
        impact: 'hot',
        source: 'b',
      },
      { attribute: 'cpus', impact: 'reboot', source: 'c' },
      { attribute: 'disk[].size', change: 'increase', impact: 'hot', source: 'd' },
      {
        attribute: 'disk[]',
        change: 'remove',
        provided: { 'disk[].kept': true },
        impact: 'power-cycle',
        source: 'kept',
      },
      { attribute: 'disk[]', change: 'add', impact: 'hot', source: 'new' },
      { attribute: 'nic[].mac', impact: 'reboot', source: 'mac' },
      { attribute: 'nic[]', impact: 'hot', source: 'nic' },
      { attribute: 'group.port[]', impact: 'hot', source: 'port' },
      { attribute: 'group.port[].size', impact: 'none', source: 'size' },
    ],
    replace: [{ impact: 'rebuild', source: 'e' }],
    remove: [
      { provided: { 'disk[1+].kept': { every: true } }, impact: 'rebuild', source: 'all kept' },
      { provided: { 'disk[1+]': { empty: true } }, impact: 'power-cycle', source: 'never' },
      { impact: 'data-loss', source: 'f' },
    ],
  },
};

function classify(
  type: string,
  actions: readonly string[],
  before: unknown,
  after: unknown,
  unknown?: unknown,
): Classification {
  return impactOf({ type, change: { actions, before, after, after_unknown: unknown } }, table);
}
const impact = (...args: Parameters<typeof classify>): string => classify(...args).impact;

describe('the impact of an update', () => {
  test('is that of the first line that fits', () => {
    expect(impact('machine', ['update'], { cpus: 2, hot: true }, { cpus: 4, hot: true })).toBe(
      'hot',
    );
    expect(impact('machine', ['update'], { cpus: 4, hot: true }, { cpus: 2, hot: true })).toBe(
      'reboot',
    );
    expect(impact('machine', ['update'], { cpus: 2, hot: false }, { cpus: 4, hot: true })).toBe(
      'reboot',
    );
  });

  test('is the worst of all its lines, and says them, the worst first', () => {
    const before = { note: 'x', cpus: 4, disk: [{ size: 1 }] };
    const after = { note: 'y', cpus: 2, disk: [{ size: 2 }] };
    expect(classify('machine', ['update'], before, after)).toEqual({
      impact: 'reboot',
      reasons: ['cpus: c', 'disk[0].size: d', 'note: a'],
    });
  });

  test.each([
    ['an attribute that no line knows', { other: 1 }, { other: 2 }],
    ['a disk that shrinks', { disk: [{ size: 2 }] }, { disk: [{ size: 1 }] }],
    ['a disk that goes', { disk: [{ size: 2 }] }, { disk: [] }],
  ])('is classified upwards: %s', (_title, before, after) => {
    expect(impact('machine', ['update'], before, after)).toBe('data-loss');
  });

  test('counts values that are known after apply as changed', () => {
    expect(impact('machine', ['update'], { cpus: 2 }, {}, { cpus: true })).toBe('reboot');
  });

  test('does not count what is empty on one side and absent on the other', () => {
    expect(changedPaths({ a: [], b: '', c: null }, {})).toEqual([]);
    expect(impact('machine', ['no-op'], { other: 1 }, { other: 2 })).toBe('none');
  });
});

describe('elements of a list', () => {
  const a = { label: 'a', size: 1 };
  const b = { label: 'b', size: 2, kept: true };
  const c = { label: 'c', size: 3 };
  const update = (before: unknown, after: unknown, unknown?: unknown): Classification =>
    classify('machine', ['update'], before, after, unknown);

  test('are told apart by their key: one that goes from the middle changes no other', () => {
    expect(update({ disk: [a, b, c] }, { disk: [a, c] })).toEqual({
      impact: 'power-cycle',
      reasons: ['disk[b]: kept'],
    });
    expect(update({ disk: [a, b, c] }, { disk: [c, b, a] }).reasons).toEqual([]);
    expect(update({ disk: [a, b] }, { disk: [c, { ...b, size: 9 }, a] }).reasons).toEqual([
      'disk[b].size: d',
      'disk[c]: new',
    ]);
  });

  test('are told apart by their place where there is no key', () => {
    const nics = [{ mac: '1' }, { mac: '2' }, { mac: '3' }];
    expect(update({ nic: nics }, { nic: [nics[0], nics[2]] })).toEqual({
      impact: 'reboot',
      reasons: ['nic[1].mac: mac', 'nic[2]: nic'],
    });
  });

  test('have a key deep in a resource, too', () => {
    const port = (name: string, size: number): object => ({ name, size });
    const before = { group: { port: [port('x', 1), port('y', 2)] } };
    expect(update(before, { group: { port: [port('y', 3)] } }).reasons).toEqual([
      'group.port[x]: port',
      'group.port[y].size: size',
    ]);
  });

  test('decide by their own attributes, not by those of others', () => {
    expect(update({ disk: [a, b] }, { disk: [b] }).impact).toBe('data-loss');
    expect(update({ disk: [a, b] }, { disk: [a] }).impact).toBe('power-cycle');
  });

  test('come and go where there was no list before, or is none after', () => {
    expect(update({ disk: null }, { disk: [a] }).reasons).toEqual(['disk[a]: new']);
    expect(update({ disk: [b] }, {}).reasons).toEqual(['disk[b]: kept']);
  });

  test('are no line of what is inside of them', () => {
    expect(update({ disk: [a] }, { disk: [{ ...a, mode: 'x' }] })).toEqual({
      impact: 'data-loss',
      reasons: ['disk[a].mode: no rule fits'],
    });
    expect(covers('disk[]', 'disk[].size')).toBe(false);
    expect(covers('disk', 'disk[].size')).toBe(true);
    expect(covers('disk', 'disks')).toBe(false);
    expect(covers('disk[].size', 'disk[]')).toBe(false);
  });

  test('with one key are paired one by one, those without a key by place', () => {
    const twice = [a, a];
    expect(update({ disk: twice }, { disk: twice }).reasons).toEqual([]);
    expect(update({ disk: twice }, { disk: [a] }).reasons).toEqual(['disk[a]: no rule fits']);
    expect(update({ disk: [{ size: 1 }] }, { disk: [{ size: 2 }] }).reasons).toEqual([
      'disk[0].size: d',
    ]);
    expect(update({ disk: [a] }, { disk: [{ size: 1 }] }).reasons).toEqual([
      'disk[a]: no rule fits',
      'disk[0]: new',
    ]);
  });

  test('keep what is unknown of them', () => {
    const unknown = { disk: [{ size: true }, {}] };
    expect(update({ disk: [b, a] }, { disk: [{ label: 'a' }, b] }, unknown).reasons).toEqual([
      'disk[a].size: no rule fits',
    ]);
    expect(update({ disk: [a] }, { disk: [a] }, { disk: true }).reasons).toEqual([
      'disk: no rule fits',
    ]);
  });

  test('all but the first one can be meant', () => {
    const removed = (disk: unknown): string => impact('machine', ['delete'], { disk }, null);
    expect(removed([a, b])).toBe('rebuild');
    expect(removed([a, b, c])).toBe('data-loss');
    expect(removed([a])).toBe('rebuild');
    expect(removed([b, a])).toBe('data-loss');
  });
});

describe('resources that no table knows', () => {
  test('are taken for an interruption, or for a loss where they go', () => {
    expect(impact('stranger', ['update'], { a: 1 }, { a: 2 })).toBe('power-cycle');
    expect(impact('stranger', ['delete'], { a: 1 }, null)).toBe('data-loss');
    expect(impact('stranger', ['forget'], { a: 1 }, null)).toBe('data-loss');
    expect(impact('stranger', ['create'], null, { a: 1 })).toBe('none');
    expect(impact('constructor', ['delete'], { a: 1 }, null)).toBe('data-loss');
  });
});

describe('libvirt', () => {
  const pinned = { xml: [{ xslt: '<uuid>1</uuid>' }], tpm: [{ backend_version: '2.0' }] };
  const unpinned = { xml: [{ xslt: '<x/>' }], tpm: [{ backend_version: '2.0' }] };

  test.each([
    ['a pinned domain is replaced', pinned, pinned, 'power-cycle'],
    ['a domain with a vTPM is no longer pinned', pinned, unpinned, 'data-loss'],
    ['an unpinned domain with a vTPM is replaced', unpinned, unpinned, 'data-loss'],
    [
      'an unpinned domain without one is replaced',
      { xml: [], tpm: [] },
      { xml: [], tpm: [] },
      'rebuild',
    ],
  ])('%s', (_title, before, after, expected) => {
    expect(impact('libvirt_domain', ['delete', 'create'], before, after)).toBe(expected);
    expect(impact('libvirt_domain', ['create', 'delete'], before, after)).toBe(expected);
  });

  test('a data disk that goes or grows is lost; a system disk is made anew', () => {
    const data = { base_volume_id: null };
    const system = { base_volume_id: '/srv/template.qcow2' };
    expect(impact('libvirt_volume', ['delete', 'create'], data, data)).toBe('data-loss');
    expect(impact('libvirt_volume', ['delete'], data, null)).toBe('data-loss');
    expect(impact('libvirt_volume', ['delete', 'create'], system, system)).toBe('rebuild');
  });

  test('the image of a CD is only read: it is replaced with a power-cycle, and removed for nothing', () => {
    const seed = { source: 'assets/seed.iso', base_volume_id: null };
    const copy = { source: '/srv/disk.iso.qcow2', base_volume_id: null };
    expect(impact('libvirt_volume', ['delete', 'create'], seed, seed)).toBe('power-cycle');
    expect(impact('libvirt_volume', ['delete'], seed, null)).toBe('none');
    expect(impact('libvirt_volume', ['delete', 'create'], copy, seed)).toBe('data-loss');
    expect(impact('libvirt_volume', ['delete'], copy, null)).toBe('data-loss');
  });
});

test('worse is the later word', () => {
  for (const [index, one] of impacts.entries()) {
    for (const other of impacts.slice(index)) expect(worse(one, other)).toBe(other);
  }
});
