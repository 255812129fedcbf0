/**
 * A plan, what it does to machines, and what the invariants and policies say of it.
 *
 * Input: a plan's JSON, and what was committed about its stack. Output: the review with its findings. May import: lib/review,
 * lib/policy, lib/model, the tables of lib/drivers.
 */

import { impactTable, reviewTable } from '../drivers/registry';
import type { Approval } from '../model/approvals';
import { categoryOf } from '../model/environment';
import type { ProtectedAddress } from '../model/ledger';
import { policyFindings, type PolicyInput } from '../policy';
import type { RegoOptions } from '../policy/rego';
import { planFacts, reviewOf, withFindings, type Review, type TerraformPlan } from '../review';

/** What a plan is judged by beside its own content. */
export interface JudgeOptions extends RegoOptions {
  /** Name of the stack. @default - a plan of somebody else; approvals are of no stack */
  readonly stack?: string;
  /** `YYYY-MM-DD`. */
  readonly today: string;
  /** Ticket of the change. @default - none */
  readonly reference?: string;
  /** @default - nothing is protected by the ledger */
  readonly ledger?: readonly ProtectedAddress[];
  /** @default - none */
  readonly approvals?: readonly Approval[];
  /** Addresses of retired machines. @default - none */
  readonly retired?: ReadonlySet<string>;
  /** Folder with policies of one's own. @default - none */
  readonly policies?: string;
}

/** A plan, judged. */
export interface JudgedPlan {
  /** The review with all findings; `summary.denied` counts those that forbid the apply. */
  readonly review: Review;
  /** Strictest category of its machines; without any, that of the stack's name, or `unknown` without one. */
  readonly category: string;
  /** What policies were asked with: give it to {@link policyFindings} again, or to an engine of your own. */
  readonly input: PolicyInput;
}

/** What a foreign plan is called where it has no name. */
const unnamed = 'plan';

/**
 * Reviews a plan, and asks the invariants, the policy pack and policies of one's own. What fails or can't be read is a finding
 * that denies, and no error.
 */
export async function judgePlan(
  plan: TerraformPlan,
  {
    stack,
    today,
    reference,
    ledger = [],
    approvals = [],
    policies,
    retired,
    ...rego
  }: JudgeOptions,
): Promise<JudgedPlan> {
  const review = reviewOf(plan, {
    ...(stack === undefined ? {} : { stack }),
    impact: impactTable,
    review: reviewTable,
    ...(retired === undefined ? {} : { retired }),
  });
  const facts = planFacts(plan);
  const category = categoryOfPlan(facts.vms, stack);
  const input: PolicyInput = {
    stack: stack ?? unnamed,
    category,
    today,
    ...(reference === undefined ? {} : { change_reference: reference }),
    ...facts,
    changes: review.changes,
    drift: review.drift,
    ledger,
    approvals: [...approvals, ...rebuildApprovals(stack, today, review.changes, facts.vms.after)],
  };
  const findings = await policyFindings(
    input,
    policies === undefined ? rego : { ...rego, directory: policies },
  );
  return { review: withFindings(review, findings), category, input };
}

/**
 * What code approves of the VMs that are made anew: to replace exactly these addresses. It was reviewed together with the
 * record of the plan that does so.
 */
function rebuildApprovals(
  stack: string | undefined,
  today: string,
  changes: Review['changes'],
  vms: PolicyInput['vms']['after'],
): readonly Approval[] {
  if (stack === undefined) return [];
  const replaced = new Map(
    changes
      .filter(({ action, deposed }) => action === 'replace' && deposed === undefined)
      .map(({ address, vm }) => [address, vm]),
  );
  return vms.flatMap(({ vm, approved_addresses: approved }) =>
    // Plans of others may have anything in an output of this name.
    (Array.isArray(approved) ? approved : [])
      .filter((address: unknown) => typeof address === 'string' && replaced.get(address) === vm)
      .map((address: string) => ({
        stack,
        address,
        allows: 'destroy' as const,
        reason: `code approves to make VM ${JSON.stringify(vm)} anew`,
        expires: today,
      })),
  );
}

const categories = ['production', 'staging', 'lab', 'development'];

/** Strictest category among the machines of a stack; without any, that of its name. */
export function categoryOfPlan(vms: PolicyInput['vms'], stack: string | undefined): string {
  // Nothing is known of a plan without a name.
  return strictest(vms) ?? (stack === undefined ? 'unknown' : categoryOf(stack));
}

function strictest({ before, after }: PolicyInput['vms']): string | undefined {
  const found = new Set([...before, ...after].map(({ category }) => category));
  return categories.find((category) => found.has(category));
}
