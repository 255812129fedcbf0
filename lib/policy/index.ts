/**
 * Decides whether a planned change may be applied.
 *
 * Input: a plan as a review sees it, the inventory before and after, the ledger and the approvals, as plain data; the users'
 * policies. Output: findings that deny or warn. May import: lib/model, lib/errors,
 * lib/operations/process, the types of lib/review and lib/drivers/impact.
 */

export { evaluatePolicies, policyFindings, type PolicyOptions } from './evaluate';
export type { Approval, PolicyInput, PolicyVm, ProtectedAddress } from './input';
export { invariantFindings } from './invariants';
export type { AcceptedWeakening, PolicySettings } from './settings';
