import { Size } from '../../lib/model/size';
import {
  errorCodes,
  formatProblem,
  got,
  redacted,
  throwIfAny,
  VmLifecycleError,
  type Problem,
} from '../../lib/errors';

const problem: Problem = {
  code: 'VML020',
  path: 'lab/web-1.cpuCount',
  got: got(0),
  rule: errorCodes.VML020,
  fix: 'give 1 or more',
};

const circular: Record<string, unknown> = {};
circular.self = circular;

test('prints a problem in one line', () => {
  expect(formatProblem(problem)).toBe(
    '[VML020] lab/web-1.cpuCount: got 0; a CPU count is a positive integer; give 1 or more',
  );
});

test.each([
  [undefined, 'nothing'],
  [null, 'null'],
  [NaN, 'NaN'],
  [10n, '10'],
  ['a "b"\n', '"a \\"b\\"\\n"'],
  ['x'.repeat(100), `"${'x'.repeat(76)}...`],
  [[1], '[1]'],
  [Size.gibibytes(40), '40 GiB'],
  [() => 1, 'a function'],
  [Symbol('x'), 'a symbol'],
  [circular, 'object'],
])('renders %p', (value, text) => {
  expect(got(value)).toBe(text);
});

test('stands in for a secret', () => {
  expect(redacted('a password')).toBe('a password (value not shown)');
});

test('throws one error with all problems', () => {
  expect(() => {
    throwIfAny([]);
  }).not.toThrow();
  const second = { ...problem, path: 'lab/web-2.cpuCount' };
  try {
    throwIfAny([problem, second]);
    throw new Error('no error');
  } catch (error) {
    expect(VmLifecycleError.is(error)).toBe(true);
    expect(error).toMatchObject({
      name: 'VmLifecycleError',
      exitCode: 2,
      problems: [problem, second],
    });
    expect((error as Error).message).toBe(`${formatProblem(problem)}\n${formatProblem(second)}`);
    expect(Object.isFrozen((error as VmLifecycleError).problems)).toBe(true);
  }
});

test('is known across two copies of the package', () => {
  jest.isolateModules(() => {
    const other = jest.requireActual<typeof import('../../lib/errors')>('../../lib/errors');
    const error = new other.VmLifecycleError([problem]);
    expect(error).not.toBeInstanceOf(VmLifecycleError);
    expect(VmLifecycleError.is(error)).toBe(true);
  });
  expect([null, 'x', new Error('x')].map((value) => VmLifecycleError.is(value))).toEqual([
    false,
    false,
    false,
  ]);
});

test('codes are numbered without a gap, and their rules are lower case without a full stop', () => {
  const codes = Object.keys(errorCodes);
  expect(codes).toEqual(codes.map((_, i) => `VML${String(i + 1).padStart(3, '0')}`));
  for (const rule of Object.values(errorCodes)) expect(rule).not.toMatch(/\.$|^(?:An?|The|No) /);
});
