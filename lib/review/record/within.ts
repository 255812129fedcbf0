/**
 * Whether one fresh change is the reviewed one, or what an interrupted apply has left of it.
 *
 * Input: two entries and the journal. Output: the differences that are not explained. May import: nothing.
 */

import { canonicalJson } from './canonical-json';
import { describeChange, describeSide, describeValue } from './describe';
import type { Progress } from './journal';
import type { RecordedChange, RecordedValue } from './plan-record';
import { unchangedDigest } from './values';

export interface Within {
  /** In words; none where the fresh change is within the reviewed one. */
  readonly differences: readonly string[];
  readonly kind: 'changed' | 'tainted';
}

export interface WithinContext {
  readonly progress: Progress;
  /** Whether to remove what is there loses data. */
  readonly losesData: (change: RecordedChange) => boolean;
  /** Addresses whose old object a create-before-destroy has left, and which goes still. */
  readonly leftBehind: ReadonlySet<string>;
}

export function isReplacement({ actions }: RecordedChange): boolean {
  return actions.includes('create') && actions.includes('delete');
}

export function within(
  reviewed: RecordedChange,
  fresh: RecordedChange,
  context: WithinContext,
): Within {
  const { progress, leftBehind } = context;
  const { address } = reviewed;
  if (reviewed.digest === fresh.digest) return { differences: [], kind: 'changed' };
  if (isTaintedAgain(reviewed, fresh)) {
    return { differences: tainted(reviewed, fresh, context), kind: 'tainted' };
  }
  const restOfReplacement =
    isReplacement(reviewed) &&
    fresh.actions.join() === 'create' &&
    progress.applied(address, 'create') === 0 &&
    (progress.applied(address, 'delete') > 0 || leftBehind.has(address));
  return {
    differences: restOfReplacement
      ? [...facts(reviewed, fresh, []), ...createdAgain(reviewed, fresh)]
      : sameAction(reviewed, fresh, progress),
    kind: 'changed',
  };
}

/** What was made, and not completed, is to be made again: Terraform says so itself. */
function isTaintedAgain(reviewed: RecordedChange, fresh: RecordedChange): boolean {
  const reason = 'replace_because_tainted';
  return fresh.actionReason === reason && reviewed.actionReason !== reason;
}

function tainted(
  reviewed: RecordedChange,
  fresh: RecordedChange,
  { progress, losesData }: WithinContext,
): readonly string[] {
  const { address } = reviewed;
  if (reviewed.actions.join() !== 'create') {
    return [`${describeChange(fresh)}, and not what was reviewed: ${describeChange(reviewed)}`];
  }
  if (progress.begun(address, 'create') === 0) {
    return [`${describeChange(fresh)}, and no apply of this record has begun to make it`];
  }
  if (losesData(fresh)) return [`${describeChange(fresh)}, and its removal loses data`];
  return [...facts(reviewed, fresh, []), ...newSides(reviewed, fresh)];
}

/** Facts of an entry beside its values. */
const sameFacts = ['actionReason', 'replacePaths'] as const;
const stateFacts = ['previousAddress', 'importId'] as const;

function sameAction(
  reviewed: RecordedChange,
  fresh: RecordedChange,
  progress: Progress,
): readonly string[] {
  if (canonicalJson(reviewed.actions) !== canonicalJson(fresh.actions)) {
    return [`${describeChange(fresh)}, and not what was reviewed: ${describeChange(reviewed)}`];
  }
  // A first apply commits moves and imports to the state before anything else.
  const committed = stateFacts.filter(
    (fact) => progress.started && fresh[fact] === undefined && reviewed[fact] !== undefined,
  );
  const differences = [
    ...facts(reviewed, fresh, [
      ...sameFacts,
      ...stateFacts.filter((one) => !committed.includes(one)),
    ]),
    ...pairs(reviewed.identity, fresh.identity).flatMap(({ path, was, is }) =>
      same(was, is)
        ? []
        : [
            `another object is there: ${difference({ path, was, is }, ({ before }) => describeSide(before))}`,
          ],
    ),
    ...pairs(reviewed.values, fresh.values).flatMap((pair) =>
      valueDifference(pair, reviewed, progress),
    ),
  ];
  if (differences.length > 0 || reviewed.unchanged === fresh.unchanged) return differences;
  // An unknown value that turned out to stay the same has moved from the one digest to the other.
  const resolved = pairs(reviewed.values, fresh.values).some(({ was, is }) => was?.unknown && !is);
  return resolved && progress.advanced ? [] : ['values that the replacement keeps are others'];
}

interface Pair {
  readonly path: string;
  readonly was?: RecordedValue;
  readonly is?: RecordedValue;
}

function valueDifference(
  { path, was, is }: Pair,
  { address }: RecordedChange,
  progress: Progress,
): readonly string[] {
  if (same(was, is)) return [];
  if (is === undefined) {
    const resolved = was?.unknown === true && progress.advanced;
    const partly = progress.begun(address, 'update') > 0;
    if (resolved || partly || was === undefined) return [];
    return [`${describeValue(was)} was reviewed, and is not planned any more`];
  }
  if (was === undefined) return [`${describeValue(is)} was not reviewed`];
  const nowKnown = was.unknown === true && is.unknown !== true && progress.advanced;
  if (nowKnown && same(onlyBefore(was), onlyBefore(is))) return [];
  return [difference({ path, was, is }, sides)];
}

/** The second half of a replacement, after the first has removed what was there. */
function createdAgain(reviewed: RecordedChange, fresh: RecordedChange): readonly string[] {
  const all = pairs(reviewed.values, fresh.values);
  const differences = all.flatMap(({ path, was, is }) => {
    if (was === undefined || newSideFits(was, is)) return [];
    return [difference({ path, was, is }, newSide)];
  });
  // Values that the replacement was to keep are no longer compared one by one.
  const kept = all.flatMap(({ was, is }) => (was === undefined && is !== undefined ? [is] : []));
  const keeps = unchangedDigest(kept) === reviewed.unchanged;
  return keeps ? differences : [...differences, 'values that the replacement keeps are others'];
}

/** What is made again is what was to be made. */
function newSides(reviewed: RecordedChange, fresh: RecordedChange): readonly string[] {
  return pairs(reviewed.values, fresh.values).flatMap(({ path, was, is }) => {
    if (is === undefined || newSideFits(was, is)) return [];
    return [difference({ path, was, is }, newSide)];
  });
}

function newSideFits(was: RecordedValue | undefined, is: RecordedValue | undefined): boolean {
  if (was?.unknown === true) return true;
  return same(onlyAfter(was), onlyAfter(is));
}

function onlyBefore(value: RecordedValue): unknown {
  return [value.hidden, value.before, value.beforeDigest];
}

/** Whether it is printed may depend on the side that is gone: then the values cannot be compared, and differ. */
function onlyAfter(value: RecordedValue | undefined): unknown {
  const { after, afterDigest, unknown } = value ?? {};
  return [after, afterDigest, unknown];
}

function facts(
  reviewed: RecordedChange,
  fresh: RecordedChange,
  names: readonly (keyof RecordedChange)[],
): readonly string[] {
  return [...(['provider', 'type'] as const), ...names].flatMap((name) =>
    same(reviewed[name], fresh[name])
      ? []
      : [
          `${name} ${describeSide(reviewed[name])} was reviewed, and is ${describeSide(fresh[name])}`,
        ],
  );
}

function pairs(
  reviewed: readonly RecordedValue[] = [],
  fresh: readonly RecordedValue[] = [],
): readonly Pair[] {
  const was = new Map(reviewed.map((value) => [value.path, value]));
  const is = new Map(fresh.map((value) => [value.path, value]));
  return [...new Set([...was.keys(), ...is.keys()])].map((path) => ({
    path,
    was: was.get(path),
    is: is.get(path),
  }));
}

function same(a: unknown, b: unknown): boolean {
  return canonicalJson(a ?? null) === canonicalJson(b ?? null);
}

/** What differs at a path, as far as it may be shown. */
function difference({ path, was, is }: Pair, shown: (value: RecordedValue) => string): string {
  if (was?.hidden !== undefined || is?.hidden !== undefined) {
    return `${path} is not the value that was reviewed (not printed)`;
  }
  const text = (value: RecordedValue | undefined): string =>
    value === undefined ? 'nothing' : shown(value);
  return `${path} was reviewed as ${text(was)}, and is planned as ${text(is)}`;
}

function newSide({ after, unknown }: RecordedValue): string {
  return unknown === true ? 'known after apply' : describeSide(after);
}

function sides(value: RecordedValue): string {
  return `${describeSide(value.before)} -> ${newSide(value)}`;
}
