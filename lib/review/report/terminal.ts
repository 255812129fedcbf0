/**
 * The review on a terminal.
 *
 * Input: a review. Output: tables of text. May import: the types of lib/drivers/impact.
 */

import { impacts, type Impact } from '../../drivers/impact';
import type { Action, ChangedValue, Review, ReviewedChange } from '../review';
import { arrange, sharedValues, tellingValues, type DriftGroup, type Group } from './arrange';
import { painter, type Paint } from './style';
import { textTable } from './table';
import { counted, oneLine, shorten, valueText } from './text';

/** How a review is told on a terminal. */
export interface TerminalOptions {
  /** Colours; without them the text is for pipes and logs. */
  readonly color: boolean;
  /** The exact command to run next. @default - none is shown */
  readonly next?: string;
}

/** All changes are listed, whatever their number: a terminal has no limit. */
export function reviewTerminal(review: Review, { color, next }: TerminalOptions): string {
  const paint = painter(color);
  const { machines, others, drift } = arrange(review);
  const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
    textTable(
      head.map((title) => paint('bold', title)),
      rows,
    );
  const of = (title: string, groups: readonly Group[]): readonly string[] =>
    groups.length === 0
      ? []
      : [
          paint('bold', title),
          table(
            [title === 'Machines' ? 'machine' : 'kind', 'impact', 'action', 'resource', 'why'],
            groups.flatMap((group) => groupRows(group, paint)),
          ),
        ];
  return `${[
    ...findings(review, paint),
    title(review, paint),
    ...of('Machines', machines),
    ...of('Other resources', others),
    ...(drift.length === 0
      ? []
      : [
          paint('bold', 'Changed outside of Terraform'),
          table(
            ['resource', 'changed', 'where'],
            drift.map((group) => driftRow(group, paint)),
          ),
        ]),
    ...(next === undefined ? [] : [`Next: ${paint('bold', oneLine(next))}`]),
  ].join('\n\n')}\n`;
}

function title({ stack, summary, changes }: Review, paint: Paint): string {
  const of = stack === undefined ? '' : ` of ${oneLine(stack)}`;
  if (changes.length === 0) return `Plan${of}: nothing changes.`;
  const costs = impacts
    .toReversed()
    .filter((impact) => summary.impacts[impact] > 0)
    .map((impact) => painted(impact, paint, `${String(summary.impacts[impact])} ${impact}`));
  return (
    `Plan${of}: ${counted(changes.length, 'change')} of ` +
    `${counted(summary.vms.length, 'machine')} and what they need; impact: ${costs.join(', ')}.`
  );
}

function findings({ policy, warnings }: Review, paint: Paint): readonly string[] {
  const lines = [
    ...policy
      .toSorted((a, b) => Number(a.severity === 'warn') - Number(b.severity === 'warn'))
      .map(({ severity, rule, subject, message }) => {
        const of = subject === undefined ? '' : ` ${oneLine(subject)}`;
        const text = `${oneLine(rule)}${of}: ${oneLine(message)}`;
        return severity === 'deny'
          ? paint('red', `DENIED  ${text}`)
          : paint('yellow', `WARNING ${text}`);
      }),
    ...warnings.map((warning) => paint('yellow', `WARNING ${oneLine(warning)}`)),
  ];
  return lines.length === 0 ? [] : [lines.join('\n')];
}

function painted(impact: Impact, paint: Paint, text: string = impact): string {
  if (impact === 'data-loss') return paint(['bold', 'red'], text);
  if (impact === 'rebuild' || impact === 'power-cycle') return paint('red', text);
  return impact === 'reboot' ? paint('yellow', text) : text;
}

function groupRows({ name, changes }: Group, paint: Paint): readonly (readonly string[])[] {
  return changes.map((change, index) => [
    index === 0 ? paint('bold', oneLine(shorten(name, 60))) : '',
    painted(change.impact, paint),
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

function driftRow(group: DriftGroup, paint: Paint): readonly string[] {
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
    decisive ? paint('red', what) : what,
    names.join(', ') + (more > 0 ? ` and ${String(more)} more` : ''),
  ];
}
