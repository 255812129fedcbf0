import { VmLifecycleError } from '../../../lib/errors';
import {
  quarantineEnd,
  readRetirements,
  writeRetirements,
  type Retirement,
} from '../../../lib/model/retirement';

const record: Retirement = {
  stack: 'production',
  vm: 'web-1',
  addresses: ['libvirt_domain.Web', 'libvirt_volume.Web_data["a b"]'],
  uuid: '3e823619-b8f5-562d-a327-6c9c5592ae79',
  requested: '2026-11-01',
  quarantineDays: 14,
  reason: 'replaced by web-2',
  backup: { mode: 'verified' },
  shutdown: { timeoutSeconds: 300, force: false },
  disks: 'destroy',
  ending: 'destroy',
  stage: 'retire',
};

const read = (value: unknown, today = '2026-11-21'): readonly Retirement[] =>
  readRetirements(
    typeof value === 'string' ? value : JSON.stringify(value),
    'plans/retirements.json',
    today,
  );
const file = (...retirements: unknown[]): unknown => ({ version: 1, retirements });

function problems(value: unknown, today?: string): readonly string[] {
  try {
    read(value, today);
  } catch (error) {
    if (!VmLifecycleError.is(error)) throw error;
    return error.message.split('\n');
  }
  return [];
}

test('what is written is read again, and is the same bytes whatever its order', () => {
  const other = {
    ...record,
    vm: 'db-1',
    backup: { reason: 'empty', mode: 'waived' as const },
    reference: 'CHG-1',
  };
  const text = writeRetirements([record, other]);
  expect(read(text)).toEqual([other, record]);
  const turned = Object.fromEntries(Object.entries(record).reverse()) as unknown as Retirement;
  expect(writeRetirements([other, { ...turned, addresses: [...record.addresses].reverse() }])).toBe(
    text,
  );
  expect(text).toMatchSnapshot();
});

test('a destroy before the end of the quarantine is refused, with the dates', () => {
  const early = file({ ...record, stage: 'destroy' });
  expect(quarantineEnd(record)).toBe('2026-11-15');
  expect(problems(early, '2026-11-14')).toEqual([
    '[VML070] plans/retirements.json.retirements[0].stage: got "destroy" on 2026-11-14; the quarantine lasts until 2026-11-15, and it is destroyed on that day or later; keep the stage "retire" until 2026-11-15',
  ]);
  expect(problems(early, '2026-11-15')).toEqual([]);
});

test('all problems are reported together', () => {
  const wrong = {
    ...record,
    addresses: ['libvirt_domain.Web', 'libvirt_domain.Web', 'module.x[*'],
    uuid: 'web',
    requested: '2026-02-30',
    quarantineDays: -1,
    reason: 'two\nlines',
    backup: { mode: 'waived' },
    shutdown: { timeoutSeconds: 0, force: 'yes' },
    disks: 'shred',
    ending: 'destoy',
    stages: 'retire',
    stage: undefined,
  };
  expect(
    problems(file(wrong, { ...record, disks: 'wipe', ending: 'unregister' })),
  ).toMatchSnapshot();
});

test.each([
  ['no JSON', '{', 'plans/retirements.json: got a text that is no JSON; it is JSON, whole;'],
  ['a list', [], 'plans/retirements.json: got a list; it is an object;'],
  [
    'another version',
    { version: 2, retirements: [] },
    'plans/retirements.json.version: got 2; the version is 1;',
  ],
  [
    'no list',
    { version: 1, retirements: {} },
    'plans/retirements.json.retirements: got an object; it is a list;',
  ],
  [
    'a VM twice',
    file(record, record),
    'got production/web-1/2026-11-01; a VM is retired once on a day; remove the second entry',
  ],
  [
    'a day to come',
    file({ ...record, requested: '2026-12-01' }),
    'got 2026-12-01; a retirement is requested today (2026-11-21) or earlier; write 2026-11-21',
  ],
  [
    'no address',
    file({ ...record, addresses: [] }),
    'got an empty list; there is at least one address;',
  ],
])('%s is refused', (_name, value, text) => {
  expect(problems(value)).toHaveLength(1);
  expect(problems(value)[0]).toContain(`[VML066] `);
  expect(problems(value)[0]).toContain(text);
});
