/**
 * Compares the reviewed record of a stack with the record of a fresh plan: only what was reviewed is applied.
 *
 * Input: two records, and the journal of the reviewed one. Output: what is left to apply, or why nothing is. May import:
 * lib/errors.
 */

import { formatProblem } from '../../errors';
import { canonicalJson } from './canonical-json';
import { describeChange } from './describe';
import { Progress, type JournalEvent } from './journal';
import type { PlanRecord, RecordedChange } from './plan-record';
import { equality, tampered } from './equality';
import { place, planAgain, type Refusal } from './refusal';
import { isReplacement, within, type WithinContext } from './within';

/** What the comparison of a fresh plan with the reviewed one comes to. */
export interface Comparison {
  /**
   * `same`: every change, as it was reviewed. `resumed`: what an interrupted apply of this record has left. `applied`:
   * nothing is left to do. `refused`: see the refusals.
   */
  readonly outcome: 'same' | 'resumed' | 'applied' | 'refused';
  readonly refusals: readonly Refusal[];
  /** Addresses of what is left to apply. */
  readonly remaining: readonly string[];
}

/** Whether to remove the object that is there loses data. */
export type LosesData = (change: RecordedChange) => boolean;

/** Whether the fresh plan is the reviewed one, or within it. */
export function compareRecords(
  reviewed: PlanRecord,
  fresh: PlanRecord,
  journal: readonly JournalEvent[] = [],
  losesData: LosesData = () => true,
): Comparison {
  if (fresh.changes.length === 0) return { outcome: 'applied', refusals: [], remaining: [] };
  const progress = new Progress(journal);
  const forged = tampered(reviewed);
  const unequal = forged.length > 0 ? forged : equality(reviewed, fresh, progress);
  // Digests under different keys differ everywhere, and say nothing.
  const comparable = !unequal.some(({ kind }) => kind === 'tampered' || kind === 'key');
  const refusals = comparable
    ? [
        ...unequal,
        ...changes(reviewed, fresh, { progress, losesData, shared: sharedActions(reviewed) }),
      ]
    : unequal;
  const all = reviewed.changes.length === fresh.changes.length && !progress.started;
  return {
    outcome: refusals.length > 0 ? 'refused' : all ? 'same' : 'resumed',
    refusals,
    remaining: fresh.changes.map(({ address }) => address),
  };
}

/** The lines that people read for refusals. */
export function refusalText(refusals: readonly Refusal[]): string {
  return refusals.map(formatProblem).join('\n');
}

function changes(
  reviewed: PlanRecord,
  fresh: PlanRecord,
  context: CompareContext,
): readonly Refusal[] {
  const were = byEntry(reviewed.changes);
  const are = byEntry(fresh.changes);
  const left = fresh.changes.filter((change) => isLeftBehind(change, were, are, context.progress));
  const within = { ...context, leftBehind: new Set(left.map(({ address }) => address)) };
  const planned = fresh.changes.flatMap((change): readonly Refusal[] => {
    const was = were.get(entryName(change));
    if (was !== undefined) return differing(reviewed, was, change, within);
    return left.includes(change) ? [] : [unreviewed(reviewed, change)];
  });
  const missing = reviewed.changes
    .filter((change) => !are.has(entryName(change)) && !isDone(change, within))
    .map((change): Refusal => ({
      kind: 'missing',
      address: change.address,
      code: 'VML068',
      path: place(reviewed, change),
      got: `nothing planned, where the record has: ${describeChange(change)}`,
      rule: 'a part of a record is applied only where its journal shows that the rest was',
      fix: `somebody else made this change, or undid its reason: ${planAgain}`,
    }));
  return [...planned, ...missing];
}

/** A change that the record does not have. */
function unreviewed(record: PlanRecord, change: RecordedChange): Refusal {
  const { address, deposed } = change;
  return {
    kind: deposed === undefined ? 'extra' : 'deposed',
    address,
    code: 'VML068',
    path: place(record, change),
    got: `a planned ${describeChange(change)}`,
    rule:
      deposed === undefined
        ? 'only what was reviewed is applied, and the record does not have this change'
        : 'an object that a replacement left behind goes only where that replacement was reviewed, and was begun by this record',
    fix: planAgain,
  };
}

/**
 * A create-before-destroy that stopped in its middle leaves the object that the record says goes: after the new one was
 * made, or before, where a precondition failed.
 */
function isLeftBehind(
  change: RecordedChange,
  were: ReadonlyMap<string, RecordedChange>,
  are: ReadonlyMap<string, RecordedChange>,
  progress: Progress,
): boolean {
  const { address, deposed } = change;
  const replaced = were.get(entryName({ address }));
  if (deposed === undefined || were.has(entryName(change)) || replaced === undefined) return false;
  const pending = progress.started && are.get(entryName({ address }))?.actions.join() === 'create';
  return (
    isReplacement(replaced) &&
    replaced.actions[0] === 'create' &&
    change.actions.join() === 'delete' &&
    (pending || progress.applied(address, 'create') > 0) &&
    canonicalJson(change.identity ?? []) === canonicalJson(replaced.identity ?? [])
  );
}

function differing(
  record: PlanRecord,
  was: RecordedChange,
  is: RecordedChange,
  context: WithinContext & CompareContext,
): readonly Refusal[] {
  const path = place(record, was);
  if (isApplied(was, context)) {
    return [
      {
        kind: 'again',
        address: was.address,
        code: 'VML068',
        path,
        got: `a second ${describeChange(is)}`,
        rule: 'a reviewed change is applied once, and the journal shows that it was',
        fix: `find out why the machine did not keep it, then ${planAgain}`,
      },
    ];
  }
  const { differences, kind } = within(was, is, context);
  if (differences.length === 0) return [];
  const rule =
    kind === 'tainted'
      ? 'what an apply has left unfinished is made again only where it was to be created, and holds no data'
      : 'a change is applied as it was reviewed';
  return [
    {
      kind,
      address: was.address,
      code: 'VML068',
      path,
      got: differences.join('; '),
      rule,
      fix: planAgain,
    },
  ];
}

interface CompareContext extends Omit<WithinContext, 'leftBehind'> {
  readonly shared: ReadonlyMap<string, number>;
}

function needed(
  { address }: RecordedChange,
  action: string,
  shared: ReadonlyMap<string, number>,
): number {
  return shared.get(JSON.stringify([address, action])) ?? 1;
}

/** Actions that Terraform reports one by one; what concerns the state alone it does not report. */
const reported = ['create', 'update', 'delete'];

/** True where the journal shows every action of the change applied. */
function isApplied(change: RecordedChange, { progress, shared }: CompareContext): boolean {
  if (!progress.started) return false;
  const actions = change.actions.filter((action) => reported.includes(action));
  return (
    actions.length > 0 &&
    actions.every(
      (action) => progress.applied(change.address, action) >= needed(change, action, shared),
    )
  );
}

/** True where a change is not planned any more because this record's apply has made it. */
function isDone(
  change: RecordedChange,
  { progress, shared, leftBehind }: WithinContext & CompareContext,
): boolean {
  const { address, actions, values = [] } = change;
  if (!progress.started) return false;
  const asItWas = actions.join() !== 'create' && values.length > 0;
  if (asItWas && values.every(({ unknown }) => unknown === true) && progress.advanced) return true;
  return actions
    .filter((action) => reported.includes(action))
    .every(
      (action) =>
        progress.begun(address, action) >= needed(change, action, shared) ||
        (action === 'delete' && isReplacement(change) && leftBehind.has(address)),
    );
}

/** Terraform does not say which object of an address it was: as many reports are needed as entries share the action. */
function sharedActions(record: PlanRecord): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { address, actions } of record.changes) {
    for (const action of actions) {
      const name = JSON.stringify([address, action]);
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return counts;
}

function byEntry(entries: readonly RecordedChange[]): ReadonlyMap<string, RecordedChange> {
  return new Map(entries.map((entry) => [entryName(entry), entry]));
}

function entryName({ address, deposed }: Pick<RecordedChange, 'address' | 'deposed'>): string {
  return JSON.stringify([address, deposed ?? '']);
}
