/**
 * Runs the approved retirements of a stack.
 *
 * Input: records of the approved branch. Output: evidence. May import: lib/operations.
 */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Retirement } from '../model/retirement';
import {
  decommissionFiles,
  destroy,
  readEvidence,
  retire,
  type AddressResult,
  type DecommissionContext,
  type DecommissionEvidence,
  type TerraformRequest,
} from '../operations/decommission';
import { hookVmOf } from '../operations/hooks';
import { operationsOf, type InventoryMachine } from '../operations/machines';
import type { CommittedPlans } from '../operations/plans-folder';
import type { Project } from '../operations/terraform/project';
import type { CommandContext } from './context';
import { hooksOf } from './hooks';
import { Meeting } from './meeting';

/** Evidence is committed: the destroy relies on that of the retirement. */
export function evidenceFolder({ plansFolder }: Project): string {
  return join(plansFolder, 'evidence');
}

/** Retirements of a stack that are approved and not carried out. */
export interface PendingRetirements {
  readonly retire: readonly Retirement[];
  readonly destroy: readonly Retirement[];
  /** What the evidence of the retirement says of the machines that are destroyed, by name. */
  readonly rows: ReadonlyMap<string, InventoryMachine['row']>;
}

export function pendingOf(
  project: Project,
  { retirements }: CommittedPlans,
  stack: string,
): PendingRetirements {
  const all = retirements
    .filter((one) => one.stack === stack)
    .map((retirement) => {
      const { evidence: file } = decommissionFiles({ folder: evidenceFolder(project) }, retirement);
      const evidence = existsSync(file)
        ? readEvidence(readFileSync(file, 'utf8'), file)
        : undefined;
      return { retirement, evidence };
    });
  const destroy = all.filter(
    ({ retirement, evidence }) =>
      retirement.stage === 'destroy' && (evidence === undefined || evidence.destroy === null),
  );
  return {
    retire: all
      .filter(({ retirement, evidence }) => retirement.stage === 'retire' && evidence === undefined)
      .map(({ retirement }) => retirement),
    destroy: destroy.map(({ retirement }) => retirement),
    rows: new Map(
      destroy.flatMap(({ retirement, evidence }) =>
        evidence === undefined ? [] : [[retirement.vm, { ...evidence.vm }] as const],
      ),
    ),
  };
}

/** What a stack says of the machine of a retirement. */
export interface RetiredMachine {
  readonly retirement: Retirement;
  readonly machine: InventoryMachine;
  /** The parsed cdk.tf.json of its stack. */
  readonly synthesized: unknown;
}

export function decommissionContext(
  { environment, now }: CommandContext,
  project: Project,
  { retirement, machine, synthesized }: RetiredMachine,
  onProgress?: (text: string) => void,
): DecommissionContext & { readonly vm: ReturnType<typeof hookVmOf> } {
  const { USER: user, GITHUB_ACTOR: github, GITLAB_USER_LOGIN: gitlab } = environment;
  const performedBy = github ?? gitlab ?? user;
  return {
    retirement,
    vm: hookVmOf(machine.name, machine.row),
    operations: operationsOf(machine, synthesized, environment),
    hooks: hooksOf(project, environment),
    folder: evidenceFolder(project),
    journalFolder: project.journalFolder,
    repository: project.root,
    now,
    ...(performedBy === undefined ? {} : { performedBy }),
    ...(onProgress === undefined ? {} : { onProgress }),
  };
}

/** Final backup, shutdown, revocation and quarantine of VMs whose retirement was approved. */
export async function runRetirements(
  context: CommandContext,
  project: Project,
  machines: readonly RetiredMachine[],
): Promise<readonly DecommissionEvidence[]> {
  const evidence: DecommissionEvidence[] = [];
  for (const one of machines) {
    evidence.push(
      await context.terminal.step(`Retire ${one.retirement.vm}`, async (onProgress) => {
        const decommission = decommissionContext(context, project, one, onProgress);
        try {
          return await retire(decommission);
        } finally {
          await decommission.operations.close?.();
        }
      }),
    );
  }
  return evidence;
}

/**
 * Destroys retired VMs together with the rest of a record: the disks of all are dealt with before Terraform applies the
 * plan, once, for all of them.
 *
 * @param applyPlan applies the plan whose changes were compared with the reviewed record
 * @param resultsOf what the plan did with the addresses of a retirement
 */
export async function runDestroys(
  context: CommandContext,
  project: Project,
  machines: readonly RetiredMachine[],
  {
    applyPlan,
    resultsOf,
  }: {
    readonly applyPlan: () => Promise<void>;
    readonly resultsOf: (request: TerraformRequest) => readonly AddressResult[];
  },
): Promise<readonly DecommissionEvidence[]> {
  const meeting = new Meeting(machines.length, applyPlan);
  const evidence = await Promise.all(
    machines.map((one) =>
      context.terminal.step(`Destroy ${one.retirement.vm}`, async (onProgress) => {
        const decommission = decommissionContext(context, project, one, onProgress);
        try {
          const result = await destroy({
            ...decommission,
            terraform: async (request) => {
              await meeting.arrive();
              return resultsOf(request);
            },
          });
          // It was past that step already.
          meeting.leave();
          return result;
        } catch (error) {
          meeting.fail(error);
          throw error;
        } finally {
          await decommission.operations.close?.();
        }
      }),
    ),
  );
  // Where all of them were past that step, nobody else waits for the rest of the record.
  if (machines.length > 0) await meeting.over;
  return evidence;
}
