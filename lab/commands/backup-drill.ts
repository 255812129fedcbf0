import { rmSync } from 'node:fs';
import { App } from 'cdktf';
import { Listr } from 'listr2';
import type { RestoreEvidence } from '../../lib/operations/backup/restore-evidence';
import { BackupDrill, writeEvidence } from '../backup/drill';
import { checkEvidence } from '../backup/evidence';
import { BackupHost } from '../backup/host';
import { BackupDrillStack, backupDrillStackId } from '../backup/stack';
import { removeVtpmState, stopHypervisor, type LabInstance } from '../hypervisor';
import { prepareLibvirtStack } from '../prepare';
import { removeOrphans } from '../reconcile';
import { cacheDirectory } from '../support/paths';
import { table } from '../support/table';
import type { Terraform } from '../terraform';
import { waitForGuest } from '../verify/attest';
import { listrOptions, type CommandOptions } from './options';

interface Context {
  terraform: Terraform;
  drill: BackupDrill;
  restored: Awaited<ReturnType<BackupDrill['restore']>>;
  evidence: RestoreEvidence;
}

/** Backs a guest up, destroys it, restores it from the second copy, and leaves a file of evidence. */
export async function drill(instance: LabInstance, options: CommandOptions): Promise<number> {
  const app = new App({ outdir: '/nonexistent' });
  const stack = new BackupDrillStack(app, backupDrillStackId, { instance: instance.name });
  const { target, copyTarget } = stack.policy.model;
  const storages = [target, ...(copyTarget === undefined ? [] : [copyTarget])];
  const tasks = new Listr<Context>(
    [
      {
        title: 'Engines, image and private libvirt',
        task: async (context, task) => {
          context.terraform = await prepareLibvirtStack(
            instance,
            { program: 'lab/backup/app.ts', stack: backupDrillStackId },
            (message) => (task.output = message),
          );
        },
      },
      {
        title: 'Deploy a guest and its backup jobs',
        task: async (context, task) => {
          const { terraform } = context;
          await terraform.init();
          await removeOrphans(instance, await terraform.resources());
          await terraform.apply(await terraform.plan());
          const host = BackupHost.install(
            app,
            instance,
            storages.map(({ storage }) => storage),
          );
          context.drill = new BackupDrill(stack, instance, terraform, host);
          await waitForGuest(stack.vm, instance, (message) => (task.output = message));
        },
      },
      {
        title: 'Back up: full, change, incremental',
        task: async (context) => context.drill.backUp(),
      },
      { title: 'Destroy the VM', task: async (context) => context.drill.destroy() },
      {
        title: 'Restore from the second copy, and boot',
        task: async (context) => {
          context.restored = await context.drill.restore();
        },
      },
      {
        title: 'Plan, prune and judge',
        task: async (context) => {
          context.evidence = await context.drill.conclude(context.restored);
          checkEvidence(context.evidence);
        },
      },
      {
        title: 'Remove the guest',
        task: async ({ terraform }) => {
          await terraform.apply(await terraform.plan('-destroy'));
          await removeOrphans(instance, []);
          removeVtpmState(instance, [stack.vm.uuid]);
          await stopHypervisor(instance);
          rmSync(instance.root, { recursive: true, force: true });
        },
      },
    ],
    listrOptions(options),
  );
  const { evidence } = await tasks.run({} as Context);
  const file = writeEvidence(cacheDirectory('evidence'), evidence);
  process.stdout.write(
    options.json ? `${JSON.stringify(evidence, undefined, 2)}\n` : report(evidence, file),
  );
  return evidence.passed ? 0 : 1;
}

function report({ checks, passed }: RestoreEvidence, file: string): string {
  const rows = checks.map((check) => [check.id, check.passed ? 'passed' : 'FAILED', check.detail]);
  return `\n${table(['check', 'result', 'detail'], rows)}\nThe restore drill ${passed ? 'passed' : 'FAILED'}. Evidence: ${file}\n`;
}
