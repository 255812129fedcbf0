/**
 * A review in the order in which people read it.
 *
 * Input: a review. Output: machines with their changes, the rest by kind, drift by meaning. May import: the types of
 * lib/drivers/impact.
 */

import type { Impact } from '../../drivers/impact';
import { rank, worse } from '../impact';
import type { ChangedValue, Drift, Review, ReviewedChange } from '../review';
import { byCodeUnit } from '../../model/json';

export interface Group {
  /** Name of a machine, or a kind of resources. */
  readonly name: string;
  readonly impact: Impact;
  /** The worst first. */
  readonly changes: readonly ReviewedChange[];
}

/** The same attributes that changed outside of Terraform, of one or several resources. */
export interface DriftGroup {
  readonly kind: Drift['kind'];
  readonly type: string;
  readonly decisive: boolean;
  /** Without what tells elements of lists apart: `disk[].size`. */
  readonly attributes: readonly string[];
  readonly entries: readonly Drift[];
}

export interface Arranged {
  readonly machines: readonly Group[];
  readonly others: readonly Group[];
  readonly drift: readonly DriftGroup[];
}

/** Changes after which something is gone. A report never leaves one of them out. */
export function isDestructive({ action, impact }: ReviewedChange): boolean {
  return (
    action === 'delete' ||
    action === 'replace' ||
    action === 'forget' ||
    impact === 'data-loss' ||
    impact === 'rebuild'
  );
}

export function arrange({ changes, drift }: Review): Arranged {
  const sorted = changes.toSorted(byImpact);
  return {
    machines: grouped(
      sorted.filter(({ vm }) => vm !== undefined),
      ({ vm = '' }) => vm,
    ),
    others: grouped(
      sorted.filter(({ vm }) => vm === undefined),
      ({ kind }) => kind,
    ),
    drift: driftGroups(drift),
  };
}

/** The worst first; a destructive one before others of the same impact. */
export function byImpact(a: ReviewedChange, b: ReviewedChange): number {
  return (
    rank(b.impact) - rank(a.impact) ||
    Number(isDestructive(b)) - Number(isDestructive(a)) ||
    byCodeUnit(a.address, b.address) ||
    byCodeUnit(a.deposed ?? '', b.deposed ?? '')
  );
}

function grouped(
  changes: readonly ReviewedChange[],
  nameOf: (change: ReviewedChange) => string,
): readonly Group[] {
  const groups = new Map<string, ReviewedChange[]>();
  for (const change of changes) {
    const name = nameOf(change);
    const known = groups.get(name);
    if (known === undefined) groups.set(name, [change]);
    else known.push(change);
  }
  return [...groups]
    .map(([name, members]) => ({
      name,
      impact: members.reduce<Impact>((worst, { impact }) => worse(worst, impact), 'none'),
      changes: members,
    }))
    .sort((a, b) => rank(b.impact) - rank(a.impact) || byCodeUnit(a.name, b.name));
}

function driftGroups(drift: readonly Drift[]): readonly DriftGroup[] {
  const groups = new Map<string, { attributes: readonly string[]; entries: Drift[] }>();
  for (const entry of drift) {
    const attributes =
      entry.kind === 'deleted'
        ? []
        : [...new Set(entry.values.map(({ path }) => path.replace(/\[[^\]]*\]/g, '[]')))].sort();
    const name = JSON.stringify([entry.kind, entry.type, entry.decisive, attributes]);
    const known = groups.get(name);
    if (known === undefined) groups.set(name, { attributes, entries: [entry] });
    else known.entries.push(entry);
  }
  const order = ({ decisive, kind, type, attributes }: DriftGroup): string =>
    [decisive ? '0' : '1', kind === 'deleted' ? '0' : '1', type, ...attributes].join('\0');
  return [...groups.values()]
    .flatMap(({ attributes, entries }) => {
      const [first] = entries;
      if (first === undefined) return [];
      const { kind, type, decisive } = first;
      return [{ kind, type, decisive, attributes, entries }];
    })
    .sort((a, b) => byCodeUnit(order(a), order(b)));
}

/** The values that all entries of a group share; undefined where they differ. */
export function sharedValues({ entries }: DriftGroup): readonly ChangedValue[] | undefined {
  const [first, ...others] = entries;
  const text = JSON.stringify(first?.values);
  return others.every(({ values }) => JSON.stringify(values) === text) ? first?.values : undefined;
}

/**
 * Values that say something: not those that are known after the apply only, unless that is why it is replaced, and of what
 * is new not what is switched off.
 */
export function tellingValues({ action, values, replacePaths }: ReviewedChange): {
  readonly shown: readonly ChangedValue[];
  readonly afterApply: number;
} {
  const heads = new Set(replacePaths.map((path) => path.split(/[.[]/)[0]));
  const shown = values.filter(({ unknown, path, after }) =>
    action === 'create'
      ? after !== false && after !== 0
      : !unknown || heads.has(path.split(/[.[]/)[0] ?? ''),
  );
  return { shown, afterApply: values.length - shown.length };
}
