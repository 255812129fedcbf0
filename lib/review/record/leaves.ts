/**
 * A resource's values, taken apart into single ones by their paths.
 *
 * Input: one side of a planned change, with its marks. Output: leaves. May import: the parent folder.
 */

import { isEmpty } from '../changed-paths';

/** A value that is neither list nor object, or that is unknown or sensitive as a whole. */
export interface Leaf {
  /** For people, and unique: `disk[data].size`, `extra_config["guestinfo.userdata"]`. */
  readonly path: string;
  /** As tables write it: `disk[].size`. */
  readonly attribute: string;
  /** Absent where it is unknown. */
  readonly value?: unknown;
  /** Known after the apply only. */
  readonly unknown: boolean;
  /** Terraform marks it. */
  readonly sensitive: boolean;
}

export interface Marked {
  readonly value: unknown;
  /** Places of unknown values: `after_unknown`. @default - all are known */
  readonly unknown?: unknown;
  /** Places of sensitive values: `before_sensitive`, `after_sensitive`. @default - none is */
  readonly sensitive?: unknown;
}

/** What tells the elements of a list apart: an attribute of theirs, by the path of the list. */
export type ListKeys = Readonly<Record<string, string>>;

/** All leaves, by path. What is empty is left out: to a provider it is the same as nothing. */
export function leavesOf(marked: Marked, keys: ListKeys = {}): ReadonlyMap<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  const { value, unknown, sensitive } = marked;
  collect(value, unknown, sensitive, { path: '', attribute: '' }, keys, leaves);
  return leaves;
}

interface Place {
  readonly path: string;
  readonly attribute: string;
}

/** Creations of thousands of resources have a million values: nothing is made but places and leaves. */
function collect(
  value: unknown,
  unknown: unknown,
  sensitive: unknown,
  place: Place,
  keys: ListKeys,
  leaves: Map<string, Leaf>,
): void {
  const { path, attribute } = place;
  if (unknown === true) {
    leaves.set(path, { path, attribute, unknown: true, sensitive: sensitive === true });
  } else if (sensitive === true || !(isContainer(value) || containsTrue(unknown))) {
    if (!isEmpty(value)) {
      leaves.set(path, { path, attribute, value, unknown: false, sensitive: sensitive === true });
    }
    // Inside of what is sensitive as a whole values may still be unknown.
    if (containsTrue(unknown)) {
      const inside = `${path}(unknown)`;
      leaves.set(inside, { path: inside, attribute, unknown: true, sensitive: true });
    }
  } else if (Array.isArray(value) || (isEmpty(value) && Array.isArray(unknown))) {
    const list: readonly unknown[] = Array.isArray(value) ? value : [];
    const names = elementNames(list, { value, unknown, sensitive }, keys[attribute]);
    for (let index = 0; index < names.length; index++) {
      const inside = {
        path: `${path}[${names[index] ?? ''}]`,
        attribute: `${attribute}[]`,
      };
      child(value, unknown, sensitive, index, inside, keys, leaves);
    }
  } else {
    const known = objectOf(value);
    for (const name of Object.keys(known)) {
      // Most attributes have no value.
      if (isEmpty(at(value, name)) && !containsTrue(at(unknown, name))) continue;
      child(value, unknown, sensitive, name, inner(place, name), keys, leaves);
    }
    for (const name of Object.keys(objectOf(unknown))) {
      if (Object.hasOwn(known, name)) continue;
      child(value, unknown, sensitive, name, inner(place, name), keys, leaves);
    }
  }
}

function child(
  value: unknown,
  unknown: unknown,
  sensitive: unknown,
  name: string | number,
  place: Place,
  keys: ListKeys,
  leaves: Map<string, Leaf>,
): void {
  collect(at(value, name), at(unknown, name), at(sensitive, name), place, keys, leaves);
}

function at(value: unknown, name: string | number): unknown {
  if (!isContainer(value) || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string | number, unknown>>)[name];
}

/** `extra_config["guestinfo.userdata"]`: a name with a dot is no path of two names. */
function inner({ path, attribute }: Place, name: string): Place {
  const plain = /^[\w-]+$/.test(name);
  const dotted = path === '' ? name : `${path}.${name}`;
  return {
    path: plain ? dotted : `${path}[${JSON.stringify(name)}]`,
    attribute: attribute === '' ? name : `${attribute}.${name}`,
  };
}

/** The elements by what tells them apart, where it is known of all and differs; else by their place. */
function elementNames(
  list: readonly unknown[],
  { unknown, sensitive }: Marked,
  key: string | undefined,
): readonly string[] {
  const length = Math.max(list.length, Array.isArray(unknown) ? unknown.length : 0);
  const places = Array.from({ length }, (_, index) => String(index));
  if (key === undefined) return places;
  const names = places.map((place) => {
    if (containsTrue(at(at(sensitive, place), key))) return undefined;
    const value = at(list[Number(place)], key);
    return typeof value === 'string' && value !== '' ? value : undefined;
  });
  if (names.includes(undefined) || new Set(names).size < names.length) return places;
  return names.map((name = '') => (/^[A-Za-z_][\w-]*$/.test(name) ? name : JSON.stringify(name)));
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function objectOf(value: unknown): object {
  return isContainer(value) && !Array.isArray(value) ? value : {};
}

function containsTrue(marks: unknown): boolean {
  if (typeof marks !== 'object' || marks === null) return marks === true;
  for (const name in marks) {
    if (containsTrue((marks as Readonly<Record<string, unknown>>)[name])) return true;
  }
  return false;
}
