/** What `vm-lifecycle plan` adds to Terraform: on a thousand VMs that are to be made, and on the deployed lab without changes. */

import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { labInstance, startHypervisor, stopHypervisor } from '../lab/hypervisor';
import { connectedEnvironment } from '../lab/prepare';
import { repositoryRoot } from '../lab/support/paths';
import { run as runProgram } from '../lib/operations/process';
import type { Benchmark, BenchmarkContext } from './support/benchmark';
import { measureChild, type Sample } from './support/child';
import type { Side } from './support/compare';
import { builtPackage } from './support/package';

const machines = 1000;
/** More seconds than Terraform alone, at a thousand VMs. */
const mostSeconds = 1.5;

const ours = 'vm-lifecycle plan';
const withSynthesis = 'synthesis, terraform plan, terraform show -json';
const bare = 'terraform plan, terraform show -json';

interface Project {
  readonly title: string;
  readonly folder: string;
  readonly app: string;
  readonly stack: string;
  readonly environment: NodeJS.ProcessEnv;
}

async function run(context: BenchmarkContext): Promise<void> {
  const { folder, progress, note } = context;
  await builtPackage(progress);
  const instance = labInstance('bench');
  await startHypervisor(instance, { onProgress: progress });
  const environment = await connectedEnvironment(instance, progress);
  await compareOn(
    context,
    {
      title: `plan of ${String(machines)} VMs that are to be made, on libvirt`,
      folder: join(folder, 'fleet'),
      app: `${process.execPath} ${join(__dirname, 'apps', 'hardened.js')} ${String(machines)}`,
      stack: 'fleet',
      environment,
    },
    context.repetitions(3),
  );
  note(
    'The providers are asked for nothing but their schemas and plans: nothing is refreshed, because nothing is there yet. `vm-lifecycle plan` runs `terraform init` as well, for which the others were prepared.',
  );
  await stopHypervisor(instance, { onProgress: progress });
  rmSync(instance.root, { recursive: true, force: true });
  const lab = async (command: string): Promise<unknown> =>
    runProgram(
      process.execPath,
      ['--require', 'tsx/cjs', 'lab/main.ts', command, '--instance', instance.name],
      { cwd: repositoryRoot, env: process.env },
    );
  try {
    progress('deploying the lab');
    await lab('deploy');
    await compareOn(
      context,
      {
        title: 'plan of the deployed lab without changes: libvirt, vSphere and Proxmox VE',
        folder: join(folder, 'lab'),
        app: `${process.execPath} --require ${require.resolve('tsx/cjs')} ${join(repositoryRoot, 'main.ts')}`,
        stack: 'lab',
        environment: await connectedEnvironment(instance, progress),
      },
      context.repetitions(5),
    );
  } finally {
    if (existsSync(instance.root)) await lab('destroy');
  }
}

async function compareOn(
  { compare }: BenchmarkContext,
  project: Project,
  repetitions: number,
): Promise<void> {
  const { title, folder, app, environment } = project;
  const terraform = environment.TERRAFORM_BINARY_NAME ?? 'terraform';
  const stack = join(folder, 'cdktf.out', 'stacks', project.stack);
  mkdirSync(folder, { recursive: true });
  symlinkSync(join(repositoryRoot, 'node_modules'), join(folder, 'node_modules'));
  const settings = { language: 'typescript', app, projectId: project.stack, context: {} };
  writeFileSync(join(folder, 'cdktf.json'), JSON.stringify(settings));
  const env = { ...environment, CDKTF_OUTDIR: join(folder, 'cdktf.out') };
  const shell = async (command: string): Promise<Sample> =>
    (await measureChild('/bin/sh', ['-c', command], { cwd: folder, env })).sample;
  await shell(`${app} && cd ${stack} && ${terraform} init -input=false`);

  const planned = `cd ${stack} && ${terraform} plan -input=false -out=bare.plan`;
  const shown = `${planned} && ${terraform} show -json bare.plan`;
  const command = `${process.execPath} ${join(repositoryRoot, 'dist/lib/cli/main.js')}`;
  const side = (name: string, text: string, peer = false): Side => ({
    title: name,
    peer,
    before: () => {
      rmSync(join(folder, 'plans'), { recursive: true, force: true });
    },
    run: async () => shell(text),
  });
  await compare({
    title,
    repetitions,
    sides: [
      side(ours, `${command} plan ${project.stack}`),
      side(withSynthesis, `${app} && ${shown}`, true),
      side(bare, shown, true),
      side('terraform plan', planned, true),
    ],
    // Whoever uses cdktf synthesizes before each plan: the benchmark "synth" has what that takes.
    limits: [{ side: ours, peer: withSynthesis, measure: 'seconds', more: mostSeconds }],
  });
}

export const plan: Benchmark = {
  name: 'plan',
  title: 'vm-lifecycle plan',
  about:
    'synthesis, plan, review, policies and record by one command, beside Terraform on the same JSON.',
  run,
};
