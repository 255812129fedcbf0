/**
 * Which values of a plan people may read.
 *
 * Input: what differs, and the table of the driver. Output: values, or the fact alone that they changed. May import: the
 * types of lib/drivers/review-table.
 */

import type { ResourceReview } from '../drivers/review-table';
import { isObject } from '../model/json';
import { identityOf, inside, isEmpty, type ChangedPath } from './changed-paths';
import { covers, valuesOf } from './impact';
import type { ChangedValue } from './review';

const answers = new WeakMap<readonly string[], Map<string, boolean>>();

/** Whether a list of a table has an attribute, or the block that it is in. */
export function isListed(list: readonly string[] | undefined, attribute: string): boolean {
  if (list === undefined || list.length === 0) return false;
  let known = answers.get(list);
  if (known === undefined) answers.set(list, (known = new Map<string, boolean>()));
  let answer = known.get(attribute);
  if (answer === undefined) {
    answer = list.some((line) => covers(line, attribute));
    known.set(attribute, answer);
  }
  return answer;
}

/** Whether a change is of an attribute of the list, or of a block that holds one. */
export function touches(list: readonly string[] | undefined, attribute: string): boolean {
  return (
    isListed(list, attribute) ||
    (list ?? []).some((line) => covers(attribute.replace(/\[\]$/, ''), line))
  );
}

const hidden = Symbol('hidden');

/** What of a value may be printed: listed by the driver, and not sensitive to Terraform. */
function printable(
  value: unknown,
  attribute: string,
  sensitive: unknown,
  printed: readonly string[],
): unknown {
  if (sensitive === true) return hidden;
  if (Array.isArray(value) && value.length > 0) {
    const shown: unknown[] = [];
    for (const [index, part] of (value as unknown[]).entries()) {
      const one = printable(part, `${attribute}[]`, inside(sensitive, index), printed);
      if (one !== hidden) shown.push(one);
    }
    return shown.length === 0 ? hidden : shown;
  }
  if (isObject(value)) {
    const parts: [string, unknown][] = [];
    for (const [name, part] of Object.entries(value)) {
      const at = attribute === '' ? name : `${attribute}.${name}`;
      const one = printable(part, at, inside(sensitive, name), printed);
      if (one !== hidden && !isEmpty(one)) parts.push([name, one]);
    }
    return parts.length === 0 ? hidden : Object.fromEntries(parts);
  }
  return isListed(printed, attribute) ? value : hidden;
}

/** One difference, as people may read it. A resource that no table knows shows none of its values. */
export function changedValue(
  changed: ChangedPath,
  table: ResourceReview | undefined,
): ChangedValue {
  const { path, attribute, before, after, unknown, beforeSensitive, afterSensitive } = changed;
  const printed = table?.printed ?? [];
  const was = sideOf(before, attribute, beforeSensitive, printed);
  const becomes = sideOf(after, attribute, afterSensitive, printed);
  const bare = was === undefined && becomes === undefined && !isListed(printed, attribute);
  if (was === hidden || becomes === hidden || bare) return { path, printed: false, unknown };
  return valueOf(path, was, becomes, unknown);
}

function valueOf(path: string, before: unknown, after: unknown, unknown: boolean): ChangedValue {
  if (before === undefined) {
    return after === undefined
      ? { path, printed: true, unknown }
      : { path, after, printed: true, unknown };
  }
  return after === undefined
    ? { path, before, printed: true, unknown }
    : { path, before, after, printed: true, unknown };
}

function sideOf(
  value: unknown,
  attribute: string,
  sensitive: unknown,
  printed: readonly string[],
): unknown {
  if (sensitive === true) return hidden;
  if (value === undefined || value === null) return undefined;
  if (isEmpty(value) && isListed(printed, attribute)) return undefined;
  return printable(value, attribute, sensitive, printed);
}

/** Of a new resource everything is new: only what people may read of it, and what is known, says something. */
export function createdValues(
  after: unknown,
  sensitive: unknown,
  table: ResourceReview | undefined,
  keys: Readonly<Record<string, string>> = {},
): readonly ChangedValue[] {
  const values: ChangedValue[] = [];
  if (table === undefined || !isObject(after)) return values;
  for (const [name, value] of Object.entries(after)) {
    const marked = inside(sensitive, name);
    if (Array.isArray(value) && marked !== true) {
      for (const [index, element] of (value as unknown[]).entries()) {
        const shown = printable(element, `${name}[]`, inside(marked, index), table.printed);
        if (shown === hidden || isEmpty(shown)) continue;
        const path = `${name}[${identityOf(element, index, keys[name]).name}]`;
        values.push({ path, after: shown, printed: true, unknown: false });
      }
      continue;
    }
    const shown = printable(value, name, marked, table.printed);
    if (shown === hidden || isEmpty(shown)) continue;
    values.push({ path: name, after: shown, printed: true, unknown: false });
  }
  return values;
}

/** What identifies an object that goes, as far as it may be printed. */
export function identityValues(
  before: unknown,
  sensitive: unknown,
  table: ResourceReview | undefined,
): readonly ChangedValue[] {
  if (table === undefined || !isObject(before)) return [];
  return table.identity.flatMap((attribute) => {
    // A list with anything sensitive in it is left out as a whole.
    const marked = inside(sensitive, attribute.split(/[.[]/)[0] ?? '');
    const found = valuesOf(before, attribute).filter(
      (value) => !isEmpty(value) && typeof value !== 'object',
    );
    if (found.length === 0 || holdsTrue(marked) || !isListed(table.printed, attribute)) return [];
    const value = attribute.includes('[]') ? found : found[0];
    return [{ path: attribute, before: value, printed: true, unknown: false }];
  });
}

function holdsTrue(marked: unknown): boolean {
  if (typeof marked !== 'object' || marked === null) return marked === true;
  return Object.values(marked).some(holdsTrue);
}
