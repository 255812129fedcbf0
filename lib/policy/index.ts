/**
 * Policies: what must not happen to machines.
 *
 * Input: a review, facts of its plan, and what was committed about the stack. Output: findings. May import: lib/model, the
 * types of lib/review and lib/drivers/impact.
 */

export { policyFindings } from './evaluate';
export type * from './input';
