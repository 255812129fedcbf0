/**
 * Classifies what a planned change costs.
 *
 * Input: one change of a plan's JSON, and the tables of the drivers. Output: the impact, with the reason. May import:
 * the types of lib/drivers/impact.
 */

import {
  impacts,
  type Condition,
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
  const lines = changedPaths(before, after, change.after_unknown).map((path) =>
    decideUpdate(known.update, path, before, after),
  );
  return lines.reduce(
    (sum, line) => ({
      impact: worse(sum.impact, line.impact),
      reasons:
        line.impact === worse(sum.impact, line.impact) && line.impact !== sum.impact
          ? [...line.reasons, ...sum.reasons]
          : [...sum.reasons, ...line.reasons],
    }),
    none,
  );
}

const none: Classification = { impact: 'none', reasons: [] };

function decide(rules: readonly ResourceRule[], values: unknown, what: string): Classification {
  const rule = rules.find((one) => holds(one.provided, values));
  return rule === undefined
    ? { impact: 'data-loss', reasons: [`${what}: no rule fits`] }
    : { impact: rule.impact, reasons: [`${what}: ${rule.source}`] };
}

function decideUpdate(
  rules: readonly ImpactRule[],
  path: ChangedPath,
  before: unknown,
  after: unknown,
): Classification {
  const rule = rules.find(
    (one) =>
      covers(one.attribute, path.path) &&
      (one.change === undefined || one.change === path.change) &&
      holds(one.provided, before) &&
      holds(one.provided, after),
  );
  return rule === undefined
    ? { impact: 'data-loss', reasons: [`${path.path}: no rule fits`] }
    : { impact: rule.impact, reasons: [`${path.path}: ${rule.source}`] };
}

/** A line for a block covers what is inside; elements of lists are compared without their index. */
function covers(attribute: string, path: string): boolean {
  if (attribute === '*') return true;
  const plain = (text: string): string => text.replace(/\[[^\]]*\]/g, '');
  const [wanted, given] = [plain(attribute), plain(path)];
  return given === wanted || given.startsWith(`${wanted}.`);
}

function holds(
  provided: Readonly<Record<string, Condition>> | undefined,
  values: unknown,
): boolean {
  return Object.entries(provided ?? {}).every(([path, condition]) => {
    const found = valuesAt(values, path.split('.'));
    if (typeof condition !== 'object') return found.some((value) => value === condition);
    if ('contains' in condition) {
      return found.some((value) => typeof value === 'string' && value.includes(condition.contains));
    }
    return condition.empty === found.every(isEmpty);
  });
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === '' ||
    (Array.isArray(value) && value.length === 0)
  );
}

/** All values at a path; `[]` fans out over a list. */
function valuesAt(values: unknown, [head, ...rest]: readonly string[]): unknown[] {
  if (head === undefined) return [values];
  if (typeof values !== 'object' || values === null) return [];
  const name = head.replace('[]', '');
  const child: unknown = (values as Record<string, unknown>)[name];
  if (!head.endsWith('[]')) return valuesAt(child, rest);
  return Array.isArray(child) ? child.flatMap((one: unknown) => valuesAt(one, rest)) : [];
}

interface ChangedPath {
  readonly path: string;
  readonly change?: 'increase' | 'decrease' | 'add' | 'remove';
}

/** The paths at which two values differ, as deep as both have them. Values that are known after apply differ too. */
export function changedPaths(
  before: unknown,
  after: unknown,
  unknown?: unknown,
  path = '',
): readonly ChangedPath[] {
  if (unknown === true) return [{ path }];
  const lists = Array.isArray(before) && Array.isArray(after);
  if (lists || (isObject(before) && isObject(after))) {
    const left = before as Record<string, unknown>;
    const right = after as Record<string, unknown>;
    const unknowns = (isObject(unknown) || Array.isArray(unknown) ? unknown : {}) as Record<
      string,
      unknown
    >;
    const names = [
      ...new Set([...Object.keys(left), ...Object.keys(right), ...Object.keys(unknowns)]),
    ];
    return names.flatMap((name) => {
      const at = lists ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`;
      return changedPaths(left[name], right[name], unknowns[name], at);
    });
  }
  // A list or object that is empty on one side, and absent on the other, is the same to a provider.
  if (Object.is(before, after) || (isEmpty(before) && isEmpty(after))) return [];
  return [{ path, ...direction(before, after) }];
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
