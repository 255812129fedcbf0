import { formatProblem, VmLifecycleError } from '../../../lib/errors';
import { Frequency } from '../../../lib/model/frequency';
import { numberToken } from './support';

test.each([
  [Frequency.megahertz(2600), 2600, '2600 MHz'],
  [Frequency.gigahertz(2.6), 2600, '2600 MHz'],
  [Frequency.gigahertz(26), 26_000, '26 GHz'],
  [Frequency.gigahertz(1.001), 1001, '1001 MHz'],
  [Frequency.megahertz(-0), 0, '0 MHz'],
])('%s', (frequency, megahertz, text) => {
  expect(frequency.toMegahertz()).toBe(megahertz);
  expect([frequency.toText(), String(frequency), JSON.stringify(frequency)]).toEqual([
    text,
    text,
    `"${text}"`,
  ]);
  expect(Object.isFrozen(frequency)).toBe(true);
});

test.each([
  [-1, '-1'],
  [0.5, '0.5'],
  [NaN, 'NaN'],
  [Infinity, 'Infinity'],
  [numberToken, String(numberToken)],
  ['40', '"40"'],
  [10n, '10'],
  [undefined, 'nothing'],
])('fails when it is made of %p', (amount, given) => {
  let text = '';
  try {
    Frequency.megahertz(amount as number);
  } catch (error) {
    if (VmLifecycleError.is(error)) text = error.problems.map(formatProblem).join('\n');
  }
  expect(text).toBe(
    `[VML054] Frequency.megahertz: got ${given}; a frequency is a number that is known at synthesis, not negative, and whole in MHz; give a plain number, such as Frequency.gigahertz(2.6)`,
  );
});

test('compares', () => {
  const [one, two] = [Frequency.gigahertz(1), Frequency.gigahertz(2)];
  expect([one.isLessThan(two), two.isLessThan(one), one.isLessThan(one)]).toEqual([
    true,
    false,
    false,
  ]);
  expect([one.equals(Frequency.megahertz(1000)), one.equals(two)]).toEqual([true, false]);
});

test('knows frequencies of another copy of the package, and nothing else', () => {
  jest.isolateModules(() => {
    const other = jest.requireActual<typeof import('../../../lib/model/frequency')>(
      '../../../lib/model/frequency',
    );
    const foreign = other.Frequency.gigahertz(3);
    expect(foreign).not.toBeInstanceOf(Frequency);
    expect(Frequency.isFrequency(foreign)).toBe(true);
    expect(Frequency.from(foreign)).toBeInstanceOf(Frequency);
    expect(Frequency.from(foreign).equals(Frequency.gigahertz(3))).toBe(true);
  });
  const forged = { [Symbol.for('vm-lifecycle.Frequency')]: true, total: '3' };
  expect([forged, null, 3, {}].map((value) => Frequency.isFrequency(value))).toEqual([
    false,
    false,
    false,
    false,
  ]);
});
