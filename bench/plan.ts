/**
 * What `vm-lifecycle plan` adds to Terraform: on the deployed lab without changes, and on a thousand VMs that are to be made. And
 * the review of the latter plan.
 */

import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { labInstance, startHypervisor } from '../lab/hypervisor';
import { connectedEnvironment } from '../lab/prepare';
import { repositoryRoot } from '../lab/support/paths';
import { run as runProgram } from '../lib/operations/process';
import type { Benchmark, BenchmarkContext } from './support/benchmark';
import { measureShell, type Sample } from './support/child';
import { builtPackage, vmLifecycle } from './support/package';

const machines = 1000;
/** More seconds than `terraform plan` and `terraform show -json` of the same run. */
const mostSeconds = 1.5;

const ours = 'vm-lifecycle plan';
const bare = 'terraform plan, terraform show -json';

const stackFolder = (folder: string, stack: string): string =>
  join(folder, 'cdktf.out', 'stacks', stack);

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
  const lab = async (command: string): Promise<unknown> =>
    runProgram(
      process.execPath,
      ['--require', 'tsx/cjs', 'lab/main.ts', command, '--instance', instance.name],
      { cwd: repositoryRoot, env: process.env },
    );
  try {
    // Before there are guests, which take processor time even where they have nothing to do.
    await startHypervisor(instance, { onProgress: progress });
    const fleet: Project = {
      title: `plan of ${String(machines)} VMs that are to be made, on libvirt`,
      folder: join(folder, 'fleet'),
      app: `${process.execPath} ${join(__dirname, 'apps', 'hardened.js')} ${String(machines)}`,
      stack: 'fleet',
      environment: await connectedEnvironment(instance, progress),
    };
    await compareOn(context, fleet, context.repetitions(2));
    await compareReview(context, fleet);
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
    note(
      '`vm-lifecycle plan` synthesizes and runs `terraform init`, too: a plan by hand needs both after each change of the code, or in a fresh checkout. What it adds is its time without these, and without the `terraform plan` and `terraform show -json` of the same run: two runs of Terraform differ by more.',
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
  const stack = stackFolder(folder, project.stack);
  mkdirSync(folder, { recursive: true });
  symlinkSync(join(repositoryRoot, 'node_modules'), join(folder, 'node_modules'));
  const clock = new Clock(folder, environment.TERRAFORM_BINARY_NAME ?? 'terraform');
  const settings = { language: 'typescript', app: clock.timed('synthesis', app) };
  writeFileSync(
    join(folder, 'cdktf.json'),
    JSON.stringify({ ...settings, projectId: project.stack, context: {} }),
  );
  const env = {
    ...environment,
    CDKTF_OUTDIR: join(folder, 'cdktf.out'),
    TERRAFORM_BINARY_NAME: clock.terraform,
  };
  // 2: without the approvals of this repository a finding denies; the plan and its record are made all the same.
  const shell = (command: string, allow?: readonly number[]): Promise<Sample> =>
    measureShell(command, { cwd: folder, env, allow });
  await shell(`${app} && cd ${stack} && ${clock.terraform} init -input=false`);
  await compare({
    title,
    repetitions,
    sides: [
      {
        title: ours,
        before: () => {
          rmSync(join(folder, 'plans'), { recursive: true, force: true });
          clock.reset();
        },
        run: async () => withParts(await shell(`${vmLifecycle} plan ${project.stack}`, [2]), clock),
      },
      {
        title: bare,
        peer: true,
        run: async () =>
          shell(
            `cd ${stack} && ${clock.terraform} plan -input=false -out=bare.plan && ${clock.terraform} show -json bare.plan`,
          ),
      },
    ],
    limits: [{ side: ours, measure: 'addedSeconds', value: mostSeconds }],
  });
}

/** Of the plan that is saved: its review from JSON, beside how Terraform makes that JSON. */
async function compareReview(
  { compare, repetitions }: BenchmarkContext,
  { folder, stack, environment }: Project,
): Promise<void> {
  const options = { cwd: stackFolder(folder, stack), env: environment };
  const terraform = environment.TERRAFORM_BINARY_NAME ?? 'terraform';
  const show = `${terraform} show -json plan > plan.json`;
  await measureShell(show, options);
  await compare({
    title: `review of that plan of ${String(machines)} VMs`,
    repetitions: repetitions(3),
    sides: [
      {
        title: 'vm-lifecycle review',
        // 2: findings deny.
        run: () => measureShell(`${vmLifecycle} review plan.json`, { ...options, allow: [2] }),
      },
      {
        title: 'JSON.parse in Node.js',
        peer: true,
        run: () =>
          measureShell(
            `${process.execPath} -e 'JSON.parse(fs.readFileSync("plan.json", "utf8"))'`,
            options,
          ),
      },
      { title: 'terraform show -json', peer: true, run: () => measureShell(show, options) },
    ],
    limits: [],
  });
}

function withParts(sample: Sample, clock: Clock): Sample {
  const [synthesisSeconds, initSeconds, planSeconds, showSeconds] = [
    'synthesis',
    'init',
    'plan',
    'show',
  ].map((part) => clock.seconds(part)) as [number, number, number, number];
  const { seconds = NaN } = sample;
  return {
    ...sample,
    synthesisSeconds,
    initSeconds,
    addedSeconds: seconds - synthesisSeconds - initSeconds - planSeconds - showSeconds,
  };
}

/** Notes how long the programs take that `vm-lifecycle` starts. */
class Clock {
  /** Terraform, whose subcommands are noted. */
  readonly terraform: string;
  private readonly log: string;
  private readonly program: string;

  constructor(folder: string, terraform: string) {
    this.log = join(folder, 'clock.log');
    this.program = join(folder, 'clock.sh');
    this.terraform = join(folder, 'terraform.sh');
    writeScript(
      this.program,
      `part="$1"; shift
began=$(date +%s%N)
"$@"
code=$?
echo "$part $(( $(date +%s%N) - began ))" >> '${this.log}'
exit $code`,
    );
    writeScript(this.terraform, `exec '${this.program}' "$1" '${terraform}' "$@"`);
    this.reset();
  }

  timed(part: string, command: string): string {
    return `'${this.program}' ${part} ${command}`;
  }

  reset(): void {
    writeFileSync(this.log, '');
  }

  /** Of all runs of a part since the last reset. */
  seconds(part: string): number {
    const found = readFileSync(this.log, 'utf8')
      .split('\n')
      .map((line) => line.split(' '))
      .filter(([name]) => name === part);
    if (found.length === 0) throw new Error(`"${part}" did not run`);
    return found.reduce((sum, [, nanoseconds]) => sum + Number(nanoseconds) / 1e9, 0);
  }
}

function writeScript(file: string, text: string): void {
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o755);
}

export const plan: Benchmark = {
  name: 'plan',
  title: 'vm-lifecycle plan',
  about:
    'synthesis, plan, review, policies and record by one command, beside Terraform on the same JSON.',
  run,
};
