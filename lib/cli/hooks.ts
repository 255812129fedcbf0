/**
 * Tells other systems what a command has done.
 *
 * Input: `hooks.json`, a record, and the machines of its stack. Output: receipts. May import: lib/operations.
 */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordedPlan } from '../operations/plan-stack';
import {
  deliverEvent,
  hookVmOf,
  Journal,
  readHooks,
  type Hook,
  type HookDelivery,
  type HookEvent,
} from '../operations/hooks';
import type { Project } from '../operations/terraform/project';
import type { PlanRecord } from '../review/record';
import type { CommandContext } from './context';

/** Beside cdktf.json. */
const hooksFile = 'hooks.json';

/** @throws VmLifecycleError VML066 and VML071 for what is wrong in the file */
export function hooksOf(project: Project, environment: NodeJS.ProcessEnv): readonly Hook[] {
  const file = join(project.root, hooksFile);
  return existsSync(file) ? readHooks(readFileSync(file, 'utf8'), hooksFile, environment) : [];
}

/** Opens the ticket of a change of production; undefined where no hook does. */
export async function openChange(
  { environment }: CommandContext,
  project: Project,
  { record, category }: RecordedPlan,
): Promise<string | undefined> {
  if (category !== 'production') return undefined;
  const [delivery] = await deliver(project, hooksOf(project, environment), record, [
    {
      event: 'opened',
      stack: record.stack,
      record: record.digest,
      summary: `${record.stack}: ${String(record.changes.length)} planned changes`,
    },
  ]);
  return delivery?.reference;
}

export interface AppliedRecord {
  readonly record: PlanRecord;
  readonly reference?: string;
  /** The inventory output of the stack after the apply. */
  readonly inventory: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Enrols the machines that the record has made, and completes its ticket. */
export async function tellApplied(
  { environment, terminal }: CommandContext,
  project: Project,
  { record, reference, inventory }: AppliedRecord,
): Promise<void> {
  const hooks = hooksOf(project, environment);
  if (hooks.length === 0) return;
  const made = new Set(
    record.changes
      .filter(({ actions }) => actions.join() === 'create')
      .map(({ address }) => address),
  );
  const common = {
    stack: record.stack,
    record: record.digest,
    ...(reference === undefined ? {} : { reference }),
  };
  const machines = Object.entries(inventory)
    .filter(([, row]) => made.has(String(row.address)))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  await terminal.step(`Hooks ${record.stack}`, () =>
    deliver(project, hooks, record, [
      ...machines.map(([name, row]): HookEvent => ({
        ...common,
        event: 'enrol',
        vm: hookVmOf(name, row),
        summary: `${name} was provisioned`,
      })),
      { ...common, event: 'completed', summary: `${record.stack}: applied` },
    ]),
  );
}

async function deliver(
  project: Project,
  hooks: readonly Hook[],
  { stack, digest }: PlanRecord,
  events: readonly HookEvent[],
): Promise<readonly HookDelivery[]> {
  const wanted = events.filter(({ event }) => hooks.some((hook) => hook.events.includes(event)));
  if (wanted.length === 0) return [];
  const file = `${stack}.${digest.slice(0, 16)}.hooks.jsonl`;
  const journal = new Journal(join(project.journalFolder, file));
  try {
    const deliveries: HookDelivery[] = [];
    for (const event of wanted) deliveries.push(...(await deliverEvent(hooks, event, { journal })));
    return deliveries;
  } finally {
    journal.close();
  }
}
