/**
 * Plans one stack, and judges the plan.
 *
 * Input: a synthesized stack, and what was committed about it. Output: the saved plan file, its review and its record's
 * context. May import: lib/review, lib/operations.
 */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { impactTable, reviewTable } from '../drivers/registry';
import { protectedIn } from '../model/ledger';
import { planFacts, type TerraformPlan } from '../review';
import { machinesOf } from '../review/machines';
import {
  recordKey,
  recordKeyVariable,
  recordOf,
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
  const file = await onStack.plan(...(context.options ?? []));
  const [plan, lineage] = await Promise.all([onStack.show(file), onStack.lineage()]);
  const synthesized: unknown = JSON.parse(readFileSync(join(stack.folder, 'cdk.tf.json'), 'utf8'));
  const vmOf = machineNames(plan);
  const recordContext: RecordContext = {
    stack: stack.name,
    engine: engine.version.engine,
    ...given('lineage', lineage),
    ...given('lock', textIfThere(onStack.lockFile)),
    synthesized,
    key: recordKey(
      { ...given('lineage', lineage), ...given('environment', environment[recordKeyVariable]) },
      keySource,
    ),
    tables: { review: reviewTable, impact: impactTable },
    vmOf,
  };
  const record = recordOf(plan, recordContext);
  onProgress('policies');
  const category = categoryOfPlan(planFacts(plan).vms, stack.name);
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

/** VMs by the addresses of all resources of a plan, also of those that stay as they are. */
function machineNames(plan: TerraformPlan): (address: string) => string | undefined {
  const machines = machinesOf(plan, impactTable, reviewTable);
  const entries = [...(plan.resource_drift ?? []), ...(plan.resource_changes ?? [])];
  const vms = new Map(entries.map((entry) => [entry.address, machines.vmOf(entry)]));
  return (address) => vms.get(address);
}

/** A field that is left out where it has no value. */
function given<K extends string, T>(key: K, value: T | undefined): Partial<Record<K, T>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, T>);
}

function textIfThere(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
