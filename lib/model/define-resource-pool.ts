/**
 * From what a user declares to a resource pool, in two steps: what can be said of the pool alone, and what depends on its
 * parent, which may be made later.
 *
 * Input: pool props of any type. Output: a resource pool with every default filled in, or what is wrong. Pure.
 */

import { errorCodes } from '../errors';
import { definitionOf, type Definition } from './definition';
import { Frequency } from './frequency';
import { usableCapacity } from './hypervisor-capacity';
import type { FailoverReserve } from './cluster-policy';
import type { FieldsOf } from './known-fields';
import { Notes, shown } from './notes';
import { readObjectName } from './object-name';
import type {
  Allocation,
  AllocationProps,
  HypervisorCapacity,
  Percentage,
  PoolPreset,
  PoolProps,
  ResourcePoolModel,
  Shares,
} from './resource-pool';
import { Size } from './size';
import { snapshot, type Loose } from './snapshot';

/** A pool whose percentages are not resolved yet. */
export interface DeclaredPool {
  readonly name: string;
  readonly cpu: DeclaredAllocation<Frequency>;
  readonly memory: DeclaredAllocation<Size>;
}

export interface DeclaredAllocation<Amount> {
  readonly shares: Shares;
  readonly reservation?: Amount | Percentage;
  readonly limit?: Amount;
  readonly expandable: boolean;
}

/** What percentages of a pool are taken of: the amounts, or why there are none. */
export interface Reservable {
  readonly cpu: Frequency | MissingAmount;
  readonly memory: Size | MissingAmount;
}

export interface MissingAmount {
  /** Completes "a percentage is taken of what the parent may reserve, and". */
  readonly because: string;
  readonly fix: string;
}

/** What a pool takes over from its surroundings. */
export interface PoolSurroundings {
  readonly path: string;
  /** Weight of the parent; 1 at the root. */
  readonly parentWeight: number;
  readonly reservable: Reservable;
}

/** Weight of a pool relative to one with normal shares; the words stand as 4 : 2 : 1. */
const WEIGHTS = { high: 2, normal: 1, low: 0.5 } as const;
/** The custom shares that equal normal ones (vSphere: 4000 for a pool's CPU). */
const NORMAL_SHARES = 4000;

const PRESETS: Readonly<Record<PoolPreset, { shares: Shares; percent: number }>> = {
  production: { shares: 'high', percent: 50 },
  staging: { shares: 'normal', percent: 10 },
  development: { shares: 'low', percent: 0 },
};

const poolFields: FieldsOf<PoolProps> = { name: true, preset: true, cpu: true, memory: true };
const allocationFields: FieldsOf<AllocationProps<never>> = {
  shares: true,
  reservation: true,
  limit: true,
  expandable: true,
};
const percentageFields: FieldsOf<Percentage> = { percent: true };

const POOL = {
  is: 'an object with the fields of a pool',
  fix: 'give at least name',
  required: true,
};
const ALLOCATION = {
  is: 'an object with shares, reservation, limit and expandable',
  fix: "write { shares: 'high' }, or leave it out",
};
const SHARES = {
  is: '"high", "normal", "low" or a positive whole number',
  fix: 'write "high", "normal" or "low", or a number of which 4000 is normal',
};
const PERCENT = { is: 'a number', fix: 'write it as { percent: 50 }', required: true };

/** How amounts of one resource are read and written. */
interface Unit<Amount> {
  readonly is: string;
  readonly example: string;
  readonly isAmount: (value: unknown) => value is Amount;
  /** In the unit that the parts of an amount are rounded down to. */
  readonly number: (amount: Amount) => number;
  readonly amount: (number: number) => Amount;
}

const CPU: Unit<Frequency> = {
  is: 'a Frequency',
  example: 'Frequency.gigahertz(26)',
  isAmount: (value) => Frequency.isFrequency(value),
  number: (amount) => amount.toMegahertz(),
  amount: (number) => Frequency.megahertz(number),
};
const MEBIBYTE = Size.mebibytes(1).bytes;
const MEMORY: Unit<Size> = {
  is: 'a Size',
  example: 'Size.gibibytes(64)',
  isAmount: (value) => Size.isSize(value),
  number: (amount) => amount.bytes / MEBIBYTE,
  amount: (number) => Size.mebibytes(number),
};

/** Checks what was declared of a pool alone, and fills in the preset. Never throws, whatever the types are. */
export function declarePool(
  props: unknown,
  path: string,
  isToken: (value: unknown) => boolean,
): Definition<DeclaredPool> {
  const notes = new Notes(isToken);
  const given = notes.object(snapshot(props, isToken), path, poolFields, POOL);
  if (given !== undefined) {
    readObjectName(notes, given.name, `${path}.name`, 'pool');
    notes.word(given.preset, `${path}.preset`, Object.keys(PRESETS));
    checkAllocation(notes, given.cpu, `${path}.cpu`, CPU);
    checkAllocation(notes, given.memory, `${path}.memory`, MEMORY);
  }
  return definitionOf(notes, () => {
    // The checks above have established the types.
    const { name, preset, cpu, memory } = given as unknown as PoolProps;
    return { name, cpu: withPreset(preset, cpu), memory: withPreset(preset, memory) };
  });
}

function checkAllocation<Amount>(
  notes: Notes,
  value: unknown,
  path: string,
  unit: Unit<Amount>,
): void {
  const given = notes.object(value, path, allocationFields, ALLOCATION);
  if (given === undefined) return;
  checkShares(notes, given.shares, `${path}.shares`);
  notes.flag(given.expandable, `${path}.expandable`);
  const fix = `write it as ${unit.example}`;
  const limit = notes.read(given.limit, `${path}.limit`, { is: unit.is, fix }, unit.isAmount);
  if (limit !== undefined && unit.number(limit) === 0) {
    const rule = 'a limit is greater than zero: no VM could run';
    notes.add('VML054', `${path}.limit`, shown(limit), rule, 'leave it out for no limit');
  }
  const { reservation } = given;
  if (reservation === undefined || unit.isAmount(reservation)) return;
  const either = {
    is: `${unit.is}, or a part of what the parent may reserve`,
    fix: `${fix}, or as { percent: 50 }`,
  };
  const part = notes.object(reservation, `${path}.reservation`, percentageFields, either);
  if (part !== undefined) checkPercent(notes, part, `${path}.reservation`);
}

function checkPercent(notes: Notes, part: Loose, path: string): void {
  const isNumber = (value: unknown): value is number => typeof value === 'number';
  const percent = notes.read(part.percent, `${path}.percent`, PERCENT, isNumber);
  if (percent === undefined || (percent >= 0 && percent <= 100)) return;
  notes.add('VML057', `${path}.percent`, shown(percent), errorCodes.VML057, PERCENT.fix);
}

function checkShares(notes: Notes, value: unknown, path: string): void {
  if (typeof value !== 'number' || notes.isToken(value)) {
    const isWord = typeof value === 'string';
    if (isWord && !notes.isToken(value)) notes.word(value, path, Object.keys(WEIGHTS));
    else notes.read(value, path, SHARES, (v): v is never => v === undefined);
  } else if (!Number.isSafeInteger(value) || value <= 0) {
    notes.wrong(value, path, SHARES);
  }
}

function withPreset<Amount>(
  preset: PoolPreset | undefined,
  given: AllocationProps<Amount> = {},
): DeclaredAllocation<Amount> {
  const from = preset === undefined ? undefined : PRESETS[preset];
  const part = from === undefined ? undefined : { percent: from.percent };
  return Object.freeze({
    shares: given.shares ?? from?.shares ?? 'normal',
    reservation: given.reservation ?? part,
    limit: given.limit,
    expandable: given.expandable ?? false,
  });
}

/** Resolves what depends on the parent: percentages to amounts, rounded down to whole MHz and MiB, and the weight. */
export function resolvePool(
  pool: DeclaredPool,
  { path, parentWeight, reservable }: PoolSurroundings,
): Definition<ResourcePoolModel> {
  const notes = new Notes(() => false);
  const cpu = resolve(notes, pool.cpu, reservable.cpu, `${path}.cpu`, CPU);
  const memory = resolve(notes, pool.memory, reservable.memory, `${path}.memory`, MEMORY);
  const weight = parentWeight * weightOf(pool.cpu.shares);
  return definitionOf(notes, () => ({ name: pool.name, cpu, memory, weight }));
}

function resolve<Amount>(
  notes: Notes,
  { reservation, ...rest }: DeclaredAllocation<Amount>,
  base: Amount | MissingAmount,
  path: string,
  unit: Unit<Amount>,
): Allocation<Amount> {
  const amount = ((): Amount | undefined => {
    if (reservation === undefined || unit.isAmount(reservation)) return reservation;
    const { percent } = reservation;
    if (percent === 0) return undefined;
    if (unit.isAmount(base)) return unit.amount(Math.floor((unit.number(base) * percent) / 100));
    const { because, fix } = base;
    const rule = `a percentage is taken of what the parent may reserve, and ${because}`;
    notes.add('VML041', `${path}.reservation`, `${String(percent)} %`, rule, fix);
    return undefined;
  })();
  // Nothing reserved has one form only.
  const isNothing = amount === undefined || unit.number(amount) === 0;
  return Object.freeze({ ...rest, ...(isNothing ? {} : { reservation: amount }) });
}

export function weightOf(shares: Shares): number {
  return typeof shares === 'number' ? shares / NORMAL_SHARES : WEIGHTS[shares];
}

/** What the pools at the root of a hypervisor may reserve: its capacity, less the failover reserve. */
export function reservableOfHypervisor(
  path: string,
  capacity: HypervisorCapacity | undefined,
  reserve: FailoverReserve | undefined,
): Reservable {
  if (capacity === undefined) {
    const missing = {
      because: `the hypervisor ${path} declares no capacity`,
      fix: 'declare the capacity of the hypervisor, or reserve an amount',
    };
    return { cpu: missing, memory: missing };
  }
  const { megahertz, bytes } = usableCapacity(capacity, reserve);
  return {
    cpu: Frequency.megahertz(megahertz),
    memory: Size.mebibytes(Math.floor(bytes / MEBIBYTE)),
  };
}

/** What the children of a pool may reserve: what it reserves itself, else, where it is expandable, what its parent may. */
export function reservableOfPool(
  path: string,
  pool: ResourcePoolModel,
  above: Reservable,
): Reservable {
  return {
    cpu: reservableOf(path, pool.cpu, above.cpu, CPU),
    memory: reservableOf(path, pool.memory, above.memory, MEMORY),
  };
}

function reservableOf<Amount>(
  path: string,
  { reservation, limit, expandable }: Allocation<Amount>,
  above: Amount | MissingAmount,
  unit: Unit<Amount>,
): Amount | MissingAmount {
  if (reservation !== undefined) return reservation;
  if (!expandable) {
    return {
      because: `the pool ${path} reserves nothing`,
      fix: 'give the parent a reservation or make it expandable, or reserve an amount',
    };
  }
  if (limit === undefined || !unit.isAmount(above)) return above;
  return unit.number(limit) < unit.number(above) ? limit : above;
}

/** What a pool that is not made here leaves to its children is not known. */
export function reservableOfExisting(path: string): Reservable {
  const missing = {
    because: `what the existing pool ${path} reserves is not known here`,
    fix: 'reserve an amount',
  };
  return { cpu: missing, memory: missing };
}
