/** Whether an upgrade is safe. Input: a review of the plan, and what was announced. Output: what speaks against it. */

import type { Impact } from '../../lib/drivers/impact';
import type { Review, ReviewedChange } from '../../lib/review';
import { worse } from '../../lib/review/impact';

/** A change that a release makes on purpose. */
export interface AcceptedChange {
  /** Tag of the release whose state it is about. */
  readonly from: string;
  /** Exact address. */
  readonly address: string;
  /** The worst impact that was announced. */
  readonly impact: Impact;
  /** Name of the changeset that announces it. */
  readonly changeset: string;
}

export interface Verdict {
  readonly passed: boolean;
  /** For people: one line where it passed, else one line per change that speaks against it. */
  readonly text: string;
  /** Addresses of changes that speak against it. */
  readonly unsafe: readonly string[];
  /** Addresses of changes that were announced. */
  readonly accepted: readonly string[];
}

/** What guests notice none of. */
const harmless: readonly Impact[] = ['none', 'hot'];

/** What holds a machine or its data: these are not replaced or removed, whatever it would cost. */
const lasting = ['virtual machine', 'disk'];

/**
 * @param release name of the release that deployed what is planned
 * @param accepted what releases announced
 */
export function verdictOf(
  review: Pick<Review, 'changes'>,
  release: string,
  accepted: readonly AcceptedChange[] = [],
): Verdict {
  const notable = review.changes.filter((change) => !isSafe(change));
  const announced = (change: ReviewedChange): boolean =>
    accepted.some(
      ({ from, address, impact }) =>
        from === release && address === change.address && worse(impact, change.impact) === impact,
    );
  const unsafe = notable.filter((change) => !announced(change));
  const expected = notable.filter(announced);
  return {
    passed: unsafe.length === 0,
    text: unsafe.length === 0 ? passedText(review.changes, expected) : failedText(unsafe, release),
    unsafe: unsafe.map(({ address }) => address),
    accepted: expected.map(({ address }) => address),
  };
}

function isSafe({ action, impact, kind }: ReviewedChange): boolean {
  const stays = action !== 'replace' && action !== 'delete' && action !== 'forget';
  return harmless.includes(impact) && (stays || !lasting.includes(kind));
}

function passedText(
  changes: readonly ReviewedChange[],
  expected: readonly ReviewedChange[],
): string {
  const count = `${String(changes.length)} ${changes.length === 1 ? 'change' : 'changes'}`;
  return expected.length === 0
    ? `upgrade: no replacement, no reboot (${count}, all none or hot)`
    : `upgrade: no replacement and no reboot beside what is announced (${count}, ${String(expected.length)} announced)`;
}

function failedText(unsafe: readonly ReviewedChange[], release: string): string {
  const machines = [...new Set(unsafe.flatMap(({ vm }) => vm ?? []))].sort();
  const of = machines.length === 0 ? '' : ` of ${machines.join(', ')}`;
  const count =
    unsafe.length === 1
      ? '1 change restarts, replaces or removes'
      : `${String(unsafe.length)} changes restart, replace or remove`;
  return [
    `upgrade: FAILED: ${count} what ${release} deployed${of}`,
    ...unsafe.map(({ address, action, impact, replacePaths, reason }) => {
      const because = replacePaths.length === 0 ? '' : ` because of ${replacePaths.join(', ')}`;
      return `  ${address}: ${action}${because}: ${impact}: ${reason}`;
    }),
  ].join('\n');
}
