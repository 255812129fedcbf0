import { existsSync, rmSync } from 'node:fs';
import { Listr } from 'listr2';
import {
  hypervisorStatus,
  leftovers,
  removeVtpmState,
  stopHypervisor,
  type LabInstance,
  type Leftover,
} from '../hypervisor';
import { labEnvironment, preparation, synthesizeLab, type LabEnvironment } from '../prepare';
import { removeOrphans } from '../reconcile';
import { labStack } from '../stack';
import { table } from '../support/table';
import { listrOptions, type CommandOptions } from './options';

interface Context {
  environment: LabEnvironment;
  left: readonly Leftover[];
  processes: number;
}

const kinds = [
  'domain',
  'volume',
  'nvram',
  'vtpm',
  'pool',
  'network',
  'nwfilter-binding',
  'process',
] as const;

/** Back to nothing, and a proof of it. */
export async function destroy(instance: LabInstance, options: CommandOptions): Promise<number> {
  const nothing = !existsSync(instance.root);
  const stack = labStack({ instance: instance.name });
  const tasks = new Listr<Context>(
    [
      {
        title: 'Private libvirt',
        task: async (context, task) => {
          context.environment = await labEnvironment(
            instance,
            (message) => (task.output = message),
          );
          await preparation.hypervisor(instance, (message) => (task.output = message));
        },
      },
      {
        title: 'Destroy',
        task: async (context, task) => {
          const terraform = await synthesizeLab(context.environment);
          await terraform.init();
          const plan = await terraform.plan('-destroy');
          if (plan.changes.length > 0) await terraform.apply(plan, (line) => (task.output = line));
          await removeOrphans(instance, []);
          // The provider leaves the state of persistent TPMs behind.
          removeVtpmState(instance, [stack.web.uuid, stack.database.uuid]);
          context.left = leftovers(instance);
        },
      },
      {
        title: 'Stop the private libvirt',
        task: async (context, task) => {
          await stopHypervisor(instance, { onProgress: (message) => (task.output = message) });
          context.processes = (await hypervisorStatus(instance)).processes.length;
        },
      },
      {
        title: `Remove ${instance.root}`,
        skip: (context) => (context.left.length > 0 ? 'something is left in it' : false),
        task: () => {
          rmSync(instance.root, { recursive: true, force: true });
        },
      },
    ],
    listrOptions(options),
  );
  const { left = [], processes = 0 } = nothing ? {} : await tasks.run({} as Context);
  const rows = kinds.map((kind) => ({
    kind,
    left:
      kind === 'process'
        ? Array<string>(processes).fill('process of the private libvirt')
        : left.filter((one) => one.kind === kind).map((one) => one.name),
  }));
  const clean = rows.every((row) => row.left.length === 0) && !existsSync(instance.root);
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ instance: instance.name, clean, left: Object.fromEntries(rows.map((row) => [row.kind, row.left])) }, undefined, 2)}\n`
      : `\n${table(
          ['what', 'left'],
          rows.map((row) => [row.kind, row.left.length === 0 ? 'none' : row.left.join(', ')]),
        )}\n${clean ? 'Nothing is left.' : `Something is left in ${instance.root}.`}\n`,
  );
  return clean ? 0 : 1;
}
