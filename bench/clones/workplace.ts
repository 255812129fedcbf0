/** Folders and environments in which each side makes the same linked clones. */

import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabInstance } from '../../lab/hypervisor';
import { cacheDirectory, repositoryRoot } from '../../lab/support/paths';
import { run } from '../../lib/operations/process';
import { guestDefaults } from '../../stacks/guests';
import { vmLifecycle } from '../support/package';
import { names, type CloneBase } from './base';

/** What the machines of all sides have in common. */
export const machine = { cpuCount: 1, memoryMebibytes: 512, domainType: 'qemu' } as const;

export const kcliVersion = '99.0.202610251748';

export interface WorkplaceOptions {
  readonly folder: string;
  readonly instance: LabInstance;
  readonly base: CloneBase;
  readonly generation: string;
  readonly members: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
}

const tool = (name: string): string => join(repositoryRoot, 'node_modules', '.bin', name);

export class Workplace {
  readonly environment: NodeJS.ProcessEnv;
  /** Commands for a shell, by side. */
  readonly commands: Readonly<
    Record<'direct' | 'cdktf' | 'reviewed' | 'virtInstall' | 'virtInstallBare' | 'hcl', string>
  >;
  readonly ours: string;
  readonly stack: string;
  readonly members: readonly string[];

  constructor(private readonly options: WorkplaceOptions) {
    const { folder, instance, base, generation, members, environment } = options;
    this.members = members;
    this.ours = join(folder, 'ours');
    this.stack = join(this.ours, 'cdktf.out', 'stacks', 'clones');
    this.environment = {
      ...environment,
      CI: '1',
      BENCH_CLONES: JSON.stringify({
        state: join(folder, 'terraform.tfstate'),
        uri: instance.uri,
        domainType: machine.domainType,
        pool: names.pool,
        template: base.template,
        generation,
        members,
        cpuCount: machine.cpuCount,
        memoryMebibytes: machine.memoryMebibytes,
        network: { networkName: names.network, cidr: '198.51.100.0/24', gateway: '198.51.100.1' },
        guest: guestDefaults,
      }),
      FOLDER: join(folder, 'seeds'),
      POOL: base.folder,
      TEMPLATE: base.template,
      NETWORK: names.network,
      CPUS: String(machine.cpuCount),
      MEMORY: String(machine.memoryMebibytes),
      DOMAIN_TYPE: machine.domainType,
    };
    const terraform = environment.TERRAFORM_BINARY_NAME ?? 'terraform';
    const apply = `${terraform} apply -auto-approve -input=false -no-color`;
    const loop = `sh ${join(__dirname, 'virt-install.sh')} ${members.join(' ')}`;
    this.commands = {
      direct: `cd ${this.ours} && CDKTF_OUTDIR=cdktf.out ${appCommand} && cd ${this.stack} && ${apply}`,
      cdktf: `cd ${this.ours} && ${tool('cdktf')} deploy clones --auto-approve --skip-provider-lock`,
      reviewed:
        `cd ${this.ours} && ${vmLifecycle} plan && git add plans && git commit --allow-empty -qm plan && ` +
        `${vmLifecycle} apply --approved-branch HEAD`,
      virtInstall: loop,
      virtInstallBare: `BARE=1 ${loop}`,
      hcl: `cd ${join(folder, 'hcl')} && ${apply}`,
    };
  }

  /** Everything but the machines; providers are installed for all sides that need them. */
  async make(): Promise<void> {
    const { folder, members, environment, base } = this.options;
    const terraform = environment.TERRAFORM_BINARY_NAME ?? 'terraform';
    for (const name of members) {
      const seed = join(folder, 'seeds', name);
      mkdirSync(seed, { recursive: true });
      writeFileSync(join(seed, 'user-data'), `#cloud-config\nhostname: ${name}\n`);
      const metaData = { 'instance-id': name, 'local-hostname': name };
      writeFileSync(join(seed, 'meta-data'), `${JSON.stringify(metaData)}\n`);
      const network = { main: { match: { name: 'en*' }, dhcp4: true } };
      writeFileSync(
        join(seed, 'network-config'),
        `${JSON.stringify({ version: 2, ethernets: network })}\n`,
      );
    }
    const hcl = join(folder, 'hcl');
    cpSync(join(__dirname, 'hcl'), hcl, { recursive: true });
    const variables = {
      members,
      pool: names.pool,
      template: base.template,
      network: names.network,
      cpu_count: machine.cpuCount,
      memory_mebibytes: machine.memoryMebibytes,
      domain_type: machine.domainType,
      seeds: join(folder, 'seeds'),
    };
    writeFileSync(join(hcl, 'terraform.tfvars.json'), JSON.stringify(variables));
    await run(terraform, ['init', '-input=false'], { cwd: hcl, env: this.environment });

    mkdirSync(join(this.ours, 'plans'), { recursive: true });
    const settings = {
      language: 'typescript',
      app: appCommand,
      projectId: '9e7b102d-5a4c-4c0e-9b7a-6f0d3c1e8f3b',
      sendCrashReports: 'false',
      context: {},
    };
    writeFileSync(join(this.ours, 'cdktf.json'), JSON.stringify(settings));
    symlinkSync(join(repositoryRoot, 'node_modules'), join(this.ours, 'node_modules'));
    const git = async (...args: string[]): Promise<unknown> =>
      run('git', args, { cwd: this.ours, env: this.environment });
    await git('init', '--quiet');
    await git('config', 'user.name', 'bench');
    await git('config', 'user.email', 'bench@example.org');
    await git('commit', '--quiet', '--allow-empty', '--message=empty');
    await run('/bin/sh', ['-c', `CDKTF_OUTDIR=cdktf.out ${appCommand}`], {
      cwd: this.ours,
      env: this.environment,
    });
    await run(terraform, ['init', '-input=false'], { cwd: this.stack, env: this.environment });
  }

  /** Forgets what was applied: the machines were removed behind Terraform's back. */
  forget(): void {
    const { folder } = this.options;
    for (const file of ['terraform.tfstate', 'terraform.tfstate.backup']) {
      rmSync(join(folder, file), { force: true });
      rmSync(join(folder, 'hcl', file), { force: true });
    }
    for (const name of ['plans', '.vm-lifecycle']) {
      rmSync(join(this.ours, name), { recursive: true, force: true });
    }
    mkdirSync(join(this.ours, 'plans'));
  }

  /** The command that makes the machines with kcli, in a virtual environment with libvirt's Python module of the system. */
  async kcli(onProgress: (text: string) => void): Promise<string> {
    const { folder, instance, members } = this.options;
    const python = cacheDirectory('bench', `kcli-${kcliVersion}`);
    const program = join(python, 'bin', 'kcli');
    if (!existsSync(program)) {
      onProgress(`installing kcli ${kcliVersion}`);
      await run('/usr/bin/python3', ['-m', 'venv', '--system-site-packages', python]);
      await run(join(python, 'bin', 'pip'), ['install', '--quiet', `kcli==${kcliVersion}`]);
    }
    const home = join(folder, 'kcli');
    mkdirSync(join(home, '.kcli'), { recursive: true });
    const client = { type: 'kvm', url: instance.uri, pool: names.pool };
    const settings = { default: { client: 'bench' }, bench: client };
    writeFileSync(join(home, '.kcli', 'config.yml'), JSON.stringify(settings));
    const vm = {
      image: names.template,
      virttype: machine.domainType,
      machine: 'q35',
      uefi: true,
      secureboot: true,
      tpm: true,
      numcpus: machine.cpuCount,
      memory: machine.memoryMebibytes,
      pool: names.pool,
      disks: [{ size: 2 }],
      nets: [names.network],
      vnc: false,
    };
    const plan = Object.fromEntries(members.map((name) => [name, vm]));
    writeFileSync(join(home, 'plan.yml'), JSON.stringify(plan));
    return `cd ${home} && HOME=${home} ${program} create plan -f plan.yml bench`;
  }
}

/** As an app that was compiled: a user's own compile is not measured. */
const appCommand = `${process.execPath} ${join(__dirname, 'app.js')}`;
