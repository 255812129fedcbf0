import { spawnSync } from 'node:child_process';
import * as fc from 'fast-check';
import { formatProblem, VmLifecycleError } from '../../../lib/errors';
import { Duration } from '../../../lib/model/duration';
import { Schedule, type Weekday } from '../../../lib/model/schedule';

const now = new Date('2026-11-21T16:00:00Z');

beforeAll(() => {
  jest.useFakeTimers({ now, doNotFake: ['nextTick', 'setImmediate'] });
});
afterAll(() => {
  jest.useRealTimers();
});

function textOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (VmLifecycleError.is(error)) return error.problems.map(formatProblem).join('\n');
    throw error;
  }
  return 'no problem';
}

/** What systemd makes of an expression: its normal form and the next runs, in UTC. */
function systemd(
  expression: string,
  from: Date,
  count: number,
): { valid: boolean; runs: string[] } {
  const { status, stdout } = spawnSync(
    'systemd-analyze',
    [
      'calendar',
      `--iterations=${String(count)}`,
      `--base-time=${from.toISOString().slice(0, 19).replace('T', ' ')} UTC`,
      '--',
      expression,
    ],
    { encoding: 'utf8', env: { ...process.env, TZ: 'UTC', LC_ALL: 'C' } },
  );
  const runs = [
    ...stdout.matchAll(/(?:Next elapse|Iter\. #\d+|Iteration #\d+): \w{3} (\S+) (\S+) UTC/g),
  ];
  return {
    valid: status === 0,
    runs: runs.map(([, day, time]) => `${day ?? ''}T${time ?? ''}.000Z`),
  };
}

describe('what schedules are written as', () => {
  test.each<[Schedule, string]>([
    [Schedule.daily('02:00'), '02:00'],
    [Schedule.weekly('sun', '02:00'), 'sun 02:00'],
    [Schedule.weekly(['sat', 'mon', 'tue', 'wed', 'thu', 'fri'], '02:00'), 'mon..sat 02:00'],
    [Schedule.weekly(['mon', 'tue', 'fri'], '22:30'), 'mon,tue,fri 22:30'],
    [Schedule.monthly(1, '03:00'), '*-*-01 03:00'],
    [Schedule.quarterly(1, '06:00'), '*-01,04,07,10-01 06:00'],
    [Schedule.every(Duration.minutes(1)), '*:*'],
    [Schedule.every(Duration.minutes(15)), '*:0/15'],
    [Schedule.every(Duration.hours(1)), '*:00'],
    [Schedule.every(Duration.hours(6)), '0/6:00'],
    [Schedule.every(Duration.days(1)), '00:00'],
    [Schedule.fromExpression('  Mon..Fri   *-*-*  22:30 '), 'mon..fri *-*-* 22:30'],
  ])('%s', (schedule, expression) => {
    expect(schedule.expression).toBe(expression);
    expect(JSON.stringify({ schedule })).toBe(`{"schedule":"${expression}"}`);
    expect(Schedule.isSchedule(schedule)).toBe(true);
  });

  test('other things are no schedules', () => {
    expect([null, '02:00', { expression: '02:00' }].map((it) => Schedule.isSchedule(it))).toEqual([
      false,
      false,
      false,
    ]);
  });
});

describe('fails on what is no calendar event, and shows the right form with its next runs', () => {
  test('an hour that does not exist', () => {
    expect(textOf(() => Schedule.fromExpression('25:00'))).toBe(
      '[VML037] Schedule.fromExpression: got "25:00"; a schedule is a calendar event of systemd and Proxmox VE: hour 25 is not between 0 and 23; ' +
        'write it as in "sun 02:00", which runs next on 2026-11-22 02:00, 2026-11-29 02:00, 2026-12-06 02:00',
    );
  });

  test.each([
    [
      '0 2 * * *',
      '"02:00", which runs next on 2026-11-22 02:00, 2026-11-23 02:00, 2026-11-24 02:00',
    ],
    ['*/15 * * * 1-5', '"mon..fri *:0/15", which runs next on 2026-11-23 00:00'],
    ['30 3 1 */3 *', '"*-1/3-1 03:30", which runs next on 2027-01-01 03:30'],
    ['0 22 * * 0', '"sun 22:00"'],
  ])('the syntax of cron: %s', (cron, meant) => {
    const text = textOf(() => Schedule.fromExpression(cron));
    expect(text).toContain(`got "${cron}"; this is the syntax of cron`);
    expect(text).toContain(`write it as in ${meant}`);
  });

  test.each([
    ['', 'it is empty'],
    ['24:00', 'hour 24 is not between 0 and 23'],
    ['2:60', 'minute 60 is not between 0 and 59'],
    ['sun', 'no problem'],
    ['someday 02:00', '"someday" is no day of the week'],
    ['fri..mon 02:00', '"fri..mon" runs backwards'],
    ['mon 2', '"2" is no time of day'],
    ['*-13-01 02:00', 'month 13 is not between 1 and 12'],
    ['*-*-32 02:00', 'day 32 is not between 1 and 31'],
    ['*-02-30 02:00', 'this one never does'],
    ['2020-01-01 02:00', 'this one never does'],
    ['*:0/0', '"0/0" has a step of 0'],
    ['*:48/12', '"48/12" steps over 59'],
    ['*/2:00', '"*/2" is no hour'],
    ['1-2-3-4 02:00', '"1-2-3-4" is no date'],
    ['1:2:3:4', '"1:2:3:4" is no time of day'],
  ])('%j: %s', (expression, reason) => {
    expect(textOf(() => Schedule.fromExpression(expression))).toContain(reason);
  });

  test.each<[string, () => unknown]>([
    ['a time of day is written HH:MM', () => Schedule.daily('2 o’clock')],
    ['hour 25 is not between', () => Schedule.daily('25:00')],
    ['a day of the week is one of mon, tue', () => Schedule.weekly('sunday' as Weekday, '02:00')],
    ['a day of the week is one of mon, tue', () => Schedule.weekly([], '02:00')],
    ['between 1 and 28', () => Schedule.monthly(31, '02:00')],
    ['a schedule is a text', () => Schedule.fromExpression(7 as unknown as string)],
    ['divides the hour', () => Schedule.every(Duration.minutes(7))],
    ['divides the day', () => Schedule.every(Duration.days(2))],
    ['divides the hour', () => Schedule.every(Duration.seconds(0))],
  ])('%s', (rule, action) => {
    expect(textOf(action)).toContain('[VML037]');
    expect(textOf(action)).toContain(rule);
  });
});

describe('the longest time between two runs', () => {
  test.each<[Schedule[], number | undefined]>([
    [[Schedule.daily('02:00')], 24],
    [[Schedule.weekly('sun', '02:00')], 7 * 24],
    [
      [
        Schedule.weekly('sun', '02:00'),
        Schedule.weekly(['mon', 'tue', 'wed', 'thu', 'fri', 'sat'], '02:00'),
      ],
      24,
    ],
    [
      [
        Schedule.weekly('sun', '02:00'),
        Schedule.weekly(['mon', 'tue', 'wed', 'thu', 'fri', 'sat'], '04:00'),
      ],
      26,
    ],
    [[Schedule.every(Duration.hours(6))], 6],
    [[Schedule.monthly(1, '02:00')], 31 * 24],
    [[Schedule.quarterly(1, '02:00')], 92 * 24],
    [[Schedule.fromExpression('*-02-29 00:00')], (4 * 365 + 1) * 24],
    [[Schedule.fromExpression('2027-01-01 00:00')], undefined],
    [[], undefined],
  ])('%s: %s hours', (schedules, hours) => {
    expect(Schedule.longestGap(schedules)?.toSeconds()).toBe(
      hours === undefined ? undefined : hours * 3600,
    );
  });
});

/** Expressions of the syntax that systemd and Proxmox VE share. */
const expressions = ((): fc.Arbitrary<string> => {
  const two = (value: number): string => String(value).padStart(2, '0');
  const field = (first: number, last: number): fc.Arbitrary<string> => {
    const value = fc.integer({ min: first, max: last });
    return fc.oneof(
      value.map(two),
      fc.uniqueArray(value, { minLength: 1, maxLength: 3 }).map((list) => list.map(two).join(',')),
      fc.tuple(value, value).map(([a, b]) => `${two(Math.min(a, b))}..${two(Math.max(a, b))}`),
      fc
        .tuple(value, fc.integer({ min: 1, max: last }))
        .map(([a, step]) => (a + step > last ? two(a) : `${two(a)}/${String(step)}`)),
    );
  };
  const any = (first: number, last: number): fc.Arbitrary<string> =>
    fc.oneof(fc.constant('*'), field(first, last));
  const days = fc.constantFrom('', 'sun ', 'mon..fri ', 'tue,thu ', 'sat,mon..tue ');
  const date = fc.oneof(
    fc.constant(''),
    fc.tuple(any(1, 12), any(1, 31)).map(([month, day]) => `*-${month}-${day} `),
  );
  const time = fc.tuple(any(0, 23), field(0, 59)).map(([hour, minute]) => `${hour}:${minute}`);
  return fc.tuple(days, date, time).map((parts) => parts.join(''));
})();

describe('systemd agrees', () => {
  test('on the next runs of any expression', () => {
    fc.assert(
      fc.property(
        expressions,
        fc.date({ min: new Date('2026-01-01'), max: new Date('2029-01-01'), noInvalidDate: true }),
        (expression, date) => {
          const from = new Date(Math.floor(date.getTime() / 1000) * 1000);
          let runs: string[];
          try {
            runs = Schedule.fromExpression(expression)
              .nextRuns(from, 4)
              .map((run) => run.toISOString());
          } catch (error) {
            if (!VmLifecycleError.is(error)) throw error;
            // Days that no year has: systemd takes them, and never comes to them.
            expect(error.message).toContain('this one never does');
            runs = [];
          }
          expect({ expression, ...systemd(expression, from, 4) }).toEqual({
            expression,
            valid: true,
            runs,
          });
        },
      ),
      { numRuns: 150, seed: 20261121 },
    );
  });

  test.each([
    '25:00',
    '0 2 * * *',
    'fri..mon 02:00',
    '*-13-01',
    '*:0/0',
    '*:48/12',
    '28/4:00',
    '*-*-28/4 02:00',
    '*/2:00',
    'someday 02:00',
  ])('that %j is none', (expression) => {
    expect(systemd(expression, now, 1).valid).toBe(false);
  });
});

test('no run lies outside of the longest gap, and the gap is reached', () => {
  fc.assert(
    fc.property(fc.array(expressions, { minLength: 1, maxLength: 3 }), (list) => {
      const schedules = list.flatMap((expression) => {
        try {
          return [Schedule.fromExpression(expression)];
        } catch {
          return []; // never happens
        }
      });
      const gap = Schedule.longestGap(schedules)?.toSeconds();
      const runs = schedules
        .flatMap((schedule) => schedule.nextRuns(now, 40))
        .map((run) => run.getTime() / 1000);
      // Beyond the last run of the one that comes furthest last, others are missing.
      const horizon = Math.min(
        ...schedules.map((schedule) => (schedule.nextRuns(now, 40).at(-1)?.getTime() ?? 0) / 1000),
      );
      const sorted = [...new Set(runs)].sort((a, b) => a - b).filter((run) => run <= horizon);
      sorted.slice(1).forEach((run, index) => {
        expect(run - (sorted[index] ?? 0)).toBeLessThanOrEqual(gap ?? 0);
      });
    }),
    { numRuns: 60, seed: 7 },
  );
});
