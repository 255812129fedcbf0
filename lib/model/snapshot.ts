import { isUnit, unitFrom } from './units';

/** An object of the input as plain data, without a prototype: a field named `constructor` is just a field. */
export type Loose = Readonly<Record<string, unknown>>;

/** Something in the input that is no data: a token object, an instance of a foreign class, an object that throws. */
export class Opaque {
  constructor(
    readonly description: string,
    readonly isToken: boolean,
  ) {
    Object.freeze(this);
  }
}

/**
 * Where the copy of a network keeps what a VM is given of it: a construct itself, which its driver recognizes, or all
 * the fields of a plain network, frozen, with those of its hypervisor untouched.
 */
export const ORIGINAL = Symbol('original');

/** What a construct says of the network that it stands for. */
const NETWORK_FIELDS = ['networkName', 'cidr', 'gateway', 'vlan', 'category'] as const;

/** A list longer than this is no list of disks, keys or rules; reading a sparse one would take for ever. */
const LONGEST_LIST = 10_000;

/**
 * Copies an input as plain data. It is read once, so getters, proxies and later changes by the caller can't make
 * the checks and what is built from them see different values. Units stay units; a network construct is read as the
 * data of its network. Fields that are undefined are left out. Never throws.
 */
export function snapshot(value: unknown, isToken: (value: unknown) => boolean): unknown {
  return copyOf(value, isToken, new Map());
}

/** Makes objects without properties of their own or inherited, which are faster than `Object.create(null)`. */
const Bag = function () {
  // Nothing of its own.
} as unknown as new () => Record<string | symbol, unknown>;
Bag.prototype = Object.create(null) as object;

/** True for an object that {@link snapshot} made of a plain object. */
export function isLoose(value: unknown): value is Loose {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Opaque) &&
    !isUnit(value)
  );
}

function copyOf(
  source: unknown,
  isToken: (value: unknown) => boolean,
  copies: Map<unknown, unknown>,
): unknown {
  if (typeof source !== 'object' || source === null) return source;
  // A map of copies ends cycles, and keeps shared parts shared instead of multiplying them.
  const known = copies.get(source);
  if (known !== undefined) return known;
  try {
    if (isUnit(source)) return unitFrom(source);
    if (Array.isArray(source)) {
      if (source.length > LONGEST_LIST) return new Opaque('a list that is too long', false);
      const list: unknown[] = [];
      copies.set(source, list);
      for (const element of source) list.push(copyOf(element, isToken, copies));
      return list;
    }
    const plain = isPlain(source);
    if (!plain && isToken(source)) return new Opaque('a token', true);
    const isNetwork = 'networkName' in source;
    if (!plain && !isNetwork) return new Opaque(className(source), false);
    const target = new Bag();
    copies.set(source, target);
    if (isNetwork) target[ORIGINAL] = plain ? Object.freeze({ ...source }) : source;
    for (const field of plain ? Object.keys(source) : NETWORK_FIELDS) {
      const value = copyOf((source as Loose)[field], isToken, copies);
      if (value !== undefined) target[field] = value;
    }
    return target;
  } catch {
    return new Opaque('an object that cannot be read', false);
  }
}

/** True for object literals and parsed JSON or YAML, also of another realm (`vm`, worker). */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function className(value: object): string {
  const { name } = value.constructor;
  return typeof name === 'string' && /^\w{1,40}$/.test(name) ? `a ${name} object` : 'an object';
}
