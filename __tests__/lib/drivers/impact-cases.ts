/** Cases for impact tables: what an update of one type of resource costs. */
import type { ImpactTable } from '../../../lib/drivers/impact';
import { covers, impactOf } from '../../../lib/review/impact';

type Values = Readonly<Record<string, unknown>>;

/** Impact of an update in place. */
export function updateOf(table: ImpactTable, type: string, before: Values, after: Values): string {
  return impactOf({ type, change: { actions: ['update'], before, after } }, table).impact;
}

/** Impact of a replacement in either order, or of a removal. */
export function endOf(table: ImpactTable, type: string, before: Values, after?: Values): string {
  const found = (
    after === undefined
      ? [['delete']]
      : [
          ['delete', 'create'],
          ['create', 'delete'],
        ]
  )
    .map((actions) => impactOf({ type, change: { actions, before, after } }, table).impact)
    .filter((impact, index, all) => all.indexOf(impact) === index);
  return found.join(' or ');
}

/** Attributes, and elements that come or go, for which a table has no line. */
export function withoutLine(
  table: ImpactTable,
  type: string,
  paths: readonly string[],
): readonly string[] {
  const rules = table[type]?.update ?? [];
  return paths.flatMap((path) =>
    (path.endsWith('[]') ? (['add', 'remove'] as const) : [undefined])
      .filter(
        (change) =>
          !rules.some(
            (rule) =>
              covers(rule.attribute, path) &&
              (change === undefined || rule.change === undefined || rule.change === change),
          ),
      )
      .map((change) => (change === undefined ? path : `${path} ${change}`)),
  );
}
