import { Listr } from 'listr2';
import { styleText } from 'node:util';
import { ChangesRun, type ChangeRow } from '../changes/run';
import { steps } from '../changes/steps';
import type { LabInstance } from '../hypervisor';
import { connectedEnvironment, preparation, type LabEnvironment } from '../prepare';
import { table } from '../support/table';
import { targets } from '../targets';
import { listrOptions, type CommandOptions } from './options';

interface Context {
  environment: LabEnvironment;
  rows: ChangeRow[];
}

/** Applies every change of a VM's life to each hypervisor, and prints what became of it. */
export async function changes(instance: LabInstance, options: CommandOptions): Promise<number> {
  const tasks = new Listr<Context>(
    [
      {
        title: 'Engines, image and hypervisors',
        task: async (context, task) => {
          const progress = (message: string): string => (task.output = message);
          await preparation.packages(progress);
          await preparation.image(instance, progress);
          await preparation.hypervisors(instance, progress);
          context.environment = await connectedEnvironment(instance, progress);
          context.rows = [];
        },
      },
      ...targets.map(({ hypervisor, title }) => ({
        title,
        task: async (context: Context, task: { output: string }): Promise<void> => {
          const run = new ChangesRun(hypervisor, instance, context.environment);
          task.output = 'deploying what is changed';
          await run.begin();
          for (const step of steps) {
            task.output = step.name;
            context.rows.push(await run.step(step));
          }
          task.output = 'removing it again';
          await run.end();
        },
      })),
    ],
    listrOptions(options),
  );
  const { rows } = await tasks.run({} as Context);
  const passed = rows.every((row) => row.passed);
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ passed, changes: rows }, undefined, 2)}\n`
      : `\n${changesTable(rows)}\n${passed ? styleText('green', 'All as declared.') : styleText('red', 'Not as declared.')}\n`,
  );
  return passed ? 0 : 1;
}

function changesTable(rows: readonly ChangeRow[]): string {
  return table(
    ['hypervisor', 'change', 'impact', 'read back', 'data disk', 'second plan', 'result'],
    rows.map((row) => [
      row.hypervisor,
      row.change,
      row.impact ?? '-',
      row.live,
      row.disk,
      row.secondPlan,
      row.passed ? styleText('green', 'passed') : styleText('red', 'FAILED'),
    ]),
  );
}
