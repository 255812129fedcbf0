/**
 * Plans one stack, and judges the plan.
 *
 * Input: a synthesized stack, and what was committed about it. Output: the saved plan file, its review and its record's
 * context. May import: lib/review, lib/operations.
 */

import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { impactTable, reviewTable } from '../drivers/registry';
import { protectedIn } from '../model/ledger';
import { preparePack } from '../policy/pack';
import type { TerraformPlan } from '../review';
import { inventoryRows } from '../review/inventory-rows';
import { machinesOf } from '../review/machines';
import {
  recordKey,
  recordKeyVariable,
  recordOf,
  synthDigest,
  type KeySource,
  type PlanRecord,
  type RecordContext,
} from '../review/record';
import { categoryOfPlan, judgePlan, type JudgedPlan } from './judge-plan';
import { approvalsOf, retiredIn, stackFiles, type CommittedPlans } from './plans-folder';
import type { Engine, StackEngine } from './terraform/engine';
import type { Project } from './terraform/project';
import type { SynthesizedStack } from './terraform/synthesis';

export interface PlanStackContext {
  readonly project: Project;
  readonly engine: Engine;
  readonly stack: SynthesizedStack;
  readonly committed: CommittedPlans;
  readonly environment: NodeJS.ProcessEnv;
  /** `YYYY-MM-DD`. */
  readonly today: string;
  /** Ticket of the change that a record describes. */
  readonly referenceOf: (change: RecordedPlan) => Promise<string | undefined>;
  /** Providers may become newer than those of the lock file. @default false */
  readonly upgrade?: boolean;
  /** Options of `terraform plan`. @default - none */
  readonly options?: readonly string[];
  /** Where the key of values that are not printed comes from. @default - the best that there is */
  readonly keySource?: KeySource;
  /** Called with what is done. */
  readonly onProgress: (text: string) => void;
}

/** What a ticket is for. */
export interface RecordedPlan {
  readonly record: PlanRecord;
  readonly category: string;
}

export interface StackPlan extends JudgedPlan, RecordedPlan {
  readonly stack: SynthesizedStack;
  readonly engine: StackEngine;
  /** Saved plan file. */
  readonly file: string;
  readonly plan: TerraformPlan;
  readonly recordContext: RecordContext;
  /** The parsed cdk.tf.json. */
  readonly synthesized: unknown;
  /** The VM that a resource is, or belongs to. */
  readonly vmOf: (address: string) => string | undefined;
}

/** Folder with policies of one's own, beside cdktf.json. */
export const policiesFolder = 'policies';

export async function planStack(context: PlanStackContext): Promise<StackPlan> {
  const { project, engine, stack, committed, onProgress, keySource, environment } = context;
  const onStack = engine.on(stack.folder);
  onProgress('providers and state');
  const { lock } = stackFiles(project, stack.name);
  await onStack.init({ lockFile: lock, upgrade: context.upgrade ?? false });
  onProgress('planning');
  const planned = onStack.plan(...(context.options ?? []));
  const prepared = prepareRecord(onStack);
  // Where planning fails, its error is the one to tell.
  prepared.catch(() => undefined);
  const file = await planned;
  onProgress('reading the plan');
  const [plan, { synthesized, synth, lineage }] = await Promise.all([onStack.show(file), prepared]);
  const vmOf = machineNames(plan);
  const recordContext: RecordContext = {
    stack: stack.name,
    engine: engine.version.engine,
    ...given('lineage', lineage),
    ...given('lock', textIfThere(onStack.lockFile)),
    synthesized,
    synth,
    key: recordKey(
      { ...given('lineage', lineage), ...given('environment', environment[recordKeyVariable]) },
      keySource,
    ),
    tables: { review: reviewTable, impact: impactTable },
    vmOf,
  };
  const record = recordOf(plan, recordContext);
  onProgress('policies');
  const category = categoryOfPlan(inventoryRows(plan), stack.name);
  const policies = join(project.root, policiesFolder);
  const judged = await judgePlan(plan, {
    stack: stack.name,
    today: context.today,
    ...given('reference', await context.referenceOf({ record, category })),
    ledger: protectedIn(committed.ledger, stack.name),
    approvals: approvalsOf(committed, stack.name),
    retired: retiredIn(committed, stack.name),
    ...(existsSync(policies) ? { policies } : {}),
  });
  return {
    ...judged,
    stack,
    engine: onStack,
    file,
    plan,
    synthesized,
    vmOf,
    record,
    recordContext,
  };
}

/** What a record has that needs no plan: on large stacks this takes seconds, while Terraform plans for minutes. */
async function prepareRecord(onStack: StackEngine): Promise<PreparedRecord> {
  const [lineage, configuration] = await Promise.all([
    onStack.lineage(),
    readSynthesized(onStack.folder),
    preparePack(),
  ]);
  return { ...configuration, ...given('lineage', lineage) };
}

interface PreparedRecord {
  readonly synthesized: unknown;
  readonly synth: string;
  readonly lineage?: string;
}

async function readSynthesized(folder: string): Promise<Omit<PreparedRecord, 'lineage'>> {
  const synthesized: unknown = JSON.parse(await readFile(join(folder, 'cdk.tf.json'), 'utf8'));
  return { synthesized, synth: synthDigest(synthesized) };
}

/** VMs by the addresses of all resources of a plan, also of those that stay as they are. */
function machineNames(plan: TerraformPlan): (address: string) => string | undefined {
  const machines = machinesOf(plan, impactTable, reviewTable);
  const entries = new Map(
    [...(plan.resource_drift ?? []), ...(plan.resource_changes ?? [])].map((entry) => [
      entry.address,
      entry,
    ]),
  );
  return (address) => {
    const entry = entries.get(address);
    return entry === undefined ? undefined : machines.vmOf(entry);
  };
}

/** A field that is left out where it has no value. */
function given<K extends string, T>(key: K, value: T | undefined): Partial<Record<K, T>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, T>);
}

function textIfThere(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
