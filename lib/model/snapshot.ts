import { Size } from './size';

/** An object of the input as plain data, without a prototype: a field named `constructor` is just a field. */
export type Loose = { readonly [field: string]: unknown };

/** Something in the input that is no data: a token object, an instance of a foreign class, an object that throws. */
export class Opaque {
  constructor(
    readonly description: string,
    readonly isToken: boolean,
  ) {
    Object.freeze(this);
  }
}

/** Where the copy of a network keeps the network itself, which may be a construct that a driver recognizes. */
export const ORIGINAL = Symbol('original');

/** What a construct says of the network that it stands for. */
const NETWORK_FIELDS = ['networkName', 'cidr', 'gateway', 'vlan', 'category'] as const;

/** A list longer than this is no list of disks, keys or rules; reading a sparse one would take for ever. */
const LONGEST_LIST = 10_000;

/**
 * Copies an input as plain data. It is read once, so getters, proxies and later changes by the caller can't make
 * the checks and what is built from them see different values. Sizes stay sizes; a network construct is read as the
 * data of its network. Fields that are undefined are left out. Never throws.
 */
export function snapshot(value: unknown, isToken: (value: unknown) => boolean): unknown {
  return typeof value === 'object' && value !== null ? copy(value, isToken, new Map()) : value;
}

/** True for an object that {@link snapshot} made of a plain object. */
export function isLoose(value: unknown): value is Loose {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Opaque) &&
    !Size.isSize(value)
  );
}

function copy(
  source: object,
  isToken: (value: unknown) => boolean,
  copies: Map<object, unknown>,
): unknown {
  // A map of copies ends cycles, and keeps shared parts shared instead of multiplying them.
  const known = copies.get(source);
  if (known !== undefined) return known;
  const child = (value: unknown): unknown =>
    typeof value === 'object' && value !== null ? copy(value, isToken, copies) : value;
  try {
    if (Size.isSize(source)) return Size.from(source);
    if (Array.isArray(source)) {
      if (source.length > LONGEST_LIST) return new Opaque('a list that is too long', false);
      const list: unknown[] = [];
      copies.set(source, list);
      for (let i = 0; i < source.length; i++) list.push(child(source[i]));
      return list;
    }
    const plain = isPlain(source);
    if (!plain && isToken(source)) return new Opaque('a token', true);
    if (!plain && !('networkName' in source)) return new Opaque(className(source), false);
    const target = Object.create(null) as Record<string | symbol, unknown>;
    copies.set(source, target);
    if ('networkName' in source) target[ORIGINAL] = source;
    for (const field of plain ? Object.keys(source) : NETWORK_FIELDS) {
      const value = child((source as Loose)[field]);
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
