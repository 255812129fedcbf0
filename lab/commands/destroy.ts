import { existsSync, rmSync } from 'node:fs';
import { Listr } from 'listr2';
import { hypervisorStatus, type LabInstance } from '../hypervisor';
import { vmsOf } from '../../lib';
import { connectedEnvironment, preparation, synthesizeLab, type LabEnvironment } from '../prepare';
import { removeOrphans } from '../reconcile';
import { labStack } from '../stack';
import { targets, vmsOn, type Remainder } from '../targets';
import { table } from '../support/table';
import { listrOptions, type CommandOptions } from './options';

interface Context {
  environment: LabEnvironment;
  left: Remainder[];
  processes: number;
}

/** Printed also where nothing is left, to say what was looked for. */
const kinds = [
  'domain',
  'volume',
  'nvram',
  'vtpm',
  'pool',
  'network',
  'nwfilter-binding',
  'vcenter virtualMachines',
  'vcenter resourcePools',
  'proxmox virtualMachines',
  'proxmox pools',
  'proxmox backupJobs',
  'process',
];

/** Back to nothing, and a proof of it. */
export async function destroy(instance: LabInstance, options: CommandOptions): Promise<number> {
  const nothing = !existsSync(instance.root);
  const stack = labStack({ instance: instance.name });
  const tasks = new Listr<Context>(
    [
      {
        title: 'Hypervisors',
        task: async (context, task) => {
          const progress = (message: string): string => (task.output = message);
          await preparation.hypervisors(instance, progress);
          context.environment = await connectedEnvironment(instance, progress);
        },
      },
      {
        title: 'Destroy',
        task: async (context, task) => {
          const terraform = await synthesizeLab(context.environment);
          await terraform.init();
          const plan = await terraform.plan('-destroy');
          if (plan.changes.length > 0) await terraform.apply(plan, (line) => (task.output = line));
          // What an interrupted apply left outside of the state.
          await removeOrphans(instance, []);
          const vms = vmsOf(stack.node.root);
          context.left = [];
          for (const target of targets) {
            context.left.push(...(await target.left(instance, vmsOn(target, vms))));
          }
        },
      },
      {
        title: 'Stop the hypervisors',
        task: async (context, task) => {
          for (const target of [...targets].reverse()) {
            await target.stop(instance, (message) => (task.output = message));
          }
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
  const rows = [...new Set([...kinds, ...left.map((one) => one.kind)])].map((kind) => ({
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
