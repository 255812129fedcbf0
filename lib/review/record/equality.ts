/**
 * What is compared of two records beside their changes.
 *
 * Input: two records. Output: refusals. May import: nothing.
 */

import { canonicalJson } from './canonical-json';
import type { Progress } from './journal';
import type { PlanRecord } from './plan-record';
import { changeDigest, recordDigest } from './record-of';
import { place, planAgain, type Refusal, type RefusalKind } from './refusal';

/** A record that was changed by hand: its digests do not fit. */
export function tampered(record: PlanRecord): readonly Refusal[] {
  const refuse = (path: string, address?: string): Refusal => ({
    kind: 'tampered',
    ...(address === undefined ? {} : { address }),
    code: 'VML068',
    path,
    got: 'content that does not fit its digest',
    rule: 'a record is as `vm-lifecycle plan` wrote it',
    fix: planAgain,
  });
  const entries = record.changes
    .filter((change) => changeDigest(change) !== change.digest)
    .map((change) => refuse(place(record, change), change.address));
  const whole = recordDigest(record) === record.digest ? [] : [refuse(record.stack)];
  return entries.length > 0 ? entries : whole;
}

/** What has to be equal beside the changes. */
export function equality(
  reviewed: PlanRecord,
  fresh: PlanRecord,
  progress: Progress,
): readonly Refusal[] {
  const { stack } = reviewed;
  const refuse = (kind: RefusalKind, given: string, rule: string, fix = planAgain): Refusal => ({
    kind,
    code: 'VML068',
    path: stack,
    got: given,
    rule,
    fix,
  });
  const refusals: Refusal[] = [];
  if (fresh.stack !== stack) {
    refusals.push(
      refuse('stack', `a plan of the stack "${fresh.stack}"`, 'a record is of its own stack'),
    );
  }
  // The first apply of a stack makes its state.
  const firstState = reviewed.state === null && progress.started;
  if (fresh.state !== reviewed.state && !firstState) {
    refusals.push(
      refuse(
        'lineage',
        fresh.state === null
          ? 'no state'
          : reviewed.state === null
            ? 'a state, and none at the review'
            : 'a state of another lineage',
        'the state is the one that was reviewed',
        `check the backend and the workspace of the stack; if the state is meant to be another, ${planAgain}`,
      ),
    );
  } else if (canonicalJson(fresh.key) !== canonicalJson(reviewed.key)) {
    refusals.push(
      refuse(
        'key',
        `a key from ${fresh.key.source}${fresh.key.id === undefined ? '' : ` (${fresh.key.id})`}`,
        `values that are not printed are compared by the key that the record was made with: from ${reviewed.key.source}${reviewed.key.id === undefined ? '' : ` (${reviewed.key.id})`}`,
        `set VM_LIFECYCLE_RECORD_KEY as where the record was made, or ${planAgain}`,
      ),
    );
  }
  if (fresh.lock !== reviewed.lock) {
    refusals.push(
      refuse(
        'lock',
        fresh.lock === null ? 'no lock file' : 'another .terraform.lock.hcl',
        'the providers are those that were reviewed; a new version is a change of its own',
        `restore the lock file, or ${planAgain}`,
      ),
    );
  }
  if (fresh.synth !== reviewed.synth) {
    refusals.push(
      refuse('synth', 'another configuration', 'the code is the one that was reviewed'),
    );
  }
  const engine = ({ engine: { name, version } }: PlanRecord): string => `${name} ${version}`;
  if (engine(fresh) !== engine(reviewed)) {
    refusals.push(
      refuse(
        'engine',
        engine(fresh),
        `the plan is made by ${engine(reviewed)}, as the reviewed one`,
        `run ${engine(reviewed)}, or ${planAgain}`,
      ),
    );
  }
  return refusals;
}
