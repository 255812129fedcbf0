import { formatProblem } from '../../../lib/errors';
import { defineBackupPolicy } from '../../../lib/model/define-backup-policy';
import { Duration } from '../../../lib/model/duration';
import { Schedule } from '../../../lib/model/schedule';

const token = '${TfToken[TOKEN.7]}';
const valid = {
  name: 'nightly',
  full: Schedule.weekly('sun', '02:00'),
  incremental: Schedule.weekly(['mon', 'tue', 'wed', 'thu', 'fri', 'sat'], '02:00'),
  retention: { daily: 28 },
  target: { storage: '/srv/backup', failureDomain: 'site-b' },
  recoveryPoint: Duration.hours(24),
  recoveryTime: Duration.hours(4),
  restoreTest: Schedule.quarterly(1, '06:00'),
};

const define = (changes: object): ReturnType<typeof defineBackupPolicy> =>
  defineBackupPolicy({ ...valid, ...changes }, 'app/Policy', (value) => value === token);
const texts = (changes: object): string[] => define(changes).problems.map(formatProblem);

test('a valid policy, every default filled in and frozen', () => {
  const { policy, problems } = define({});
  expect(problems).toEqual([]);
  expect(policy).toEqual({
    ...valid,
    retention: { last: 0, daily: 28, weekly: 0, monthly: 0, yearly: 0 },
  });
  expect(Object.isFrozen(policy) && Object.isFrozen(policy?.retention)).toBe(true);
});

test.each<[string, object]>([
  ['a storage that is a token', { target: { storage: token, failureDomain: 'site-b' } }],
  ['one backup kept', { retention: { last: 1 } }],
  ['a gap as long as the objective', { recoveryPoint: Duration.hours(24) }],
  ['a copy elsewhere', { copyTarget: { storage: '/mnt/c', failureDomain: 'site-c' } }],
  ['full backups only', { incremental: undefined, full: Schedule.daily('02:00') }],
  ['a yearly test', { restoreTest: Schedule.fromExpression('yearly') }],
  ['a name of 40 characters', { name: `a${'b'.repeat(39)}` }],
])('valid: %s', (_what, changes) => {
  expect(texts(changes)).toEqual([]);
});

test.each<[string, object, string[]]>([
  [
    'a retention that keeps nothing',
    { retention: { daily: 0, monthly: 0 } },
    [
      '[VML038] app/Policy.retention: got 0 of everything; this retention keeps nothing; write it as { daily: 28, monthly: 12 }',
    ],
  ],
  [
    'a negative retention',
    { retention: { daily: -1, monthly: 12 } },
    [
      '[VML038] app/Policy.retention.daily: got -1; a retention counts backups: a whole number, 0 or more; write it as { daily: 28, monthly: 12 }',
    ],
  ],
  [
    'a recovery point that the schedule does not meet',
    { recoveryPoint: Duration.hours(23) },
    [
      '[VML037] app/Policy.recoveryPoint: got 23 hours; the schedules leave 1 day between two backups, which is more than may be lost; back up more often, or declare a longer recoveryPoint',
    ],
  ],
  [
    'a weekly backup for a daily objective',
    { incremental: undefined },
    [
      '[VML037] app/Policy.recoveryPoint: got 1 day; the schedules leave 7 days between two backups, which is more than may be lost; back up more often, or declare a longer recoveryPoint',
    ],
  ],
  [
    'schedules that end',
    { full: Schedule.fromExpression('2199-01-01 02:00'), incremental: undefined },
    [
      "[VML037] app/Policy.full: got 2199-01-01 02:00; full backups go on: without a new one the increments of the last one grow for ever; write it as in Schedule.weekly('sun', '02:00')",
    ],
  ],
  [
    'incremental backups without a full one',
    { full: undefined },
    [
      "[VML041] app/Policy.full: got nothing; a required field is given; write it as in Schedule.weekly('sun', '02:00')",
    ],
  ],
  [
    'a copy that fails with the first',
    { copyTarget: { storage: '/srv/other', failureDomain: 'SITE-B' } },
    [
      '[VML038] app/Policy.copyTarget.failureDomain: got "SITE-B"; a second copy that fails together with the first is none; keep it in another failure domain',
    ],
  ],
  [
    'a copy in the same place',
    { copyTarget: { storage: '/srv/backup', failureDomain: 'site-c' } },
    [
      '[VML038] app/Policy.copyTarget.storage: got "/srv/backup"; a second copy that fails together with the first is none; keep it in another failure domain',
    ],
  ],
  [
    'a restore that is never tested again',
    { restoreTest: Schedule.fromExpression('2199-01-01 02:00') },
    [
      "[VML037] app/Policy.restoreTest: got 2199-01-01 02:00; a restore is tested at least once a year (NIST SP 800-34); write it as in Schedule.quarterly(1, '06:00')",
    ],
  ],
  [
    'an objective of no time',
    { recoveryTime: Duration.seconds(0) },
    [
      '[VML054] app/Policy.recoveryTime: got 0 seconds; an objective is longer than nothing; write it as Duration.hours(4)',
    ],
  ],
  [
    'a name that is no part of a unit name',
    { name: 'Every Night' },
    [
      '[VML055] app/Policy.name: got "Every Night"; the name of a policy becomes part of unit names; write it as in "nightly": lower-case letters, digits and "-", at most 40',
    ],
  ],
  [
    'a token where a failure domain is compared',
    { target: { storage: '/srv/backup', failureDomain: token } },
    [
      '[VML046] app/Policy.target.failureDomain: got a token; a value that must be known at synthesis is not a token; give the value itself',
    ],
  ],
  [
    'a misspelt field',
    { recoverytime: Duration.hours(1) },
    [
      '[VML043] app/Policy.recoverytime: got field "recoverytime"; a field is known; did you mean "recoveryTime"?',
    ],
  ],
])('fails on %s', (_what, changes, expected) => {
  expect(texts(changes)).toEqual(expected);
});

test('fails on everything at once, sorted by path', () => {
  const { policy, problems } = define({
    name: 7,
    full: '0 2 * * *',
    retention: 'all',
    target: undefined,
    recoveryPoint: 24,
    restoreTest: Schedule.fromExpression('2199-01-01 02:00'),
  });
  expect(policy).toBeUndefined();
  expect(problems.map(({ code, path }) => `${code} ${path.slice('app/Policy.'.length)}`)).toEqual([
    'VML048 full',
    'VML048 name',
    'VML048 recoveryPoint',
    'VML037 restoreTest',
    'VML048 retention',
    'VML041 target',
  ]);
});

test.each([undefined, null, 7, 'policy', [], () => undefined])('never throws: %p', (props) => {
  const { policy, problems } = defineBackupPolicy(
    props as unknown as typeof valid,
    'app/Policy',
    () => false,
  );
  expect(policy).toBeUndefined();
  expect(problems.length).toBeGreaterThan(0);
});
