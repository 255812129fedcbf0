import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'cdktf';
import { Listr } from 'listr2';
import { format, resolveConfig } from 'prettier';
import { auditWithLynis, type LynisReport } from '../hardening/lynis';
import { hardeningPage } from '../hardening/page';
import { HardeningStack, hardeningStackId } from '../hardening/stack';
import { stopHypervisor, type LabInstance } from '../hypervisor';
import { imageGeneration } from '../image';
import { prepareLibvirtStack } from '../prepare';
import { removeOrphans } from '../reconcile';
import { repositoryRoot } from '../support/paths';
import type { Terraform } from '../terraform';
import { agentOf, waitForGuest } from '../verify/attest';
import { listrOptions, type CommandOptions } from './options';

/** The hardened guest reaches at least this index, and is this much better than the plain one. */
const required = { index: 80, gain: 15 };

interface Context {
  terraform: Terraform;
  reports: Record<'plain' | 'hardened', LynisReport>;
}

/** Measures lynis's hardening index in the plain and in the hardened guest, and enters it in docs/hardening.md. */
export async function hardening(instance: LabInstance, options: CommandOptions): Promise<number> {
  const stack = new HardeningStack(new App({ outdir: '/nonexistent' }), hardeningStackId, {
    instance: instance.name,
  });
  const guests = { plain: stack.plain, hardened: stack.hardened };
  const names = Object.keys(guests) as (keyof typeof guests)[];
  const tasks = new Listr<Context>(
    [
      {
        title: 'Engines, image and private libvirt',
        task: async (context, task) => {
          context.terraform = await prepareLibvirtStack(
            instance,
            { program: 'lab/hardening/app.ts', stack: hardeningStackId },
            (message) => (task.output = message),
          );
          context.reports = {} as Context['reports'];
        },
      },
      {
        title: 'Deploy a plain and a hardened guest',
        task: async ({ terraform }) => {
          await terraform.init();
          await removeOrphans(instance, await terraform.resources());
          await terraform.apply(await terraform.plan());
        },
      },
      {
        title: 'Audit, some ten minutes per emulated guest',
        task: (context, task) =>
          task.newListr(
            names.map((name) => ({
              title: name,
              task: async (_inner, subtask) => {
                await waitForGuest(
                  guests[name],
                  instance,
                  (message) => (subtask.output = message),
                  900,
                );
                context.reports[name] = await auditWithLynis(agentOf(guests[name], instance));
              },
            })),
            { concurrent: true },
          ),
      },
      {
        title: 'Remove the guests',
        task: async ({ terraform }) => {
          await terraform.apply(await terraform.plan('-destroy'));
          await removeOrphans(instance, []);
          await stopHypervisor(instance);
          rmSync(instance.root, { recursive: true, force: true });
        },
      },
    ],
    listrOptions(options),
  );
  const { reports } = await tasks.run({} as Context);
  const page = join(repositoryRoot, 'docs', 'hardening.md');
  const measured = { ...reports, generation: imageGeneration() };
  const text = hardeningPage(readFileSync(page, 'utf8'), measured);
  writeFileSync(page, await format(text, { ...(await resolveConfig(page)), filepath: page }));
  const { plain, hardened } = reports;
  const passed = hardened.index >= required.index && hardened.index - plain.index >= required.gain;
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ passed, ...reports }, undefined, 2)}\n`
      : `\nhardening index: plain ${String(plain.index)}, hardened ${String(hardened.index)} (${passed ? 'passed' : 'FAILED'}; required: at least ${String(required.index)}, and ${String(required.gain)} more than plain)\n`,
  );
  return passed ? 0 : 1;
}
