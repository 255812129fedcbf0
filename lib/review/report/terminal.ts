/**
 * The review on a terminal.
 *
 * Input: a review. Output: tables of text. May import: the types of lib/drivers/impact; picocolors.
 */

import { createColors } from 'picocolors';
import { impacts, type Impact } from '../../drivers/impact';
import type { Action, ChangedValue, Review, ReviewedChange } from '../review';
import { arrange, sharedValues, tellingValues, type DriftGroup, type Group } from './arrange';
import { counted, oneLine, shorten, valueText } from './text';

export interface TerminalOptions {
  /** Colours; without them the text is for pipes and logs. */
  readonly color: boolean;
  /** The exact command to run next. @default - none is shown */
  readonly next?: string;
}

type Colors = ReturnType<typeof createColors>;

/** All changes are listed, whatever their number: a terminal has no limit. */
export function reviewTerminal(review: Review, { color, next }: TerminalOptions): string {
  const colors = createColors(color);
  const { machines, others, drift } = arrange(review);
  const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
    tableOf(head, rows, colors);
  const of = (title: string, groups: readonly Group[]): readonly string[] =>
    groups.length === 0
      ? []
      : [
          colors.bold(title),
          table(
            [title === 'Machines' ? 'machine' : 'kind', 'impact', 'action', 'resource', 'why'],
            groups.flatMap((group) => groupRows(group, colors)),
          ),
        ];
  return `${[
    ...findings(review, colors),
    title(review, colors),
    ...of('Machines', machines),
    ...of('Other resources', others),
    ...(drift.length === 0
      ? []
      : [
          colors.bold('Changed outside of Terraform'),
          table(
            ['resource', 'changed', 'where'],
            drift.map((group) => driftRow(group, colors)),
          ),
        ]),
    ...(next === undefined ? [] : [`Next: ${colors.bold(oneLine(next))}`]),
  ].join('\n\n')}\n`;
}

function title({ stack, summary, changes }: Review, colors: Colors): string {
  const of = stack === undefined ? '' : ` of ${oneLine(stack)}`;
  if (changes.length === 0) return `Plan${of}: nothing changes.`;
  const costs = impacts
    .toReversed()
    .filter((impact) => summary.impacts[impact] > 0)
    .map((impact) => painted(impact, colors, `${String(summary.impacts[impact])} ${impact}`));
  return (
    `Plan${of}: ${counted(changes.length, 'change')} of ` +
    `${counted(summary.vms.length, 'machine')} and what they need; impact: ${costs.join(', ')}.`
  );
}

function findings({ policy, warnings }: Review, colors: Colors): readonly string[] {
  const lines = [
    ...policy
      .toSorted((a, b) => Number(a.severity === 'warn') - Number(b.severity === 'warn'))
      .map(({ severity, rule, subject, message }) => {
        const of = subject === undefined ? '' : ` ${oneLine(subject)}`;
        const text = `${oneLine(rule)}${of}: ${oneLine(message)}`;
        return severity === 'deny'
          ? colors.red(`DENIED  ${text}`)
          : colors.yellow(`WARNING ${text}`);
      }),
    ...warnings.map((warning) => colors.yellow(`WARNING ${oneLine(warning)}`)),
  ];
  return lines.length === 0 ? [] : [lines.join('\n')];
}

function painted(impact: Impact, colors: Colors, text: string = impact): string {
  if (impact === 'data-loss') return colors.bold(colors.red(text));
  if (impact === 'rebuild' || impact === 'power-cycle') return colors.red(text);
  return impact === 'reboot' ? colors.yellow(text) : text;
}

function groupRows({ name, changes }: Group, colors: Colors): readonly (readonly string[])[] {
  return changes.map((change, index) => [
    index === 0 ? colors.bold(oneLine(shorten(name, 60))) : '',
    painted(change.impact, colors),
    change.action,
    oneLine(change.address),
    [oneLine(shorten(change.reason, 200)), ...valueLines(change)].join('\n'),
  ]);
}

function valueLines(change: ReviewedChange): readonly string[] {
  if (change.action === 'create') return [];
  const { shown } = tellingValues(change);
  const most = 12;
  return [
    ...shown.slice(0, most).map((value) => `  ${valueLine(value, change.action)}`),
    ...(shown.length > most ? [`  and ${String(shown.length - most)} more`] : []),
  ];
}

function valueLine(
  { path, before, after, printed, unknown }: ChangedValue,
  action: Action,
): string {
  const name = oneLine(shorten(path, 80));
  if (!printed) return `${name}: (changed)`;
  const text = (value: unknown): string => (value === undefined ? 'nothing' : valueText(value));
  if (action === 'delete' || action === 'forget') return `${name}: ${text(before)}`;
  return `${name}: ${text(before)} -> ${unknown ? '(known after apply)' : text(after)}`;
}

function driftRow(group: DriftGroup, colors: Colors): readonly string[] {
  const { kind, type, decisive, attributes, entries } = group;
  const shared = kind === 'changed' ? sharedValues(group) : undefined;
  const what = [
    kind === 'deleted' ? 'deleted' : attributes.map(oneLine).join(', '),
    ...(shared ?? []).map((value) => `  ${valueLine(value, 'update')}`),
  ].join('\n');
  const names = entries.slice(0, 20).map(({ vm, address }) => oneLine(vm ?? address));
  const more = entries.length - names.length;
  return [
    oneLine(type),
    decisive ? colors.red(what) : what,
    names.join(', ') + (more > 0 ? ` and ${String(more)} more` : ''),
  ];
}

/**
 * Aligned columns without borders, for terminals, pipes and logs alike; cells may have several lines. Table libraries take
 * minutes for the ten thousand rows that a plan may have.
 */
function tableOf(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  colors: Colors,
): string {
  const lines = [head.map((title) => colors.bold(title)), ...rows.flatMap(linesOfRow)];
  const widths = head.map((_title, column) =>
    lines.reduce((widest, line) => Math.max(widest, widthOf(line[column] ?? '')), 0),
  );
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function linesOfRow(row: readonly string[]): readonly (readonly string[])[] {
  const cells = row.map((cell) => cell.split('\n'));
  const height = Math.max(...cells.map(({ length }) => length));
  return Array.from({ length: height }, (_line, index) => cells.map((cell) => cell[index] ?? ''));
}

// eslint-disable-next-line no-control-regex -- colours take no room
const colorCodes = /\u001b\[\d+m/g;
const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/gu;

/** Columns that a text takes: Chinese, Japanese and Korean characters take two. */
function widthOf(text: string): number {
  const plain = text.includes('\u001b') ? text.replace(colorCodes, '') : text;
  return plain.length + (plain.match(wide)?.length ?? 0);
}
