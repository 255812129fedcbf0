import { formatProblem, VmLifecycleError } from '../../../lib/errors';
import { isDate } from '../../../lib/model/dates';
import { Duration } from '../../../lib/model/duration';
import { Size } from '../../../lib/model/size';
import { numberToken } from './support';

function textOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (VmLifecycleError.is(error)) return error.problems.map(formatProblem).join('\n');
    throw error;
  }
  return 'no error';
}

describe('Size', () => {
  test.each([
    [Size.kibibytes(1), 1024, '1 KiB'],
    [Size.kibibytes(0.5), 512, '512 B'],
    [Size.mebibytes(1536), 1536 * 1024 ** 2, '1536 MiB'],
    [Size.gibibytes(40), 40 * 1024 ** 3, '40 GiB'],
    [Size.tebibytes(2), 2 * 1024 ** 4, '2 TiB'],
    [Size.gibibytes(-0), 0, '0 B'],
  ])('%s', (size, bytes, text) => {
    expect(size.bytes).toBe(bytes);
    expect([size.toText(), String(size), JSON.stringify(size)]).toEqual([text, text, `"${text}"`]);
    expect(Object.isFrozen(size)).toBe(true);
  });

  test.each([
    [-1, '-1'],
    [0.1, '0.1'],
    [NaN, 'NaN'],
    [Infinity, 'Infinity'],
    [2 ** 53, '9007199254740992'],
    [numberToken, String(numberToken)],
    ['40', '"40"'],
    [null, 'null'],
    [10n, '10'],
    [[40], '[40]'],
    [undefined, 'nothing'],
  ])('fails when it is made of %p', (amount, given) => {
    expect(textOf(() => Size.gibibytes(amount as number))).toBe(
      `[VML054] Size.gibibytes: got ${given}; a size is a number that is known at synthesis, not negative, and whole in bytes; give a plain number, such as Size.gibibytes(40)`,
    );
  });

  test('converts without rounding', () => {
    expect(Size.gibibytes(1).toKibibytes()).toBe(1024 ** 2);
    expect(Size.gibibytes(1).toMebibytes()).toBe(1024);
    expect(Size.tebibytes(1).toGibibytes()).toBe(1024);
    expect(textOf(() => Size.mebibytes(1536).toGibibytes())).toBe(
      '[VML054] Size.toGiB: got 1536 MiB; it is not a whole number of GiB, and sizes are never rounded; convert to a smaller unit',
    );
  });

  test('compares', () => {
    const [one, two] = [Size.gibibytes(1), Size.gibibytes(2)];
    expect([one.isLessThan(two), two.isLessThan(one), one.isLessThan(one)]).toEqual([
      true,
      false,
      false,
    ]);
    expect([one.equals(Size.mebibytes(1024)), one.equals(two)]).toEqual([true, false]);
    expect([two.isMultipleOf(one), one.isMultipleOf(two)]).toEqual([true, false]);
    expect(one.isMultipleOf(Size.gibibytes(0))).toBe(false);
  });

  test.each([[null], [40], ['40 GiB'], [{ bytes: 1 }], [Object.create(Size.prototype)]])(
    '%p is no size',
    (value: unknown) => {
      expect(Size.isSize(value)).toBe(false);
    },
  );
});

describe('Duration', () => {
  test.each([
    [Duration.seconds(1), 1, '1 second'],
    [Duration.seconds(90), 90, '90 seconds'],
    [Duration.minutes(0.5), 30, '30 seconds'],
    [Duration.minutes(90), 5400, '90 minutes'],
    [Duration.hours(1), 3600, '1 hour'],
    [Duration.days(14), 1_209_600, '14 days'],
    [Duration.days(-0), 0, '0 seconds'],
  ])('%s', (duration, seconds, text) => {
    expect(duration.toSeconds()).toBe(seconds);
    expect([duration.toText(), String(duration), JSON.stringify(duration)]).toEqual([
      text,
      text,
      `"${text}"`,
    ]);
    expect(Object.isFrozen(duration)).toBe(true);
  });

  test.each([
    [-1, '-1'],
    [numberToken, String(numberToken)],
    ['14', '"14"'],
    [14n, '14'],
  ])('fails when it is made of %p', (amount, given) => {
    expect(textOf(() => Duration.days(amount as number))).toBe(
      `[VML054] Duration.days: got ${given}; a duration is a number that is known at synthesis, not negative, and whole in seconds; give a plain number, such as Duration.days(14)`,
    );
  });

  test('is known across two copies of the package', () => {
    jest.isolateModules(() => {
      const other = jest.requireActual<typeof import('../../../lib/model/duration')>(
        '../../../lib/model/duration',
      );
      expect(Duration.isDuration(other.Duration.days(1))).toBe(true);
    });
    expect([null, 1, {}].map((value) => Duration.isDuration(value))).toEqual([false, false, false]);
  });
});

test.each([
  ['2026-11-21', true],
  ['2028-02-29', true],
  ['2027-02-29', false],
  ['2026-13-01', false],
  ['2026-00-01', false],
  ['0000-01-01', false],
  ['2026-1-1', false],
])('%s is a date: %s', (text, expected) => {
  expect(isDate(text)).toBe(expected);
});
