/**
 * `vm-lifecycle/review`: what a CI job of one's own is made of. It reads any plan of these providers, says what each change
 * costs which machine, judges it by policies, writes reports, and compares plan records.
 *
 * Input: JSON of Terraform or OpenTofu, and committed files. Output: reviews, reports, findings and records. Loads neither a
 * framework nor the bindings of a provider; may import: lib/review, lib/policy, lib/operations/judge-plan, the tables of
 * lib/drivers, lib/model.
 */

import { impactTable, reviewTable } from './drivers/registry';
import { reviewOf, type Review, type TerraformPlan } from './review';
import { recordOf, type PlanRecord, type RecordPlanOptions } from './review/record';

/** What a review of a plan may be told beside the plan. */
export interface ReviewPlanOptions {
  /** Name of the stack, which reports show. @default - none is shown */
  readonly stack?: string;
  /** Addresses of the machines of retired VMs: that these are off is no drift. @default - none */
  readonly retired?: ReadonlySet<string>;
}

/**
 * What a plan does to machines: each change with its impact, the VM that it concerns, and the reason; and what changed outside
 * of Terraform. Resources of providers that are not known are classified upwards, and named in `warnings`.
 *
 * Policies are not asked: `policy` is empty, see {@link judgePlan}.
 */
export function reviewPlan(plan: TerraformPlan, options: ReviewPlanOptions = {}): Review {
  return reviewOf(plan, { ...options, impact: impactTable, review: reviewTable });
}

/**
 * The record of a plan, as `vm-lifecycle plan` commits it: compare it with the reviewed one by {@link compareRecords}.
 *
 * @throws VmLifecycleError VML066 for a plan that is errored or incomplete
 */
export function recordPlan(plan: TerraformPlan, options: RecordPlanOptions): PlanRecord {
  return recordOf(plan, { ...options, tables: { impact: impactTable, review: reviewTable } });
}

export { impacts, type Impact } from './drivers/impact';
export {
  errorCodes,
  formatProblem,
  VmLifecycleError,
  type ErrorCode,
  type Problem,
} from './errors';
export { allowances, readApprovals, type Allowance, type Approval } from './model/approvals';
export {
  protectedIn,
  readLedger,
  type Ledger,
  type LedgerEntry,
  type ProtectedAddress,
  type StackLedger,
} from './model/ledger';
export { judgePlan, type JudgedPlan, type JudgeOptions } from './operations/judge-plan';
export {
  evaluatePolicies,
  policyFindings,
  type AcceptedWeakening,
  type PolicyInput,
  type PolicyOptions,
  type PolicySettings,
  type PolicyVm,
} from './policy';
export type { RegoOptions } from './policy/rego';
export {
  readPlan,
  reviewJson,
  reviewMarkdown,
  reviewTerminal,
  withFindings,
  type MarkdownOptions,
  type ReviewDocument,
  type TerminalOptions,
} from './review';
export {
  compareRecords,
  hiddenTexts,
  readJournal,
  readRecord,
  recordFormat,
  recordKey,
  recordText,
  refusalText,
  type Comparison,
  type Engine,
  type JournalEntry,
  type JournalEvent,
  type KeyMaterial,
  type KeySource,
  type LosesData,
  type PlanRecord,
  type RecordKey,
  type RecordPlanOptions,
  type RecordedChange,
  type RecordedDrift,
  type RecordedValue,
  type Refusal,
  type RefusalKind,
} from './review/record';
export type {
  Action,
  ChangedValue,
  Drift,
  Finding,
  Review,
  ReviewedChange,
  Summary,
} from './review/review';
export type { PlannedResource, TerraformPlan, ValueChange } from './review/terraform-plan';
