import { impacts, type ImpactTable } from '../../../lib/drivers/impact';
import { libvirtImpact } from '../../../lib/drivers/libvirt/impact';
import { changedPaths, impactOf, worse, type Classification } from '../../../lib/review/impact';

const table: ImpactTable = {
  ...libvirtImpact,
  machine: {
    kind: 'virtual machine',
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
    ],
    replace: [{ impact: 'rebuild', source: 'e' }],
    remove: [{ impact: 'data-loss', source: 'f' }],
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
      reasons: ['cpus: c', 'note: a', 'disk[0].size: d'],
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
});

test('worse is the later word', () => {
  for (const [index, one] of impacts.entries()) {
    for (const other of impacts.slice(index)) expect(worse(one, other)).toBe(other);
  }
});
