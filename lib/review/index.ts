/**
 * Reads plans: what each change is, what it costs and which machine it concerns, told to people and programs.
 *
 * Input: a plan's JSON, and tables of the drivers. Output: a review, its reports, and facts for policies. May import:
 * lib/errors, lib/drivers/impact, lib/drivers/review-table, and the types of lib/policy/input.
 */

export { planFacts } from './facts';
export { impactOf, type Classification } from './impact';
export { reviewJson, type ReviewDocument } from './report/json';
export { reviewMarkdown, type MarkdownOptions } from './report/markdown';
export { reviewTerminal, type TerminalOptions } from './report/terminal';
export type * from './review';
export { reviewOf, type ReviewOptions } from './review-of';
export { summaryOf, withFindings } from './summary';
export { readPlan, type TerraformPlan } from './terraform-plan';
