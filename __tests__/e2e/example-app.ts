/** An example of `examples/`, installed from the tarball into a folder of its own as a stranger would. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { againIfItHangs } from '../../lab/terraform';
import { repositoryRoot } from '../../lab/support/paths';
import { run, type RunResult } from '../../lib/operations/process';

const stepMs = 240_000;

export class ExampleApp {
  private constructor(
    readonly folder: string,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  /** An empty folder. */
  static empty(environment: NodeJS.ProcessEnv): ExampleApp {
    return new ExampleApp(mkdtempSync(join(tmpdir(), 'example-')), environment);
  }

  /** Copies the example, and installs what its package.json asks for; the package itself from the tarball. */
  static async install(
    name: string,
    tarball: string,
    environment: NodeJS.ProcessEnv,
  ): Promise<ExampleApp> {
    const example = ExampleApp.empty(environment);
    cpSync(join(repositoryRoot, 'examples', name), example.folder, { recursive: true });
    const file = join(example.folder, 'package.json');
    const manifest = readFileSync(file, 'utf8');
    const local = manifest.replace(
      /("vm-lifecycle": )"\^[\d.]+"/,
      (_, key: string) => `${key}${JSON.stringify(`file:${tarball}`)}`,
    );
    if (local === manifest) throw new Error(`${name} does not depend on vm-lifecycle`);
    writeFileSync(file, local);
    await example.run('npm', ['install', '--prefer-offline', '--loglevel=error']);
    return example;
  }

  read(file: string): string {
    return readFileSync(join(this.folder, file), 'utf8');
  }

  /** Changes a file, and says so where there is nothing to change. */
  replace(file: string, text: string, by: string): void {
    const before = this.read(file);
    if (!before.includes(text)) throw new Error(`no ${text} in ${file}`);
    writeFileSync(join(this.folder, file), before.replace(text, by));
  }

  async run(
    program: string,
    args: readonly string[],
    allow: readonly number[] = [],
    env = this.environment,
  ): Promise<RunResult> {
    return run(program, args, { cwd: this.folder, env, allow, timeoutMs: stepMs });
  }

  /** A program that the example installed, on the day that the example was written for. */
  async tool(name: string, args: readonly string[] = [], allow: number[] = []): Promise<RunResult> {
    const fixedDay = JSON.stringify(join(__dirname, 'fixed-day.cjs'));
    const env = { ...this.environment, NODE_OPTIONS: `--require ${fixedDay}` };
    return this.run(join(this.folder, 'node_modules', '.bin', name), args, allow, env);
  }

  async vmLifecycle(args: readonly string[], allow: number[] = []): Promise<RunResult> {
    return againIfItHangs(() => this.tool('vm-lifecycle', args, allow));
  }

  /** What the stack synthesized to, as data. */
  synthesized(stack: string): unknown {
    return JSON.parse(this.read(join('cdktf.out', 'stacks', stack, 'cdk.tf.json')));
  }

  /** Terraform in the folder of a stack that was synthesized. Exit code 2 of a plan: there are changes. */
  async terraform(stack: string, command: string, ...args: string[]): Promise<RunResult> {
    const all = [command, '-input=false', '-no-color', ...args];
    return againIfItHangs(() => this.terraformIn(stack, all, [1, 2]));
  }

  /** Resources of a stack as its state has them. */
  async state(stack: string): Promise<readonly { name: string; values: unknown }[]> {
    const { stdout } = await this.terraformIn(stack, ['show', '-json'], []);
    const { values } = JSON.parse(stdout) as {
      values: { root_module: { resources: { name: string; values: unknown }[] } };
    };
    return values.root_module.resources;
  }

  /** Applies a plan that has changes, plans again without any, and destroys what was made. */
  async life(stack: string): Promise<{ planned: number; again: number; destroyed: string }> {
    const changes = '-detailed-exitcode';
    expect((await this.terraform(stack, 'init')).stderr).toBe('');
    const planned = await this.terraform(stack, 'plan', changes, '-out=plan');
    const applied = await this.terraform(stack, 'apply', 'plan');
    if (applied.code !== 0) throw new Error(applied.stderr);
    const again = await this.terraform(stack, 'plan', changes);
    const destroyed = await this.terraform(stack, 'destroy', '-auto-approve');
    const [line = destroyed.stderr] = /Destroy complete!.*/.exec(destroyed.stdout) ?? [];
    return { planned: planned.code, again: again.code, destroyed: line };
  }

  private terraformIn(stack: string, args: readonly string[], allow: number[]): Promise<RunResult> {
    const binary = this.environment.TERRAFORM_BINARY_NAME ?? 'terraform';
    const chdir = `-chdir=${join('cdktf.out', 'stacks', stack)}`;
    return this.run(binary, [chdir, ...args], allow);
  }

  git(...args: string[]): Promise<RunResult> {
    const who = ['-c', 'user.name=t', '-c', 'user.email=t@example.org'];
    return this.run('git', [...who, ...args]);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
