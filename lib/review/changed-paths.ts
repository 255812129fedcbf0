/**
 * What differs between two values of a resource, as paths.
 *
 * Input: the values before and after, as a plan's JSON has them. Output: the paths that differ, with their values. May
 * import: nothing.
 *
 * Plans have thousands of resources, and most of their attributes do not change: what is equal costs no object and no text.
 */

import { isObject } from '../model/json';

/** An element of a list on the way to what changed; undefined on the side where it is not. */
export interface Element {
  /** Path of the list, as rules write it. */
  readonly list: string;
  readonly before: unknown;
  readonly after: unknown;
}

export interface ChangedPath {
  /** For people: elements are named by what tells them apart, as in `disk[data].size`. */
  readonly path: string;
  /** As rules write it: `disk[].size`. */
  readonly attribute: string;
  readonly change?: 'increase' | 'decrease' | 'add' | 'remove';
  /** Outermost first. */
  readonly elements: readonly Element[];
  /** The values there. */
  readonly before: unknown;
  readonly after: unknown;
  /** Known after apply only. */
  readonly unknown: boolean;
  /** What Terraform calls sensitive there: true for all of it, or the places inside. */
  readonly beforeSensitive: unknown;
  readonly afterSensitive: unknown;
}

export interface Comparison {
  /** `after_unknown` of the change: values that are known after apply differ. @default - all are known */
  readonly unknown?: unknown;
  /** What tells elements of lists apart, see the tables of the drivers. @default - their place */
  readonly keys?: Readonly<Record<string, string>>;
  /** `before_sensitive` and `after_sensitive` of the change. @default - nothing is sensitive */
  readonly beforeSensitive?: unknown;
  readonly afterSensitive?: unknown;
}

/** The paths at which two values differ, as deep as both have them. */
export function changedPaths(
  before: unknown,
  after: unknown,
  { unknown, keys = {}, beforeSensitive, afterSensitive }: Comparison = {},
): readonly ChangedPath[] {
  const found: ChangedPath[] = [];
  compare({ before, after, unknown, beforeSensitive, afterSensitive }, undefined, keys, found);
  return found;
}

/** One value on both sides, and what is unknown or sensitive of it. */
interface Sides {
  readonly before: unknown;
  readonly after: unknown;
  readonly unknown: unknown;
  readonly beforeSensitive: unknown;
  readonly afterSensitive: unknown;
}

/** Where a value is: its texts are made only where something differs. */
interface Place {
  readonly parent: Place | undefined;
  readonly name: string;
  /** Set for an element of a list. */
  readonly pair?: Sides;
}

function compare(
  sides: Sides,
  place: Place | undefined,
  keys: Readonly<Record<string, string>>,
  found: ChangedPath[],
): void {
  const { before, after, unknown } = sides;
  if (unknown !== true) {
    if (isList(before, after) && isList(after, before)) {
      const key = place === undefined ? undefined : keys[attributeOf(place)];
      for (const { name, pair } of align(sides, key)) {
        compare(pair, { parent: place, name, pair }, keys, found);
      }
      return;
    }
    if (isObject(before) && isObject(after)) {
      compareObjects(sides, before, after, place, keys, found);
      return;
    }
    // A list or object that is empty on one side, and absent on the other, is the same to a provider.
    if (Object.is(before, after) || (isEmpty(before) && isEmpty(after))) return;
  }
  found.push({
    path: pathOf(place),
    attribute: place === undefined ? '' : attributeOf(place),
    elements: elementsOf(place),
    ...(unknown === true ? {} : direction(before, after)),
    before,
    after,
    unknown: unknown === true,
    beforeSensitive: sides.beforeSensitive,
    afterSensitive: sides.afterSensitive,
  });
}

function compareObjects(
  sides: Sides,
  before: Record<string, unknown>,
  after: Record<string, unknown>,
  place: Place | undefined,
  keys: Readonly<Record<string, string>>,
  found: ChangedPath[],
): void {
  const unknowns = isObject(sides.unknown) ? sides.unknown : nothing;
  for (const name in before) {
    compareChild(sides, before[name], own(after, name), unknowns, name, place, keys, found);
  }
  for (const name in after) {
    if (Object.hasOwn(before, name)) continue;
    compareChild(sides, undefined, after[name], unknowns, name, place, keys, found);
  }
  for (const name in unknowns) {
    if (Object.hasOwn(before, name) || Object.hasOwn(after, name)) continue;
    compareChild(sides, undefined, undefined, unknowns, name, place, keys, found);
  }
}

/** Nothing is made for what is equal, which is nearly all. */
function compareChild(
  sides: Sides,
  before: unknown,
  after: unknown,
  unknowns: Record<string, unknown>,
  name: string,
  parent: Place | undefined,
  keys: Readonly<Record<string, string>>,
  found: ChangedPath[],
): void {
  const unknown = own(unknowns, name);
  if (isSame(before, after) && !hasTrue(unknown)) return;
  compare(
    {
      before,
      after,
      unknown,
      beforeSensitive: inside(sides.beforeSensitive, name),
      afterSensitive: inside(sides.afterSensitive, name),
    },
    { parent, name },
    keys,
    found,
  );
}

const nothing: Record<string, unknown> = {};

/** The value of a property, never one that every object inherits: plans are JSON, and have no functions. */
export function own<T>(values: Readonly<Record<string, T>>, name: string): T | undefined {
  const value = values[name];
  return typeof value === 'function' || value === Object.prototype ? undefined : value;
}

/** What is sensitive of a part: all of it where the whole is. */
export function inside(sensitive: unknown, name: string | number): unknown {
  if (sensitive === true || sensitive === undefined || sensitive === null) return sensitive;
  if (Array.isArray(sensitive)) return (sensitive as unknown[])[Number(name)];
  return isObject(sensitive) ? own(sensitive, String(name)) : undefined;
}

/** True for values that are equal in all their depth. */
function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) {
    return false;
  }
  if (Array.isArray(one)) {
    if (!Array.isArray(other) || one.length !== other.length) return false;
    for (let index = 0; index < one.length; index++) {
      if (!isSame(one[index], other[index])) return false;
    }
    return true;
  }
  if (Array.isArray(other)) return false;
  const [left, right] = [one as Record<string, unknown>, other as Record<string, unknown>];
  for (const name in left) if (!isSame(left[name], own(right, name))) return false;
  for (const name in right) if (!Object.hasOwn(left, name)) return false;
  return true;
}

/** Whether anything is unknown. */
function hasTrue(unknown: unknown): boolean {
  if (typeof unknown !== 'object' || unknown === null) return unknown === true;
  if (Array.isArray(unknown)) return unknown.some(hasTrue);
  for (const name in unknown) if (hasTrue((unknown as Record<string, unknown>)[name])) return true;
  return false;
}

function pathOf(place: Place | undefined): string {
  if (place === undefined) return '';
  const parent = pathOf(place.parent);
  if (place.pair !== undefined) return `${parent}[${place.name}]`;
  return parent === '' ? place.name : `${parent}.${place.name}`;
}

function attributeOf(place: Place): string {
  const parent = place.parent === undefined ? '' : attributeOf(place.parent);
  if (place.pair !== undefined) return `${parent}[]`;
  return parent === '' ? place.name : `${parent}.${place.name}`;
}

function elementsOf(place: Place | undefined): readonly Element[] {
  const elements: Element[] = [];
  for (let at = place; at !== undefined; at = at.parent) {
    if (at.pair === undefined) continue;
    const list = at.parent === undefined ? '' : attributeOf(at.parent);
    elements.unshift({ list, before: at.pair.before, after: at.pair.after });
  }
  return elements;
}

/** Beside a list, nothing at all is a list without elements: each of the others comes or goes. */
function isList(value: unknown, other: unknown): boolean {
  return Array.isArray(value) || (isEmpty(value) && value !== '' && Array.isArray(other));
}

interface Aligned {
  readonly name: string;
  readonly pair: Sides;
}

/** Elements of two lists side by side: by their key, by place where they have none; those of one side alone after them. */
function align(sides: Sides, key: string | undefined): readonly Aligned[] {
  const [before, after, unknown] = [
    listOf(sides.before),
    listOf(sides.after),
    listOf(sides.unknown),
  ];
  const left = new Map<string, number[]>();
  for (let index = 0; index < Math.max(after.length, unknown.length); index++) {
    const { identity } = identityOf(after[index], index, key);
    const same = left.get(identity);
    if (same === undefined) left.set(identity, [index]);
    else same.push(index);
  }
  const kept = before.map((element, index) => {
    const { identity, name } = identityOf(element, index, key);
    return { name, pair: pairOf(sides, index, left.get(identity)?.shift()) };
  });
  const come = [...left.values()].flat().map((index) => ({
    name: identityOf(after[index], index, key).name,
    pair: pairOf(sides, undefined, index),
  }));
  return [...kept, ...come];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

/** An element that is at one place before, and at another after. */
function pairOf(sides: Sides, was: number | undefined, becomes: number | undefined): Sides {
  return {
    before: was === undefined ? undefined : listOf(sides.before)[was],
    after: becomes === undefined ? undefined : listOf(sides.after)[becomes],
    unknown: becomes === undefined ? false : listOf(sides.unknown)[becomes],
    beforeSensitive: was === undefined ? undefined : inside(sides.beforeSensitive, was),
    afterSensitive: becomes === undefined ? undefined : inside(sides.afterSensitive, becomes),
  };
}

/** What makes an element the same on both sides, and its name for people. */
export function identityOf(
  element: unknown,
  index: number,
  key: string | undefined,
): { readonly identity: string; readonly name: string } {
  const value = key !== undefined && isObject(element) ? element[key] : undefined;
  const known = (typeof value === 'string' && value !== '') || typeof value === 'number';
  const name = String(known ? value : index);
  return { identity: `${known ? 'key' : 'place'} ${name}`, name };
}

function direction(before: unknown, after: unknown): Pick<ChangedPath, 'change'> {
  if (typeof before === 'number' && typeof after === 'number') {
    return { change: after > before ? 'increase' : 'decrease' };
  }
  if (isEmpty(before)) return { change: 'add' };
  return isEmpty(after) ? { change: 'remove' } : {};
}

/** True for what Terraform may print as absent, null, `""` or `[]` alike. */
export function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === '' ||
    (Array.isArray(value) && value.length === 0)
  );
}
