/**
 * `vm-lifecycle plan`: what the code would change, as records that are committed and reviewed.
 *
 * Input: a project. Output: plans/<stack>.json and .md, its lock file, and the ledger. May import: lib/operations, lib/review.
 */

import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ledgerText, type Ledger, type StackLedger } from '../../model/ledger';
import { changeReferenceText, readChangeReference } from '../../operations/change-reference';
import { planStack, type RecordedPlan, type StackPlan } from '../../operations/plan-stack';
import { plansFiles, readPlansFolder, stackFiles } from '../../operations/plans-folder';
import { protectedAddresses } from '../../operations/protected-addresses';
import type { Project } from '../../operations/terraform/project';
import { reviewJson, reviewMarkdown, reviewTerminal } from '../../review';
import { recordText, type PlanRecord } from '../../review/record';
import type { CommandContext } from '../context';
import { exitCodes, type ExitCode } from '../exit-codes';
import { openChange } from '../hooks';
import { prepare } from '../prepare';

export interface PlanCommandOptions {
  readonly detailedExitcode: boolean;
  /** Ticket of the change. @default - the one of the record that is there, if it is of the same changes */
  readonly reference?: string;
  readonly upgrade: boolean;
}

interface Planned {
  readonly plan: StackPlan;
  /** The exact command to run next. */
  readonly next: string;
}

export async function plan(
  context: CommandContext,
  names: readonly string[],
  options: PlanCommandOptions,
): Promise<ExitCode> {
  const { terminal, today, environment } = context;
  const { project, stacks, engine } = await prepare(context, names);
  const committed = await readPlansFolder(project, today);
  const planned: Planned[] = [];
  for (const stack of stacks) {
    const result = await terminal.step(`Plan ${stack.name}`, (onProgress) =>
      planStack({
        project,
        engine,
        stack,
        committed,
        environment,
        today,
        upgrade: options.upgrade,
        onProgress,
        referenceOf: (change) => referenceOf(context, project, change, options),
      }),
    );
    planned.push({ plan: result, next: nextCommand(result) });
  }
  mkdirSync(project.plansFolder, { recursive: true });
  for (const one of planned) writeStack(project, one);
  writeLedger(project, committed.ledger, planned);
  terminal.result(
    () =>
      planned
        .map(({ plan: { review }, next }) =>
          reviewTerminal(review, { color: terminal.color, next }),
        )
        .join('\n'),
    { stacks: planned.map(({ plan: { review }, next }) => ({ ...reviewJson(review), next })) },
  );
  if (planned.some(({ plan: { review } }) => review.summary.denied > 0)) return exitCodes.refused;
  const pending = planned.some(({ plan: { record } }) => record.changes.length > 0);
  return pending && options.detailedExitcode ? exitCodes.pending : exitCodes.done;
}

/** The ticket that was given, or the one that is kept for the same changes, or one that the ticket system opens. */
async function referenceOf(
  context: CommandContext,
  project: Project,
  change: RecordedPlan,
  { reference }: PlanCommandOptions,
): Promise<string | undefined> {
  const { record } = change;
  if (record.changes.length === 0) return undefined;
  return (
    reference ?? keptReference(project, record) ?? (await openChange(context, project, change))
  );
}

function keptReference(project: Project, { stack, digest }: PlanRecord): string | undefined {
  const { change } = stackFiles(project, stack);
  if (!existsSync(change)) return undefined;
  const kept = readChangeReference(readFileSync(change, 'utf8'), relative(project.root, change));
  return kept.record === digest ? kept.reference : undefined;
}

/** Writes what is reviewed of a stack. Where nothing is to be changed, nothing is open, and no record is left. */
function writeStack(project: Project, { plan: result, next }: Planned): void {
  const { record, review, engine, input } = result;
  const files = stackFiles(project, result.stack.name);
  if (existsSync(engine.lockFile)) copyFileSync(engine.lockFile, files.lock);
  if (record.changes.length === 0) {
    for (const file of [files.record, files.markdown, files.change]) rmSync(file, { force: true });
    return;
  }
  writeFileSync(files.record, recordText(record));
  const markdown = reviewMarkdown(review, { next, record: relative(project.root, files.record) });
  writeFileSync(files.markdown, markdown);
  if (input.change_reference === undefined) rmSync(files.change, { force: true });
  else {
    const reference = { reference: input.change_reference, record: record.digest };
    writeFileSync(files.change, changeReferenceText(reference));
  }
}

/** The ledger with what the planned stacks protect now; entries of the others stay. */
function writeLedger(project: Project, ledger: Ledger, planned: readonly Planned[]): void {
  const now = planned.map(({ plan: result }): [string, StackLedger] => [
    result.stack.name,
    {
      ...leaving(ledger.stacks[result.stack.name] ?? {}, result.record),
      ...protectedAddresses(result.synthesized, result.input.vms.after, result.vmOf),
    },
  ]);
  const stacks: Ledger['stacks'] = { ...ledger.stacks, ...Object.fromEntries(now) };
  const file = join(project.plansFolder, plansFiles.ledger);
  const empty = Object.values(stacks).every((one) => Object.keys(one).length === 0);
  if (!empty || existsSync(file)) writeFileSync(file, ledgerText({ version: 1, stacks }));
}

/** Entries whose objects this plan removes: they are protected until it was applied. */
function leaving(entries: StackLedger, { changes }: PlanRecord): StackLedger {
  const removed = new Set(
    changes
      .filter(({ actions }) => actions.every((one) => one === 'delete' || one === 'forget'))
      .map(({ address }) => address),
  );
  return Object.fromEntries(
    Object.entries(entries)
      .filter(([address]) => removed.has(address))
      .map(([address, entry]) => [address, { ...entry, leaving: true }]),
  );
}

function nextCommand({ review, record, stack }: StackPlan): string {
  if (record.changes.length === 0) return `vm-lifecycle drift ${stack.name}`;
  if (review.summary.denied > 0) return `vm-lifecycle plan ${stack.name}`;
  return `vm-lifecycle apply ${stack.name}`;
}
