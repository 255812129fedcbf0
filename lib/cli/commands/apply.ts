/**
 * `vm-lifecycle apply`: applies what was reviewed, and nothing else.
 *
 * Input: records on the approved branch. Output: the changes they describe. May import: lib/operations, lib/review.
 */

import { relative } from 'node:path';
import { VmLifecycleError } from '../../errors';
import { applyStack } from '../../operations/apply-stack';
import { readChangeReference } from '../../operations/change-reference';
import { planStack, type StackPlan } from '../../operations/plan-stack';
import { readPlansFolder, stackFiles, type CommittedPlans } from '../../operations/plans-folder';
import { approvedBranchOf, approvedFile, isCommit } from '../../operations/terraform/approved';
import type { Engine } from '../../operations/terraform/engine';
import type { Project } from '../../operations/terraform/project';
import type { SynthesizedStack } from '../../operations/terraform/synthesis';
import { inventoryOutput } from '../../model/inventory-output';
import type { Retirement } from '../../model/retirement';
import type { AddressResult } from '../../operations/decommission';
import { reviewJson, reviewTerminal } from '../../review';
import { checkApply, loadJournal, readRecord, type PlanRecord } from '../../review/record';
import type { CommandContext } from '../context';
import { exitCodes, type ExitCode } from '../exit-codes';
import {
  pendingOf,
  runDestroys,
  runRetirements,
  type PendingRetirements,
  type RetiredMachine,
} from '../decommission';
import { tellApplied, type AppliedRecord } from '../hooks';
import { prepare } from '../prepare';

export interface ApplyCommandOptions {
  /** @default - see `approvedBranchOf` */
  readonly approvedBranch?: string;
}

/** What became of a stack. */
interface Outcome {
  readonly stack: string;
  /** `applied`: now. `nothing-to-do`: there was no change. `denied`: by policy, see the review. */
  readonly outcome: 'applied' | 'nothing-to-do' | 'denied';
  readonly plan: StackPlan;
}

interface Approved {
  /** Reads a file of the project as it is on the approved branch. */
  readonly read: (path: string) => Promise<string | undefined>;
  readonly branch: string;
  readonly committed: CommittedPlans;
}

export async function apply(
  context: CommandContext,
  names: readonly string[],
  options: ApplyCommandOptions,
): Promise<ExitCode> {
  const { terminal, today } = context;
  const { project, stacks, engine } = await prepare(context, names);
  const branch = await approvedBranch(context, project, options);
  const read = (file: string): Promise<string | undefined> =>
    approvedFile(project, context.environment, { branch, file });
  const approved = { branch, read, committed: await readPlansFolder(project, today, read) };
  const outcomes: Outcome[] = [];
  for (const stack of stacks) {
    const outcome = await applyOne(context, { project, engine, approved }, stack);
    outcomes.push(outcome);
    // Stacks that depend on it must not see half of it.
    if (outcome.outcome === 'denied') break;
  }
  terminal.result(() => outcomes.map((one) => outcomeText(one, terminal.color)).join('\n'), {
    stacks: outcomes.map(({ stack, outcome, plan }) => ({
      stack,
      outcome,
      review: reviewJson(plan.review),
    })),
  });
  const denied = outcomes.some(({ outcome }) => outcome === 'denied');
  return denied ? exitCodes.refused : exitCodes.done;
}

function outcomeText({ stack, outcome, plan }: Outcome, color: boolean): string {
  if (outcome === 'nothing-to-do') return `${stack}: nothing to do`;
  if (outcome === 'denied') return reviewTerminal(plan.review, { color });
  const count = plan.record.changes.length;
  return `${stack}: applied ${count === 1 ? '1 change' : `${String(count)} changes`}`;
}

interface Workplace {
  readonly project: Project;
  readonly engine: Engine;
  readonly approved: Approved;
}

async function applyOne(
  context: CommandContext,
  { project, engine, approved }: Workplace,
  stack: SynthesizedStack,
): Promise<Outcome> {
  const { terminal, environment, today } = context;
  const files = stackFiles(project, stack.name);
  const source = `${approved.branch}:${relative(project.root, files.record)}`;
  const text = await approved.read(files.record);
  const reviewed = text === undefined ? undefined : readRecord(text, source);
  const reference = await approvedReference(approved, files.change, reviewed);
  const plan = await terminal.step(`Plan ${stack.name}`, (onProgress) =>
    planStack({
      project,
      engine,
      stack,
      committed: approved.committed,
      environment,
      today,
      onProgress,
      referenceOf: () => Promise.resolve(reference),
      ...(reviewed === undefined ? {} : { keySource: reviewed.key.source }),
    }),
  );
  const inventory = await inventoryOf(plan);
  const pending = pendingOf(project, approved.committed, stack.name);
  const work = { context, project, plan, pending, inventory };
  if (reviewed === undefined) {
    if (plan.record.changes.length > 0) throw unreviewed(plan, approved.branch);
    // What ends a machine is approved by its record in plans/retirements.json.
    const ended = await finish(work, () => Promise.resolve(), []);
    return { stack: stack.name, outcome: ended ? 'applied' : 'nothing-to-do', plan };
  }
  const comparison = checkApply({
    reviewed,
    plan: plan.plan,
    context: plan.recordContext,
    journal: loadJournal(project.journalFolder, reviewed),
  });
  if (comparison.outcome === 'refused') throw new VmLifecycleError(comparison.refusals);
  const done = comparison.outcome === 'applied';
  if (!done && plan.review.summary.denied > 0) {
    return { stack: stack.name, outcome: 'denied', plan };
  }
  const { journalFolder } = project;
  const applyPlan = async (): Promise<void> => {
    if (done) return;
    await terminal.step(`Apply ${stack.name}`, (onProgress) =>
      applyStack({ plan, reviewed, journalFolder, onProgress }),
    );
  };
  const ended = await finish(work, applyPlan, reviewed.changes);
  await tellApplied(context, project, {
    record: reviewed,
    ...(reference === undefined ? {} : { reference }),
    inventory: await inventoryOf(plan),
  });
  return { stack: stack.name, outcome: done && !ended ? 'nothing-to-do' : 'applied', plan };
}

interface Work {
  readonly context: CommandContext;
  readonly project: Project;
  readonly plan: StackPlan;
  readonly pending: PendingRetirements;
  /** Before the apply. */
  readonly inventory: AppliedRecord['inventory'];
}

/**
 * Applies the plan, and ends the machines whose end was approved: disks of those that are destroyed are dealt with before
 * the apply, those that are retired are shut down after it.
 *
 * @returns true where a machine was retired or destroyed
 */
async function finish(
  { context, project, plan, pending, inventory }: Work,
  applyPlan: () => Promise<void>,
  changes: PlanRecord['changes'],
): Promise<boolean> {
  const { synthesized } = plan;
  const machine = (retirement: Retirement): RetiredMachine => {
    const row = inventory[retirement.vm] ?? pending.rows.get(retirement.vm) ?? {};
    return { retirement, machine: { name: retirement.vm, row }, synthesized };
  };
  if (pending.destroy.length === 0) await applyPlan();
  else {
    const forgotten = new Set(
      changes.filter(({ actions }) => actions.includes('forget')).map(({ address }) => address),
    );
    const removed = new Set(
      changes.filter(({ actions }) => actions.includes('delete')).map(({ address }) => address),
    );
    const resultOf = (address: string): AddressResult['result'] =>
      forgotten.has(address) ? 'forgotten' : removed.has(address) ? 'destroyed' : 'already-gone';
    await runDestroys(context, project, pending.destroy.map(machine), {
      applyPlan,
      resultsOf: ({ addresses }) =>
        addresses.map((address) => ({ address, result: resultOf(address) })),
    });
  }
  await runRetirements(context, project, pending.retire.map(machine));
  return pending.destroy.length + pending.retire.length > 0;
}

async function inventoryOf({ engine }: StackPlan): Promise<AppliedRecord['inventory']> {
  const value = await engine.output(inventoryOutput);
  return typeof value === 'object' && value !== null ? (value as AppliedRecord['inventory']) : {};
}

/** The ticket that was approved together with the record. */
async function approvedReference(
  { read, branch }: Approved,
  file: string,
  reviewed: PlanRecord | undefined,
): Promise<string | undefined> {
  const text = await read(file);
  if (text === undefined || reviewed === undefined) return undefined;
  const { reference, record } = readChangeReference(text, `${branch}:${file}`);
  return record === reviewed.digest ? reference : undefined;
}

function unreviewed({ stack, record }: StackPlan, branch: string): VmLifecycleError {
  return new VmLifecycleError([
    {
      code: 'VML068',
      path: stack.name,
      got: `${String(record.changes.length)} planned changes, and no record on ${branch}`,
      rule: 'what is applied was reviewed',
      fix: `run \`vm-lifecycle plan ${stack.name}\`, commit plans/ and have it merged to that branch`,
    },
  ]);
}

async function approvedBranch(
  { environment }: CommandContext,
  project: Project,
  { approvedBranch: named }: ApplyCommandOptions,
): Promise<string> {
  const branch = named ?? (await approvedBranchOf(project, environment));
  if (branch !== undefined && (await isCommit(project, environment, branch))) return branch;
  throw new VmLifecycleError([
    {
      code: 'VML068',
      path: 'approvedBranch',
      got: branch === undefined ? 'nothing' : `"${branch}", which git does not know`,
      rule: 'a record is approved when it is on the approved branch',
      fix: 'give --approved-branch, such as origin/main, or set "vm-lifecycle:approvedBranch" in the context of cdktf.json',
    },
  ]);
}
