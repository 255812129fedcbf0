/**
 * `vm-lifecycle retire` and `vm-lifecycle destroy`: the two changes that end a VM, as records that are reviewed.
 *
 * Input: a stack and a VM. Output: plans/retirements.json, and what `apply` will do. May import: lib/operations, lib/model.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { VmLifecycleError, type Problem } from '../../errors';
import { inventoryOutput } from '../../model/inventory-output';
import { writeRetirements, type Retirement } from '../../model/retirement';
import {
  describeDestroy,
  describeRetire,
  type StepDescription,
} from '../../operations/decommission';
import { planStack } from '../../operations/plan-stack';
import { plansFiles, readPlansFolder } from '../../operations/plans-folder';
import { retirementOf, type RetirementDecisions } from '../../operations/retirement-of';
import type { Project } from '../../operations/terraform/project';
import type { CommandContext } from '../context';
import { decommissionContext, type RetiredMachine } from '../decommission';
import { exitCodes, type ExitCode } from '../exit-codes';
import { prepare } from '../prepare';
import { textTable } from '../../review/report/table';

export interface RetireCommandOptions {
  readonly reason?: string;
  readonly reference?: string;
  readonly quarantineDays: number;
  /** Why there is no final backup. @default - there is one */
  readonly withoutBackup?: string;
  /** Evidence of a backup product. @default - the driver makes the final backup */
  readonly backupEvidence?: string;
  readonly shutdownTimeout: number;
  readonly forceShutdown: boolean;
  readonly disks: Retirement['disks'];
  readonly unregister: boolean;
  readonly dryRun: boolean;
}

export async function retireCommand(
  context: CommandContext,
  stack: string,
  vm: string,
  options: RetireCommandOptions,
): Promise<ExitCode> {
  const found = await lookAt(context, stack);
  const existing = found.retirements.find((one) => one.stack === stack && one.vm === vm);
  const retirement =
    existing ??
    retirementOf({ stack, vm, today: context.today, ...found }, decisionsOf(vm, options));
  if (retirement.stage !== 'retire') throw wrongStage(stack, vm);
  const machine = machineOf(found, retirement);
  const steps = describeRetire(decommissionContext(context, found.project, machine));
  if (existing === undefined && !options.dryRun) {
    write(found.project, [...found.retirements, retirement]);
  }
  print(context, { retirement, steps, refusals: [], next: `vm-lifecycle plan ${stack}` });
  return exitCodes.done;
}

export async function destroyCommand(
  context: CommandContext,
  stack: string,
  vm: string,
  { dryRun }: { readonly dryRun: boolean },
): Promise<ExitCode> {
  const found = await lookAt(context, stack);
  const existing = found.retirements.find((one) => one.stack === stack && one.vm === vm);
  if (existing === undefined) {
    throw new VmLifecycleError([
      {
        code: 'VML070',
        path: `${stack}.${vm}`,
        got: 'no retirement',
        rule: 'a VM is retired, and its quarantine over, before it is destroyed',
        fix: `run \`vm-lifecycle retire ${stack} ${vm} --reason "..."\` first`,
      },
    ]);
  }
  const retirement: Retirement = { ...existing, stage: 'destroy' };
  const machine = machineOf(found, retirement);
  const { steps, refusals } = describeDestroy(decommissionContext(context, found.project, machine));
  if (refusals.length > 0) throw new VmLifecycleError(refusals);
  if (!dryRun) {
    write(
      found.project,
      found.retirements.map((one) => (one === existing ? retirement : one)),
    );
  }
  const next = `remove the code of ${vm}, then: vm-lifecycle plan ${stack}`;
  print(context, { retirement, steps, refusals, next });
  return exitCodes.done;
}

interface Found extends Pick<Parameters<typeof retirementOf>[0], 'plan' | 'vmOf' | 'inventory'> {
  readonly project: Project;
  readonly retirements: readonly Retirement[];
  readonly synthesized: unknown;
}

async function lookAt(context: CommandContext, name: string): Promise<Found> {
  const { terminal, environment, today } = context;
  const { project, stacks, engine } = await prepare(context, [name]);
  const committed = await readPlansFolder(project, today);
  const [stack] = stacks;
  if (stack === undefined) throw new Error(`the stack ${name} was chosen, and is not there`);
  return terminal.step(`Plan ${name}`, async (onProgress) => {
    const planned = await planStack({
      ...{ project, engine, stack, committed, environment, today, onProgress },
      referenceOf: () => Promise.resolve(undefined),
    });
    const inventory = (await planned.engine.output(inventoryOutput)) ?? {};
    return {
      project,
      retirements: committed.retirements,
      synthesized: planned.synthesized,
      plan: planned.plan,
      vmOf: planned.vmOf,
      inventory: inventory as Found['inventory'],
    };
  });
}

function machineOf({ inventory, synthesized }: Found, retirement: Retirement): RetiredMachine {
  const row = inventory[retirement.vm] ?? {};
  return { retirement, machine: { name: retirement.vm, row }, synthesized };
}

function decisionsOf(
  vm: string,
  { reason, reference, withoutBackup, backupEvidence, ...options }: RetireCommandOptions,
): RetirementDecisions {
  if (reason === undefined || reason.trim() === '') {
    throw new VmLifecycleError([
      {
        code: 'VML071',
        path: '--reason',
        got: 'nothing',
        rule: 'a retirement says why',
        fix: `give --reason "why ${vm} is not needed any more"`,
      },
    ]);
  }
  return {
    quarantineDays: options.quarantineDays,
    reason,
    ...(reference === undefined ? {} : { reference }),
    backup:
      withoutBackup === undefined
        ? {
            mode: 'verified',
            ...(backupEvidence === undefined ? {} : { evidence: backupEvidence }),
          }
        : { mode: 'waived', reason: withoutBackup },
    shutdown: { timeoutSeconds: options.shutdownTimeout, force: options.forceShutdown },
    disks: options.disks,
    ending: options.unregister ? 'unregister' : 'destroy',
  };
}

function wrongStage(stack: string, vm: string): VmLifecycleError {
  return new VmLifecycleError([
    {
      code: 'VML070',
      path: `${stack}.${vm}`,
      got: 'a retirement of the stage "destroy"',
      rule: 'a VM that is about to be destroyed is retired already',
      fix: 'take its record out of plans/retirements.json to keep the VM',
    },
  ]);
}

function write({ plansFolder }: Project, retirements: readonly Retirement[]): void {
  mkdirSync(plansFolder, { recursive: true });
  writeFileSync(join(plansFolder, plansFiles.retirements), writeRetirements(retirements));
}

function print(
  { terminal }: CommandContext,
  result: {
    readonly retirement: Retirement;
    readonly steps: readonly StepDescription[];
    readonly refusals: readonly Problem[];
    readonly next: string;
  },
): void {
  const { retirement, steps, next } = result;
  terminal.result(
    () =>
      [
        `${retirement.stage === 'retire' ? 'Retire' : 'Destroy'} ${retirement.vm}: what \`vm-lifecycle apply ${retirement.stack}\` will do once it is approved`,
        '',
        textTable(
          ['step', 'state', 'what'],
          steps.map(({ title, state, detail }) => [title, state, detail]),
        ),
        '',
        `Next: ${next}`,
      ].join('\n'),
    result,
  );
}
