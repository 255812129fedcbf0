import { Listr } from 'listr2';
import type { LabInstance } from '../hypervisor';
import { connectedEnvironment, labEnvironment, preparation, synthesizeLab } from '../prepare';
import { removeOrphans } from '../reconcile';
import { changesReport, statusReport } from '../report';
import { labStack } from '../stack';
import { targets } from '../targets';
import type { SavedPlan, Terraform } from '../terraform';
import { waitForGuest } from '../verify/attest';
import { labStatus, type LabStatus } from '../verify/status';
import { listrOptions, type CommandOptions } from './options';

interface Context {
  terraform: Terraform;
  plan: SavedPlan;
  status: LabStatus;
}

/** From nothing to running, verified guests; on a deployed lab it says that nothing changes. */
export async function deploy(instance: LabInstance, options: CommandOptions): Promise<number> {
  const stack = labStack({ instance: instance.name });
  const tasks = new Listr<Context>(
    [
      {
        title: 'Debian packages',
        task: async (_context, task) => preparation.packages((message) => (task.output = message)),
      },
      {
        title: 'Terraform and providers',
        task: async (_context, task) => {
          await labEnvironment(instance, (message) => (task.output = message));
        },
      },
      {
        title: 'Golden image',
        task: async (_context, task) =>
          preparation.image(instance, (message) => (task.output = message)),
      },
      ...targets.map((target) => ({
        title: target.title,
        task: async (_context: Context, task: { output: string }): Promise<void> =>
          target.start(instance, (message) => (task.output = message)),
      })),
      {
        title: 'Synthesize and plan',
        task: async (context, task) => {
          const environment = await connectedEnvironment(
            instance,
            (message) => (task.output = message),
          );
          context.terraform = await synthesizeLab(environment);
          await context.terraform.init();
          const orphans = await removeOrphans(instance, await context.terraform.resources());
          if (orphans.length > 0) {
            task.output = `removed what an interrupted run left: ${orphans.map((one) => one.name).join(', ')}`;
          }
          context.plan = await context.terraform.plan();
          task.title = `Synthesize and plan: ${String(context.plan.changes.length)} changes`;
        },
      },
      {
        title: 'Apply',
        skip: (context) => (context.plan.changes.length === 0 ? 'no changes' : false),
        task: async (context, task) => {
          await context.terraform.apply(context.plan, (line) => (task.output = line));
        },
      },
      {
        title: 'Guests',
        task: (_context, task) =>
          task.newListr(
            [stack.web, stack.database].map((vm) => ({
              title: vm.vmName,
              task: async (_inner, subtask) =>
                waitForGuest(vm, instance, (message) => (subtask.output = message)),
            })),
            { concurrent: true },
          ),
      },
      {
        title: 'Verify every control',
        task: async (context) => {
          context.status = await labStatus(stack, instance, context.terraform);
        },
      },
    ],
    listrOptions(options),
  );
  const { plan, status } = await tasks.run({} as Context);
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ changes: plan.changes, ...status }, undefined, 2)}\n`
      : `\n${changesReport(plan.changes)}\n\n${statusReport(status)}\n`,
  );
  return status.passed ? 0 : 1;
}
