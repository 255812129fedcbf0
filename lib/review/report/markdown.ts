/**
 * The review as a comment of a pull request.
 *
 * Input: a review. Output: Markdown, never longer than a comment may be. May import: the types of lib/drivers/impact.
 */

import { impacts } from '../../drivers/impact';
import type { Action, ChangedValue, Finding, Review, ReviewedChange } from '../review';
import {
  arrange,
  byImpact,
  isDestructive,
  sharedValues,
  tellingValues,
  type Arranged,
  type Group,
} from './arrange';
import { code, codeBlock, counted, htmlCode, oneLine, plain, shorten, valueText } from './text';

/** How a review is told in Markdown. */
export interface MarkdownOptions {
  /** The exact command to run next. */
  readonly next: string;
  /**
   * Longest text, in bytes of UTF-8; at least 4,000.
   *
   * @default 65536, what GitHub takes as a comment
   */
  readonly limit?: number;
  /** Where everything is that does not fit. @default - the JSON of the review */
  readonly record?: string;
}

/** How much is told of changes: `lines` leaves out values, `counts` all but what is destructive. */
type Detail = 'values' | 'lines' | 'counts' | 'addresses';

const smallestLimit = 4000;

/**
 * The review as Markdown: warnings and denials on top, then the machines with the worst impact first, all else by kind, drift,
 * and the next command. What does not fit is folded into counts. Destructive changes are named always; where even their
 * addresses do not fit, the text says how many are missing, and where they are.
 */
export function reviewMarkdown(review: Review, options: MarkdownOptions): string {
  const limit = Math.max(options.limit ?? 65_536, smallestLimit);
  const arranged = arrange(review);
  for (const detail of ['values', 'lines', 'counts', 'addresses'] as const) {
    if (leastSize(review, detail) > limit) continue;
    const text = whole(review, arranged, options, detail);
    if (size(text) <= limit) return text;
  }
  return asMuchAsFits(review, options, limit);
}

/** A text can't be shorter than the addresses in it: what is too long anyway is not written. */
function leastSize({ changes }: Review, detail: Detail): number {
  const named = detail === 'values' || detail === 'lines' ? changes : changes.filter(isDestructive);
  const beside = detail === 'addresses' ? 1 : 40;
  return named.reduce((sum, { address }) => sum + address.length + beside, 0);
}

function size(text: string): number {
  return Buffer.byteLength(text);
}

function whole(
  review: Review,
  arranged: Arranged,
  options: MarkdownOptions,
  detail: Detail,
): string {
  const folded = detail === 'counts' || detail === 'addresses';
  const body =
    detail === 'addresses'
      ? [...addressBlocks(review.changes.filter(isDestructive)), ...countsOnly(arranged)]
      : [machineTable(arranged), ...sections(arranged, detail)];
  return joined([
    ...head(review),
    ...findings(review, detail),
    ...body,
    ...drift(arranged, detail),
    ...(folded ? [`Not all is shown here: the whole review is in ${recordOf(options)}.`] : []),
    ...nextCommand(options),
  ]);
}

function joined(blocks: readonly string[]): string {
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function recordOf({ record }: MarkdownOptions): string {
  return record === undefined ? 'the JSON of this review' : code(shorten(record, 200));
}

function nextCommand({ next }: MarkdownOptions): readonly string[] {
  return ['**Next:**', codeBlock([next])];
}

function head({ stack, summary, changes }: Review): readonly string[] {
  const title =
    stack === undefined ? '## Plan review' : `## Plan review: ${code(shorten(stack, 100))}`;
  if (changes.length === 0) return [title, 'Nothing changes.'];
  const actions = (Object.keys(summary.actions) as Action[])
    .filter((action) => summary.actions[action] > 0)
    .map((action) => `${String(summary.actions[action])} ${action}`);
  const costs = impacts
    .toReversed()
    .filter((impact) => summary.impacts[impact] > 0)
    .map((impact) => `${String(summary.impacts[impact])} ${impact}`);
  return [
    title,
    `Worst impact: **${summary.impact}**. ${counted(changes.length, 'change')} ` +
      `(${actions.join(', ')}) of ${counted(summary.vms.length, 'machine')} and what they need; ` +
      `impact: ${costs.join(', ')}.`,
  ];
}

function findings({ policy, warnings }: Review, detail: Detail): readonly string[] {
  const denied = policy.filter(({ severity }) => severity === 'deny');
  const warned = policy.filter(({ severity }) => severity === 'warn');
  return [
    ...(denied.length === 0
      ? []
      : [`### ⛔ Denied (${String(denied.length)})`, findingLines(denied, detail)]),
    ...(warned.length + warnings.length === 0
      ? []
      : [
          `### ⚠️ Warnings (${String(warned.length + warnings.length)})`,
          listed([...shortened(warnings, detail), findingLines(warned, detail)]),
        ]),
  ];
}

/** Warnings of a plan are few; there may be as many as there are unknown types. */
function shortened(warnings: readonly string[], detail: Detail): readonly string[] {
  const most = detail === 'addresses' ? 5 : 50;
  return [
    ...warnings.slice(0, most).map((warning) => `- ${plain(shorten(warning, 300))}`),
    ...(warnings.length > most ? [`- and ${String(warnings.length - most)} more`] : []),
  ];
}

function findingLines(list: readonly Finding[], detail: Detail): string {
  if (detail === 'values' || detail === 'lines') {
    return listed(
      list.map(({ rule, subject, message }) => {
        const of = subject === undefined ? '' : ` ${code(shorten(subject, 200))}`;
        return `- **${plain(rule)}**${of}: ${plain(shorten(message, 500))}`;
      }),
    );
  }
  const rules = new Map<string, Finding[]>();
  for (const one of list) rules.set(one.rule, [...(rules.get(one.rule) ?? []), one]);
  return listed(
    [...rules].slice(0, 50).map(([rule, all]) => {
      const first = plain(shorten(all[0]?.message ?? '', 200));
      return `- **${plain(shorten(rule, 100))}**: ${counted(all.length, 'time')}, such as: ${first}`;
    }),
  );
}

function listed(lines: readonly string[]): string {
  return lines.filter((line) => line !== '').join('\n');
}

function machineTable({ machines }: Arranged): string {
  if (machines.length === 0) return '';
  return listed([
    '| machine | impact | changes |',
    '| --- | --- | --- |',
    ...machines.map(
      ({ name, impact, changes }) =>
        `| ${code(shorten(name, 100), true)} | ${strong(impact)} | ${actionsOf(changes)} |`,
    ),
  ]);
}

function strong(impact: string): string {
  return impact === 'none' ? impact : `**${impact}**`;
}

function actionsOf(changes: readonly ReviewedChange[]): string {
  const counts = new Map<Action, number>();
  for (const { action } of changes) counts.set(action, (counts.get(action) ?? 0) + 1);
  return [...counts].map(([action, count]) => `${String(count)} ${action}`).join(', ');
}

/** A list of more machines than this is folded, so that the table stays in sight. */
const openMachines = 5;

function sections({ machines, others }: Arranged, detail: Detail): readonly string[] {
  const ofMachines = groupBlocks(machines, detail, (name) => code(shorten(name, 100)));
  const ofOthers = groupBlocks(others, detail, (name) => plain(shorten(name, 100)));
  return [
    ...(ofMachines.length === 0 ? [] : ['### Machines', ...ofMachines]),
    ...(ofOthers.length === 0 ? [] : ['### Other resources', ...ofOthers]),
  ];
}

function groupBlocks(
  groups: readonly Group[],
  detail: Detail,
  title: (name: string) => string,
): readonly string[] {
  return groups.flatMap((group, index) => {
    const shown = detail === 'counts' ? group.changes.filter(isDestructive) : group.changes;
    const rest = group.changes.length - shown.length;
    const left = rest === 0 ? '' : `- and ${counted(rest, 'change')} with nothing destroyed`;
    if (shown.length === 0) return detail === 'counts' ? [] : [left];
    const lines = listed([...shown.map((change) => changeLines(change, detail)), left]);
    const name = `${title(group.name)}: ${group.impact}`;
    const harmless = !shown.some(isDestructive);
    if (index < openMachines || !harmless || detail === 'counts') return [`#### ${name}`, lines];
    const summary = `${htmlCode(shorten(group.name, 100))}: ${group.impact}, ${counted(shown.length, 'change')}`;
    return [`<details><summary>${summary}</summary>\n\n${lines}\n\n</details>`];
  });
}

function changeLines(change: ReviewedChange, detail: Detail): string {
  const { address, action, impact, kind, previousAddress, deposed, importId } = change;
  const what = [
    previousAddress === undefined ? '' : ` from ${code(previousAddress)}`,
    deposed === undefined ? '' : ` (deposed object ${code(deposed)})`,
    importId === undefined ? '' : ` (id ${code(shorten(importId, 100))})`,
  ].join('');
  const line = `- **${action}** ${code(address)}${what}, ${plain(kind)}: ${strong(impact)}; ${reasonText(change)}`;
  if (detail !== 'values') return line;
  const { shown, afterApply } = tellingValues(change);
  const most = action === 'create' ? 20 : 40;
  return listed([
    line,
    ...shown.slice(0, most).map((value) => `  - ${valueLine(value, action)}`),
    shown.length > most ? `  - and ${String(shown.length - most)} more` : '',
    afterApply > 0 && action !== 'create' && shown.length === 0
      ? `  - ${counted(afterApply, 'value')} known after apply`
      : '',
  ]);
}

/** A reason begins with the path that it is about, whose names come from the plan. */
function reasonText({ reason, reasons, values }: ReviewedChange): string {
  const path = values.find((value) => reason.startsWith(`${value.path}: `))?.path;
  const text =
    path === undefined
      ? plain(shorten(reason, 300))
      : `${code(shorten(path, 100))}: ${plain(shorten(reason.slice(path.length + 2), 300))}`;
  return reasons.length > 1 ? `${text} (and ${String(reasons.length - 1)} more)` : text;
}

function valueLine(value: ChangedValue, action: Action): string {
  const path = code(shorten(value.path, 150));
  if (!value.printed) return `${path}: (changed)`;
  const becomes = value.unknown ? '(known after apply)' : side(value.after);
  if (action === 'create') return `${path}: ${becomes}`;
  if (action === 'delete' || action === 'forget') return `${path}: ${side(value.before)}`;
  return `${path}: ${side(value.before)} → ${becomes}`;
}

function side(value: unknown): string {
  return value === undefined ? 'nothing' : code(valueText(value));
}

function drift({ drift: groups }: Arranged, detail: Detail): readonly string[] {
  if (groups.length === 0) return [];
  const total = groups.reduce((sum, { entries }) => sum + entries.length, 0);
  const title = `### Changed outside of Terraform (${counted(total, 'resource')})`;
  const most = detail === 'addresses' ? 5 : detail === 'counts' ? 50 : groups.length;
  const named = detail === 'values' ? 20 : detail === 'lines' ? 5 : 1;
  const lines = groups.slice(0, most).map((group) => {
    const names = group.entries
      .slice(0, named)
      .map(({ vm, address }) => code(shorten(vm ?? address, 150)));
    const more = group.entries.length - names.length;
    const what =
      group.kind === 'deleted'
        ? 'deleted'
        : group.attributes
            .slice(0, 20)
            .map((one) => code(shorten(one, 100)))
            .join(', ');
    const shared =
      detail === 'values' && group.kind === 'changed' ? sharedValues(group) : undefined;
    return listed([
      `- ${group.decisive ? '**decisive** ' : ''}${plain(group.type)} ${what}: ${names.join(', ')}` +
        (more > 0 ? ` and ${String(more)} more` : ''),
      ...(shared ?? []).slice(0, 20).map((value) => `  - ${valueLine(value, 'update')}`),
    ]);
  });
  if (groups.length > most) lines.push(`- and ${String(groups.length - most)} more kinds of drift`);
  return [title, listed(lines)];
}

/** Destructive addresses alone, by what happens to them. */
function addressBlocks(changes: readonly ReviewedChange[]): readonly string[] {
  const blocks = new Map<string, string[]>();
  for (const change of changes.toSorted(byImpact)) {
    const title = `${change.action}, ${change.impact}`;
    const line = addressLine(change);
    const known = blocks.get(title);
    if (known === undefined) blocks.set(title, [line]);
    else known.push(line);
  }
  return [...blocks].flatMap(([title, lines]) => [
    `**${title}** (${String(lines.length)})`,
    codeBlock(lines),
  ]);
}

function addressLine({ address, deposed }: ReviewedChange): string {
  return oneLine(deposed === undefined ? address : `${address} deposed ${deposed}`);
}

function countsOnly({ machines, others }: Arranged): readonly string[] {
  const harmless = [...machines, ...others]
    .flatMap(({ changes }) => changes)
    .filter((change) => !isDestructive(change));
  if (harmless.length === 0) return [];
  return [`${counted(harmless.length, 'change')} with nothing destroyed: ${actionsOf(harmless)}.`];
}

/** The last resort: as many destructive addresses as there is room for, and how many there is none for. */
function asMuchAsFits(review: Review, options: MarkdownOptions, limit: number): string {
  const destructive = review.changes.filter(isDestructive).toSorted(byImpact);
  const { summary } = review;
  const next = nextCommand({ next: shorten(options.next, 400) });
  const frame = (shown: readonly string[]): string => {
    const missing = destructive.length - shown.length;
    const loud =
      missing === 0
        ? `Not all is shown here: the whole review is in ${recordOf(options)}.`
        : `### 🛑 ${String(missing)} of ${counted(destructive.length, 'destructive change')} ` +
          `are NOT listed here: they do not fit. Read all of them in ${recordOf(options)} before you approve.`;
    return joined([
      ...head(review).slice(0, 1),
      loud,
      `Worst impact: **${summary.impact}**. ${counted(review.changes.length, 'change')}; ` +
        `${String(summary.denied)} denied, ${String(summary.warned + review.warnings.length)} warnings, ` +
        `${String(summary.drift)} drifted.`,
      shown.length === 0 ? '' : codeBlock(shown),
      ...next,
    ]);
  };
  const lines = destructive.map(
    (change) => `${addressLine(change)} (${change.action}, ${change.impact})`,
  );
  let room = limit - size(frame([]));
  let fitting = 0;
  for (const line of lines) {
    room -= size(line) + 1;
    if (room < 0) break;
    fitting += 1;
  }
  // The block around the lines takes some room too.
  let text = frame(lines.slice(0, fitting));
  while (fitting > 0 && size(text) > limit) text = frame(lines.slice(0, --fitting));
  return text;
}
