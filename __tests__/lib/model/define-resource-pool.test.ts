import * as fc from 'fast-check';
import { errorCodes, formatProblem } from '../../../lib/errors';
import {
  declarePool,
  reservableOfExisting,
  reservableOfHypervisor,
  reservableOfPool,
  resolvePool,
  weightOf,
  type Reservable,
} from '../../../lib/model/define-resource-pool';
import { Frequency } from '../../../lib/model/frequency';
import type { HypervisorCapacity, ResourcePoolModel } from '../../../lib/model/resource-pool';
import { Size } from '../../../lib/model/size';
import { isToken, numberToken, textToken } from './support';

const capacity: HypervisorCapacity = {
  hosts: 2,
  coresPerHost: 10,
  coreFrequency: Frequency.gigahertz(2.6),
  memoryPerHost: Size.gibibytes(100),
};
const whole = reservableOfHypervisor('lab/Pve', capacity, undefined);

function define(
  props: unknown,
  reservable: Reservable = whole,
  parentWeight = 1,
): { model?: ResourcePoolModel; texts: string[] } {
  const { model, problems } = declarePool(props, 'lab/Pool', isToken);
  if (model === undefined) return { texts: problems.map(formatProblem) };
  const resolved = resolvePool(model, { path: 'lab/Pool', parentWeight, reservable });
  return { model: resolved.model, texts: resolved.problems.map(formatProblem) };
}

test('fills in every default', () => {
  const { model } = define({ name: 'a' });
  const nothing = { shares: 'normal', expandable: false };
  expect(model).toEqual({ name: 'a', weight: 1, cpu: nothing, memory: nothing });
  expect([model, model?.cpu, model?.memory].every(Object.isFrozen)).toBe(true);
});

test.each([
  ['production', 'high', 2, Frequency.gigahertz(26), Size.gibibytes(100)],
  ['staging', 'normal', 1, Frequency.megahertz(5200), Size.gibibytes(20)],
  ['development', 'low', 0.5, undefined, undefined],
])('the preset %s has shares %s', (preset, shares, weight, cpu, memory) => {
  const { model, texts } = define({ name: 'a', preset });
  expect(texts).toEqual([]);
  expect(model).toEqual({
    name: 'a',
    weight,
    cpu: { shares, expandable: false, reservation: cpu },
    memory: { shares, expandable: false, reservation: memory },
  });
});

test('what is given wins over the preset, field by field', () => {
  const { model } = define({
    name: 'a',
    preset: 'production',
    cpu: { shares: 'low', expandable: true },
    memory: { reservation: Size.gibibytes(3), limit: Size.gibibytes(4) },
  });
  expect(model).toEqual({
    name: 'a',
    weight: 0.5,
    cpu: { shares: 'low', expandable: true, reservation: Frequency.gigahertz(26) },
    memory: {
      shares: 'high',
      expandable: false,
      reservation: Size.gibibytes(3),
      limit: Size.gibibytes(4),
    },
  });
});

test('shares stand as 4 : 2 : 1, custom ones in parts of 4000', () => {
  expect([weightOf('high'), weightOf('normal'), weightOf('low')]).toEqual([2, 1, 0.5]);
  expect([weightOf(8000), weightOf(4000), weightOf(1000)]).toEqual([2, 1, 0.25]);
});

test('a weight is multiplied over the ancestors', () => {
  expect(define({ name: 'a', preset: 'production' }, whole, 2).model?.weight).toBe(4);
  expect(define({ name: 'a', cpu: { shares: 3000 } }, whole, 0.5).model?.weight).toBe(0.375);
});

describe('a percentage', () => {
  const half = { name: 'a', cpu: { reservation: { percent: 50 } } };

  test('is rounded down to whole MHz and MiB', () => {
    const { model } = define({
      name: 'a',
      cpu: { reservation: { percent: 33.333 } },
      memory: { reservation: { percent: 0.001 } },
    });
    expect(model?.cpu.reservation).toEqual(Frequency.megahertz(17_333));
    expect(model?.memory.reservation).toEqual(Size.mebibytes(2));
  });

  test('is taken of the capacity without the failover reserve', () => {
    const slots = { kind: 'slots', hostFailures: 1 } as const;
    const { model } = define(half, reservableOfHypervisor('lab/Pve', capacity, slots));
    expect(model?.cpu.reservation).toEqual(Frequency.gigahertz(13));
  });

  test('is taken of the reservation of the parent', () => {
    const parent = define({ name: 'p', cpu: { reservation: Frequency.gigahertz(4) } }).model!;
    const { model } = define(half, reservableOfPool('lab/P', parent, whole));
    expect(model?.cpu.reservation).toEqual(Frequency.gigahertz(2));
  });

  test('is taken of what lies above an expandable parent, up to its limit', () => {
    const open = define({ name: 'p', cpu: { expandable: true } }).model!;
    const through = define(half, reservableOfPool('lab/P', open, whole)).model;
    expect(through?.cpu.reservation).toEqual(Frequency.gigahertz(26));
    const limit = Frequency.gigahertz(10);
    const limited = define({ name: 'p', cpu: { expandable: true, limit } }).model!;
    const below = define(half, reservableOfPool('lab/P', limited, whole)).model;
    expect(below?.cpu.reservation).toEqual(Frequency.gigahertz(5));
    const wide = define({
      name: 'p',
      cpu: { expandable: true, limit: Frequency.gigahertz(90) },
    }).model!;
    const above = define(half, reservableOfPool('lab/P', wide, whole)).model;
    expect(above?.cpu.reservation).toEqual(Frequency.gigahertz(26));
  });

  test('fails where the hypervisor declares no capacity, and nothing is reserved above', () => {
    const rule = 'a percentage is taken of what the parent may reserve, and';
    const unknown = reservableOfHypervisor('lab/Kvm', undefined, undefined);
    expect(define({ name: 'a', preset: 'production' }, unknown).texts).toEqual([
      `[VML041] lab/Pool.cpu.reservation: got 50 %; ${rule} the hypervisor lab/Kvm declares no capacity; declare the capacity of the hypervisor, or reserve an amount`,
      `[VML041] lab/Pool.memory.reservation: got 50 %; ${rule} the hypervisor lab/Kvm declares no capacity; declare the capacity of the hypervisor, or reserve an amount`,
    ]);
    expect(define({ name: 'a', preset: 'development' }, unknown).texts).toEqual([]);
    const closed = define({ name: 'p' }).model!;
    expect(define(half, reservableOfPool('lab/P', closed, whole)).texts).toEqual([
      `[VML041] lab/Pool.cpu.reservation: got 50 %; ${rule} the pool lab/P reserves nothing; give the parent a reservation or make it expandable, or reserve an amount`,
    ]);
    expect(define(half, reservableOfExisting('lab/Old')).texts).toEqual([
      `[VML041] lab/Pool.cpu.reservation: got 50 %; ${rule} what the existing pool lab/Old reserves is not known here; reserve an amount`,
    ]);
  });
});

const isText = 'it is a Frequency, or a part of what the parent may reserve';
const example = 'write it as Frequency.gigahertz(26)';

test.each([
  [
    { name: '' },
    '[VML041] lab/Pool.name: got ""; a required field is given; give the pool a name, such as "production"',
  ],
  [
    { name: 'a/b' },
    '[VML006] lab/Pool.name: got "a/b"; a pool name has 1 to 80 characters, without "/", "\\" and "%" (vSphere); give the pool a name, such as "production"',
  ],
  [
    { name: textToken },
    '[VML046] lab/Pool.name: got a token; a value that must be known at synthesis is not a token; give the value itself',
  ],
  [
    { name: 'a', preset: 'prod' },
    '[VML048] lab/Pool.preset: got "prod"; it is "production", "staging" or "development"; did you mean "production"?',
  ],
  [
    { name: 'a', cpu: { shares: 'hight' } },
    '[VML048] lab/Pool.cpu.shares: got "hight"; it is "high", "normal" or "low"; did you mean "high"?',
  ],
  [
    { name: 'a', cpu: { shares: 0 } },
    '[VML048] lab/Pool.cpu.shares: got 0; it is "high", "normal", "low" or a positive whole number; write "high", "normal" or "low", or a number of which 4000 is normal',
  ],
  [
    { name: 'a', cpu: { shares: numberToken } },
    '[VML046] lab/Pool.cpu.shares: got a token; a value that must be known at synthesis is not a token; give the value itself',
  ],
  [
    { name: 'a', cpu: { reservation: 50 } },
    `[VML048] lab/Pool.cpu.reservation: got 50; ${isText}; ${example}, or as { percent: 50 }`,
  ],
  [
    { name: 'a', cpu: { reservation: Size.gibibytes(1) } },
    `[VML048] lab/Pool.cpu.reservation: got 1 GiB; ${isText}; ${example}, or as { percent: 50 }`,
  ],
  [
    { name: 'a', cpu: { reservation: { percent: 101 } } },
    '[VML057] lab/Pool.cpu.reservation.percent: got 101; a percentage is between 0 and 100; write it as { percent: 50 }',
  ],
  [
    { name: 'a', memory: { reservation: { percent: -1 } } },
    '[VML057] lab/Pool.memory.reservation.percent: got -1; a percentage is between 0 and 100; write it as { percent: 50 }',
  ],
  [
    { name: 'a', cpu: { reservation: { percent: NaN } } },
    '[VML057] lab/Pool.cpu.reservation.percent: got NaN; a percentage is between 0 and 100; write it as { percent: 50 }',
  ],
  [
    { name: 'a', memory: { limit: 8 } },
    '[VML048] lab/Pool.memory.limit: got 8; it is a Size; write it as Size.gibibytes(64)',
  ],
  [
    { name: 'a', memory: { limit: Size.gibibytes(0) } },
    '[VML054] lab/Pool.memory.limit: got 0 B; a limit is greater than zero: no VM could run; leave it out for no limit',
  ],
  [
    { name: 'a', memory: { expandable: 'yes' } },
    '[VML048] lab/Pool.memory.expandable: got "yes"; it is true or false; write true or false, without quotes',
  ],
  [
    { name: 'a', memmory: {} },
    '[VML043] lab/Pool.memmory: got field "memmory"; a field is known; did you mean "memory"?',
  ],
])('fails for %j', (props, text) => {
  expect(define(props).texts).toEqual([text]);
});

test('accepts the bounds', () => {
  const percents = [0, 100].map((percent) =>
    define({ name: 'x'.repeat(80), cpu: { reservation: { percent } } }),
  );
  expect(percents.flatMap(({ texts }) => texts)).toEqual([]);
  expect(percents.map(({ model }) => model?.cpu.reservation)).toEqual([
    undefined,
    Frequency.gigahertz(52),
  ]);
});

test('never throws, whatever it is given', () => {
  const junk = fc.oneof(
    fc.anything({ maxDepth: 2 }),
    fc.constantFrom<unknown>(Size.gibibytes(1), Frequency.gigahertz(1), textToken, numberToken),
  );
  const field = (...valid: unknown[]): fc.Arbitrary<unknown> =>
    fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...valid) }, { weight: 1, arbitrary: junk });
  const allocation = (amount: unknown): fc.Arbitrary<unknown> =>
    fc.oneof(
      fc.record(
        {
          shares: field('high', 1000),
          reservation: field(amount, { percent: 10 }),
          limit: field(amount, undefined),
          expandable: field(true),
        },
        { requiredKeys: [] },
      ),
      junk,
    );
  const props = fc.record({
    name: field('a', 'b'),
    preset: field('production', undefined),
    cpu: allocation(Frequency.gigahertz(1)),
    memory: allocation(Size.gibibytes(1)),
  });
  let valid = 0;
  fc.assert(
    fc.property(fc.oneof(props, junk), (given) => {
      const { model, problems } = declarePool(given, 'lab/Pool', isToken);
      expect(model === undefined).toBe(problems.length > 0);
      for (const { code, path } of problems) {
        expect(errorCodes).toHaveProperty(code);
        expect(path.startsWith('lab/Pool')).toBe(true);
      }
      if (model === undefined) return;
      valid++;
      const resolved = resolvePool(model, { path: 'p', parentWeight: 1, reservable: whole });
      expect(resolved.problems).toEqual([]);
    }),
    { numRuns: 5_000, seed: 20261121 },
  );
  expect(valid).toBeGreaterThan(100);
});
