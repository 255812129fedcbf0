import { Duration } from '../../../lib/model/duration';
import { Frequency } from '../../../lib/model/frequency';
import { Schedule } from '../../../lib/model/schedule';
import { Size } from '../../../lib/model/size';
import { isLoose, Opaque, snapshot } from '../../../lib/model/snapshot';
import { isToken } from './support';

const of = (value: unknown): unknown => snapshot(value, isToken);

test('copies data, and leaves out fields that are undefined', () => {
  const size = Size.gibibytes(1);
  const source = { a: [1, { b: null }], size, none: undefined };
  const copy = of(source) as typeof source;
  expect({ ...copy }).toEqual({ a: [1, { b: null }], size });
  expect(Object.keys(copy)).toEqual(['a', 'size']);
  expect(copy.a).not.toBe(source.a);
});

test('reads a field that is named like one of every object', () => {
  const copy = of(JSON.parse('{"__proto__": {"admin": true}}')) as Record<string, unknown>;
  expect(Object.keys(copy)).toEqual(['__proto__']);
  expect(copy.admin).toBeUndefined();
  expect(copy.constructor).toBeUndefined();
});

test('ends at a cycle', () => {
  const source: Record<string, unknown> = {};
  source.self = source;
  const copy = of(source) as Record<string, unknown>;
  expect(copy.self).toBe(copy);
});

test('does not multiply shared parts', () => {
  let source: unknown = 'x';
  for (let level = 0; level < 60; level++) source = [source, source];
  expect(of(source)).toHaveLength(2);
});

class Resolvable {
  resolve(): string {
    return 'x';
  }
}
const revoked = Proxy.revocable({}, {});
revoked.revoke();
const throwing = {
  get field(): never {
    throw new Error('no');
  },
};

const instances: readonly (readonly [string, unknown, string, boolean])[] = [
  ['a token object', new Resolvable(), 'a token', true],
  ['a date', new Date(0), 'a Date object', false],
  ['an instance of a nameless class', new (class {})(), 'an object', false],
  ['an object whose getter throws', throwing, 'an object that cannot be read', false],
  ['a revoked proxy', revoked.proxy, 'an object that cannot be read', false],
  ['an endless list', new Array(2 ** 32 - 1), 'a list that is too long', false],
];

test.each(instances)('stands in for %s', (_title, value, description, token) => {
  const copy = of(value);
  expect(copy).toBeInstanceOf(Opaque);
  expect(copy).toEqual(new Opaque(description, token));
  expect(isLoose(copy)).toBe(false);
});

test.each([
  ['a size', Size.gibibytes(1)],
  ['a frequency', Frequency.gigahertz(1)],
  ['a duration', Duration.minutes(15)],
  ['a schedule', Schedule.weekly('sun', '02:00')],
])('keeps %s as it is', (_title, unit) => {
  const copy = of({ unit }) as { unit: unknown };
  expect(copy.unit).toEqual(unit);
  expect(copy.unit).toBeInstanceOf(unit.constructor);
  expect(isLoose(copy.unit)).toBe(false);
});

test.each(['Duration', 'Schedule'])('does not take what only pretends to be a %s', (name) => {
  const forged = { [Symbol.for(`vm-lifecycle.${name}`)]: true, expression: 'never' };
  expect(of(forged)).toEqual(new Opaque('an object that cannot be read', false));
});

test('takes a size of another copy of the package as one of this copy', () => {
  jest.isolateModules(() => {
    const other =
      jest.requireActual<typeof import('../../../lib/model/size')>('../../../lib/model/size');
    const foreign = other.Size.gibibytes(3);
    expect(foreign).not.toBeInstanceOf(Size);
    expect(of(foreign)).toBeInstanceOf(Size);
    expect(of(foreign)).toEqual(Size.gibibytes(3));
  });
});
