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
  type ResourceImpact,
  type ResourceRule,
} from '../drivers/impact';
import { isObject } from '../model/json';
import { changedPaths, isEmpty, own, type ChangedPath } from './changed-paths';

export { changedPaths, type ChangedPath, type Comparison } from './changed-paths';

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
  return rank(a) >= rank(b) ? a : b;
}

const ranks = new Map(impacts.map((impact, index) => [impact, index]));

/** From 0, harmless, to the worst. */
export function rank(impact: Impact): number {
  return ranks.get(impact) ?? impacts.length;
}

/**
 * What a change costs; what no table knows is classified upwards.
 *
 * @param changed - what differs, where that is known already
 */
export function impactOf(
  { type, change }: ResourceChange,
  table: ImpactTable,
  changed?: readonly ChangedPath[],
): Classification {
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
  const paths =
    changed ?? changedPaths(before, after, { unknown: change.after_unknown, keys: known.keys });
  const decided = paths
    .map((path) => decideUpdate(known, path, before, after))
    .sort((a, b) => rank(b.impact) - rank(a.impact));
  return {
    impact: decided[0]?.impact ?? 'none',
    reasons: decided.flatMap(({ reasons }) => reasons),
  };
}

const none: Classification = { impact: 'none', reasons: [] };

function decide(rules: readonly ResourceRule[], values: unknown, what: string): Classification {
  const rule = rules.find(({ provided }) =>
    conditionsOf(provided).every(({ segments, condition }) => fits(values, segments, condition)),
  );
  return rule === undefined
    ? { impact: 'data-loss', reasons: [`${what}: no rule fits`] }
    : { impact: rule.impact, reasons: [`${what}: ${rule.source}`] };
}

function decideUpdate(
  known: ResourceImpact,
  changed: ChangedPath,
  before: unknown,
  after: unknown,
): Classification {
  const rule = linesFor(known, changed.attribute).find(
    (one) =>
      (one.change === undefined || one.change === changed.change) &&
      holds(one.provided, changed, before, after),
  );
  return rule === undefined
    ? { impact: 'data-loss', reasons: [`${changed.path}: no rule fits`] }
    : { impact: rule.impact, reasons: [`${changed.path}: ${rule.source}`] };
}

/** Lines of a table that cover an attribute: the same few attributes change again and again. */
const covering = new WeakMap<ResourceImpact, Map<string, readonly ImpactRule[]>>();

function linesFor(known: ResourceImpact, attribute: string): readonly ImpactRule[] {
  let lines = covering.get(known);
  if (lines === undefined) covering.set(known, (lines = new Map<string, readonly ImpactRule[]>()));
  let fitting = lines.get(attribute);
  if (fitting === undefined) {
    fitting = known.update.filter((rule) => covers(rule.attribute, attribute));
    lines.set(attribute, fitting);
  }
  return fitting;
}

/** A line for a block covers what is inside, one for an element (`disk[]`) the element alone. */
export function covers(line: string, attribute: string): boolean {
  if (line === '*' || line === attribute) return true;
  if (line.endsWith('[]')) return false;
  return attribute.startsWith(`${line}.`) || attribute.startsWith(`${line}[]`);
}

/** One step of a path: `disk[]`, `disk[1+]`, `size`. */
interface Segment {
  readonly name: string;
  /** First element that counts, where it is a list. */
  readonly from?: number;
}

interface ParsedCondition {
  readonly path: string;
  readonly segments: readonly Segment[];
  readonly condition: Condition;
}

const parsed = new WeakMap<Conditions, readonly ParsedCondition[]>();

/** The conditions of a line, whose paths are read once. */
function conditionsOf(provided: Conditions | undefined): readonly ParsedCondition[] {
  if (provided === undefined) return [];
  let conditions = parsed.get(provided);
  if (conditions === undefined) {
    conditions = Object.entries(provided).map(([path, condition]) => ({
      path,
      segments: segmentsOf(path),
      condition,
    }));
    parsed.set(provided, conditions);
  }
  return conditions;
}

function segmentsOf(path: string): readonly Segment[] {
  return path.split('.').map((head) => {
    if (head.endsWith('[]')) return { name: head.slice(0, -2), from: 0 };
    return head.endsWith('[1+]') ? { name: head.slice(0, -4), from: 1 } : { name: head };
  });
}

function holds(
  provided: Conditions | undefined,
  { elements }: ChangedPath,
  before: unknown,
  after: unknown,
): boolean {
  return conditionsOf(provided).every(({ path, segments, condition }) => {
    const element = elements.findLast(({ list }) => path.startsWith(`${list}[].`));
    if (element === undefined) {
      return fits(before, segments, condition) && fits(after, segments, condition);
    }
    const rest = segments.slice(element.list.split('.').length);
    return [element.before, element.after]
      .filter((values) => values !== undefined)
      .every((values) => fits(values, rest, condition));
  });
}

function fits(values: unknown, segments: readonly Segment[], condition: Condition): boolean {
  const found = valuesAt(values, segments);
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

/** All values at a path; `[]` fans out over a list, `[1+]` over all of it but the first element. */
function valuesAt(values: unknown, segments: readonly Segment[]): readonly unknown[] {
  const found: unknown[] = [];
  collect(values, segments, 0, found);
  return found;
}

function collect(
  values: unknown,
  segments: readonly Segment[],
  depth: number,
  found: unknown[],
): void {
  const segment = segments[depth];
  if (segment === undefined) {
    found.push(values);
    return;
  }
  if (!isObject(values)) return;
  const child = own(values, segment.name);
  if (segment.from === undefined) {
    collect(child, segments, depth + 1, found);
    return;
  }
  if (!Array.isArray(child)) return;
  for (let index = segment.from; index < child.length; index++) {
    collect(child[index], segments, depth + 1, found);
  }
}

/** All values at a path as tables write it: `disk[].volume_id`. */
export function valuesOf(values: unknown, path: string): readonly unknown[] {
  let segments = paths.get(path);
  if (segments === undefined) paths.set(path, (segments = segmentsOf(path)));
  return valuesAt(values, segments);
}

/** Paths of tables: a fixed, small number. */
const paths = new Map<string, readonly Segment[]>();
