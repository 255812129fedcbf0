/**
 * The review for other programs.
 *
 * Input: a review. Output: plain JSON, whose shape is contract. May import: the types of lib/review.
 */

import type { Drift, Finding, Review, ReviewedChange, Summary } from '../review';

/** What `vm-lifecycle review --json` prints. A machine that is not known is null, so that each entry has one. */
export interface ReviewDocument {
  readonly stack: string | null;
  readonly summary: Summary;
  /** Sorted by address, then deposed key. */
  readonly changes: readonly (Omit<ReviewedChange, 'vm'> & { readonly vm: string | null })[];
  readonly drift: readonly (Omit<Drift, 'vm'> & { readonly vm: string | null })[];
  readonly policy: readonly Finding[];
  readonly warnings: readonly string[];
}

/** A review as plain JSON: what `vm-lifecycle review --json` prints. */
export function reviewJson(review: Review): ReviewDocument {
  return {
    stack: review.stack ?? null,
    summary: review.summary,
    changes: review.changes.map(({ address, vm, action, impact, reason, ...rest }) => ({
      address,
      vm: vm ?? null,
      action,
      impact,
      reason,
      ...rest,
    })),
    drift: review.drift.map(({ address, vm, ...rest }) => ({ address, vm: vm ?? null, ...rest })),
    policy: review.policy,
    warnings: review.warnings,
  };
}
