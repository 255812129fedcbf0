import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { connectedEnvironment, preparation, type LabEnvironment } from '../../lab/prepare';
import { hypervisorStatus, labInstance, type LabInstance } from '../../lab/hypervisor';
import { repositoryRoot } from '../../lab/support/paths';
import { runCommandLine } from '../../lib/cli/program';
import { run, type RunResult } from '../../lib/operations/process';
import { againIfItHangs } from '../../lab/terraform';
import { targets, vmsOn } from '../../lab/targets';
import type { HardenedVm } from '../../lib';

const quiet = (): undefined => undefined;

/** Labs of test runs that were interrupted: the process in their name is gone. */
async function removeAbandoned(name: string): Promise<void> {
  const parent = dirname(labInstance(name).root);
  for (const folder of existsSync(parent) ? readdirSync(parent) : []) {
    const pid = new RegExp(`^${name}-(\\d+)$`).exec(folder)?.[1];
    if (pid === undefined || existsSync(`/proc/${pid}`)) continue;
    const abandoned = labInstance(folder);
    for (const target of targets) await target.stop(abandoned, quiet);
    rmSync(abandoned.root, { recursive: true, force: true });
  }
}

/** A lab of its own for one test file: it disturbs neither people's lab nor another test. */
export class TestLab {
  private constructor(
    readonly instance: LabInstance,
    readonly environment: LabEnvironment,
    /** Where this lab's app synthesizes to. */
    readonly out: string,
  ) {}

  static async start(name: string): Promise<TestLab> {
    await removeAbandoned(name);
    // The process is part of the name, so that tests of two checkouts can run at once.
    const instance = labInstance(`${name}-${String(process.pid)}`);
    await preparation.image(instance, quiet);
    await preparation.hypervisors(instance, quiet);
    const environment = await connectedEnvironment(instance, quiet);
    return new TestLab(instance, environment, mkdtempSync(join(tmpdir(), `${name}-`)));
  }

  /** Plain cdktf on the lab's stack, as a user types it. */
  async cdktf(args: readonly string[], changes: NodeJS.ProcessEnv = {}): Promise<RunResult> {
    return againIfItHangs(() =>
      run(
        'node_modules/.bin/cdktf',
        [...args, '--app', 'node --require tsx/cjs __tests__/e2e/lab-app.ts', '--output', this.out],
        {
          cwd: repositoryRoot,
          env: { ...this.environment, ...changes, CI: '1', FORCE_COLOR: '0' },
          allow: [1],
          timeoutMs: 600_000,
        },
      ),
    );
  }

  /** `vm-lifecycle` on the lab's app, in a project folder of its own. */
  async vmLifecycle(args: readonly string[]): Promise<RunResult> {
    const folder = mkdtempSync(join(tmpdir(), 'lab-project-'));
    const app = `cd '${repositoryRoot}' && exec node --require tsx/cjs __tests__/e2e/lab-app.ts`;
    writeFileSync(join(folder, 'cdktf.json'), JSON.stringify({ app, output: this.out }));
    const printed = { stdout: '', stderr: '' };
    try {
      const code = await runCommandLine(args, {
        stdout: { write: (text) => (printed.stdout += text) },
        stderr: { write: (text) => (printed.stderr += text) },
        environment: this.environment,
        folder,
        today: new Date().toISOString().slice(0, 10),
      });
      return { code, ...printed };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** Terraform in the folder of the stack that cdktf synthesized last. */
  async terraform(args: readonly string[], binary?: string): Promise<RunResult> {
    return run(binary ?? this.environment.TERRAFORM_BINARY_NAME, args, {
      cwd: join(this.out, 'stacks', 'lab'),
      env: this.environment,
      allow: [1, 2],
    });
  }

  async virsh(...args: string[]): Promise<string> {
    const { stdout } = await run('virsh', ['--quiet', '--connect', this.instance.uri, ...args], {
      timeoutMs: 60_000,
    });
    return stdout.trim();
  }

  get state(): string {
    const file = join(this.instance.stateFolder, 'lab.tfstate');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  /** What is left on the hypervisors, before and after they end. */
  async stop(vms: readonly HardenedVm[]): Promise<{ left: readonly string[]; processes: number }> {
    const left = [];
    for (const target of targets) {
      left.push(...(await target.left(this.instance, vmsOn(target, vms))));
    }
    for (const target of targets) await target.stop(this.instance, quiet);
    const { processes } = await hypervisorStatus(this.instance);
    rmSync(this.out, { recursive: true, force: true });
    rmSync(this.instance.root, { recursive: true, force: true });
    return { left: left.map(({ kind, name }) => `${kind} ${name}`), processes: processes.length };
  }
}
