/**
 * Classifies what a planned change costs.
 *
 * Input: one change of a plan's JSON, and the tables of the drivers. Output: the impact, with the reason. May import:
 * the types of lib/drivers/impact.
 */

import {
  impacts,
  type Condition,
  type Conditions,
  type Impact,
  type ImpactRule,
  type ImpactTable,
  type ResourceRule,
} from '../drivers/impact';

/** `change` of an entry of `resource_changes`: https://developer.hashicorp.com/terraform/internals/json-format */
export interface ResourceChange {
  readonly type: string;
  readonly change: {
    readonly actions: readonly string[];
    readonly before: unknown;
    readonly after: unknown;
    readonly after_unknown?: unknown;
  };
}

export interface Classification {
  readonly impact: Impact;
  /** The lines that decided, worst first. */
  readonly reasons: readonly string[];
}

/** The worse of two impacts. */
export function worse(a: Impact, b: Impact): Impact {
  return impacts.indexOf(a) >= impacts.indexOf(b) ? a : b;
}

/** What a change costs; what no table knows is classified upwards. */
export function impactOf({ type, change }: ResourceChange, table: ImpactTable): Classification {
  const { actions, before, after } = change;
  if (actions.every((action) => action === 'no-op' || action === 'read')) return none;
  if (actions.length === 1 && actions[0] === 'create') return none;
  const known = Object.hasOwn(table, type) ? table[type] : undefined;
  if (known === undefined) {
    return actions.includes('delete') || actions.includes('forget')
      ? {
          impact: 'data-loss',
          reasons: [`${type} is unknown: a removal of it is taken for a loss`],
        }
      : {
          impact: 'power-cycle',
          reasons: [`${type} is unknown: a change of it is taken for an interruption`],
        };
  }
  if (actions.includes('delete') && actions.includes('create')) {
    // Pinned before and pinned after: only then is it the same machine.
    const was = decide(known.replace, before, 'replaced');
    const becomes = decide(known.replace, after, 'replaced');
    return was.impact === worse(was.impact, becomes.impact) ? was : becomes;
  }
  if (actions.includes('delete') || actions.includes('forget')) {
    return decide(known.remove, before, 'removed');
  }
  const decided = changedPaths(before, after, { unknown: change.after_unknown, keys: known.keys })
    .map((path) => decideUpdate(known.update, path, before, after))
    .sort((a, b) => impacts.indexOf(b.impact) - impacts.indexOf(a.impact));
  return {
    impact: decided[0]?.impact ?? 'none',
    reasons: decided.flatMap(({ reasons }) => reasons),
  };
}

const none: Classification = { impact: 'none', reasons: [] };

function decide(rules: readonly ResourceRule[], values: unknown, what: string): Classification {
  const rule = rules.find(({ provided }) =>
    Object.entries(provided ?? {}).every(([path, condition]) => fits(values, path, condition)),
  );
  return rule === undefined
    ? { impact: 'data-loss', reasons: [`${what}: no rule fits`] }
    : { impact: rule.impact, reasons: [`${what}: ${rule.source}`] };
}

function decideUpdate(
  rules: readonly ImpactRule[],
  changed: ChangedPath,
  before: unknown,
  after: unknown,
): Classification {
  const rule = rules.find(
    (one) =>
      covers(one.attribute, changed.attribute) &&
      (one.change === undefined || one.change === changed.change) &&
      holds(one.provided, changed, [before, after]),
  );
  return rule === undefined
    ? { impact: 'data-loss', reasons: [`${changed.path}: no rule fits`] }
    : { impact: rule.impact, reasons: [`${changed.path}: ${rule.source}`] };
}

/** A line for a block covers what is inside, one for an element (`disk[]`) the element alone. */
export function covers(line: string, attribute: string): boolean {
  if (line === '*' || line === attribute) return true;
  if (line.endsWith('[]')) return false;
  return attribute.startsWith(`${line}.`) || attribute.startsWith(`${line}[]`);
}

function holds(
  provided: Conditions | undefined,
  { elements }: ChangedPath,
  sides: readonly unknown[],
): boolean {
  return Object.entries(provided ?? {}).every(([path, condition]) => {
    const element = [...elements].reverse().find(({ list }) => path.startsWith(`${list}[].`));
    if (element === undefined) return sides.every((values) => fits(values, path, condition));
    return [element.before, element.after]
      .filter((values) => values !== undefined)
      .every((values) => fits(values, path.slice(element.list.length + 3), condition));
  });
}

function fits(values: unknown, path: string, condition: Condition): boolean {
  const found = valuesAt(values, path.split('.'));
  if (typeof condition !== 'object') return found.some((value) => value === condition);
  if ('contains' in condition) {
    return found.some((value) => typeof value === 'string' && value.includes(condition.contains));
  }
  if ('endsWith' in condition) {
    return found.some((value) => typeof value === 'string' && value.endsWith(condition.endsWith));
  }
  if ('every' in condition) return found.every((value) => value === condition.every);
  return condition.empty === found.every(isEmpty);
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === '' ||
    (Array.isArray(value) && value.length === 0)
  );
}

/** All values at a path; `[]` fans out over a list, `[1+]` over all of it but the first element. */
function valuesAt(values: unknown, [head, ...rest]: readonly string[]): unknown[] {
  if (head === undefined) return [values];
  if (!isObject(values)) return [];
  const [, name = '', places] = /^(.*?)(\[(?:1\+)?\])?$/.exec(head) ?? [];
  const child = values[name];
  if (places === undefined) return valuesAt(child, rest);
  if (!Array.isArray(child)) return [];
  return child.slice(places === '[]' ? 0 : 1).flatMap((one: unknown) => valuesAt(one, rest));
}

/** An element of a list on the way to what changed; undefined on the side where it is not. */
interface Element {
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
}

export interface Comparison {
  /** `after_unknown` of the change: values that are known after apply differ. @default - all are known */
  readonly unknown?: unknown;
  /** What tells elements of lists apart, see the tables of the drivers. @default - their place */
  readonly keys?: Readonly<Record<string, string>>;
}

/** The paths at which two values differ, as deep as both have them. */
export function changedPaths(
  before: unknown,
  after: unknown,
  { unknown, keys = {} }: Comparison = {},
): readonly ChangedPath[] {
  return compare({ before, after, unknown }, { path: '', attribute: '', elements: [] }, keys);
}

/** One value on both sides, and what is unknown of it. */
interface Sides {
  readonly before: unknown;
  readonly after: unknown;
  readonly unknown: unknown;
}

type Place = Omit<ChangedPath, 'change'>;

function compare(
  sides: Sides,
  place: Place,
  keys: Readonly<Record<string, string>>,
): readonly ChangedPath[] {
  const { before, after, unknown } = sides;
  if (unknown === true) return [place];
  if (isList(before, after) && isList(after, before)) {
    return align(sides, keys[place.attribute]).flatMap(({ name, ...pair }) => {
      const { path, attribute, elements } = place;
      const element = { list: attribute, before: pair.before, after: pair.after };
      return compare(
        pair,
        {
          path: `${path}[${name}]`,
          attribute: `${attribute}[]`,
          elements: [...elements, element],
        },
        keys,
      );
    });
  }
  if (isObject(before) && isObject(after)) {
    const unknowns = isObject(unknown) ? unknown : {};
    const names = new Set([before, after, unknowns].flatMap((one) => Object.keys(one)));
    return [...names].flatMap((name) => {
      const child = (path: string): string => (path === '' ? name : `${path}.${name}`);
      return compare(
        { before: before[name], after: after[name], unknown: unknowns[name] },
        { ...place, path: child(place.path), attribute: child(place.attribute) },
        keys,
      );
    });
  }
  // A list or object that is empty on one side, and absent on the other, is the same to a provider.
  if (Object.is(before, after) || (isEmpty(before) && isEmpty(after))) return [];
  return [{ ...place, ...direction(before, after) }];
}

/** Beside a list, nothing at all is a list without elements: each of the others comes or goes. */
function isList(value: unknown, other: unknown): boolean {
  return Array.isArray(value) || (isEmpty(value) && value !== '' && Array.isArray(other));
}

/** Elements of two lists side by side: by their key, by place where they have none; those of one side alone after them. */
function align(
  sides: Sides,
  key: string | undefined,
): readonly (Sides & { readonly name: string })[] {
  const [before, after, unknown] = [sides.before, sides.after, sides.unknown].map((list) =>
    Array.isArray(list) ? (list as unknown[]) : [],
  ) as [unknown[], unknown[], unknown[]];
  const left = new Map<string, number[]>();
  for (let index = 0; index < Math.max(after.length, unknown.length); index++) {
    const { identity } = identityOf(after[index], index, key);
    left.set(identity, [...(left.get(identity) ?? []), index]);
  }
  const kept = before.map((element, index) => {
    const { identity, name } = identityOf(element, index, key);
    const partner = left.get(identity)?.shift();
    return partner === undefined
      ? { name, before: element, after: undefined, unknown: false }
      : { name, before: element, after: after[partner], unknown: unknown[partner] };
  });
  const come = [...left.values()].flat().map((index) => ({
    name: identityOf(after[index], index, key).name,
    before: undefined,
    after: after[index],
    unknown: unknown[index],
  }));
  return [...kept, ...come];
}

/** What makes an element the same on both sides, and its name for people. */
function identityOf(
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

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
