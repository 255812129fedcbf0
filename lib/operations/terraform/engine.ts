/**
 * Drives Terraform or OpenTofu on one synthesized stack.
 *
 * Input: a folder with cdk.tf.json. Output: plans and what an apply reports. May import: lib/errors, lib/review's plan, the
 * process runner.
 */

import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { VmLifecycleError } from '../../errors';
import { readPlan, type TerraformPlan } from '../../review/terraform-plan';
import { CommandFailed, run, which, type RunResult } from '../process';
import { applicationName } from '../state/postgresql-lock';
import { lockHolder } from '../state/lock-holder';
import { heldLock, LockHeld } from './state-lock';

/** Name of the file in which Terraform keeps the chosen providers. */
export const lockFileName = '.terraform.lock.hcl';

export interface EngineVersion {
  readonly engine: 'terraform' | 'tofu';
  readonly version: string;
}

export interface StackEngineOptions {
  /** How long another run may hold the lock of the state before a command gives up. @default 60 */
  readonly lockTimeoutSeconds?: number;
}

export class Engine {
  private constructor(
    /** Path of the program. */
    readonly program: string,
    readonly version: EngineVersion,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  /**
   * The program that TERRAFORM_BINARY_NAME names, as with cdktf; otherwise terraform, otherwise tofu.
   *
   * @throws VmLifecycleError VML071 where there is none, or one that is too old
   */
  static async find(environment: NodeJS.ProcessEnv): Promise<Engine> {
    const named = environment.TERRAFORM_BINARY_NAME;
    const program =
      named === undefined || named === ''
        ? ((await which('terraform')) ?? (await which('tofu')))
        : await which(named);
    if (program === undefined) {
      throw missing(
        named === undefined || named === '' ? 'nothing' : `"${named}"`,
        'Terraform 1.8 or OpenTofu 1.8, or newer, is on PATH',
        'install one of them, or name its program by TERRAFORM_BINARY_NAME',
      );
    }
    const quiet = { ...environment, TF_IN_AUTOMATION: '1', CHECKPOINT_DISABLE: '1' };
    const { stdout } = await run(program, ['version'], { env: quiet });
    const [, product, version] = /^(Terraform|OpenTofu) v(\d+\.\d+\.\d+\S*)/.exec(stdout) ?? [];
    if (product === undefined || version === undefined) {
      throw missing(`"${program}"`, 'the program is Terraform or OpenTofu', 'name another program');
    }
    const [major = 0, minor = 0] = version.split('.').map(Number);
    if (major < 1 || (major === 1 && minor < 8)) {
      throw missing(`${product} ${version}`, 'the version is 1.8 or newer', 'install a newer one');
    }
    return new Engine(
      program,
      { engine: product === 'Terraform' ? 'terraform' : 'tofu', version },
      quiet,
    );
  }

  /** One stack, with this program. */
  on(folder: string, options: StackEngineOptions = {}): StackEngine {
    return new StackEngine(folder, this.program, this.environment, options);
  }
}

export class StackEngine {
  constructor(
    /** Folder with cdk.tf.json. */
    readonly folder: string,
    private readonly program: string,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly options: StackEngineOptions = {},
  ) {}

  private get lockTimeout(): string {
    return `-lock-timeout=${String(this.options.lockTimeoutSeconds ?? 60)}s`;
  }

  get lockFile(): string {
    return join(this.folder, lockFileName);
  }

  /**
   * Fetches providers and connects the state.
   *
   * @param lockFile the providers that were reviewed. @default - the newest that the constraints allow
   * @param upgrade true: the lock file may be changed
   */
  async init({ lockFile, upgrade }: { lockFile?: string; upgrade: boolean }): Promise<void> {
    const locked = lockFile !== undefined && existsSync(lockFile);
    if (locked) copyFileSync(lockFile, this.lockFile);
    const fixed = locked && !upgrade ? ['-lockfile=readonly'] : [];
    await this.terraform('init', '-input=false', '-no-color', '-reconfigure', ...fixed);
  }

  /** Plans into a file. */
  async plan(...options: string[]): Promise<string> {
    const file = join(this.folder, 'plan');
    await this.terraform(
      'plan',
      '-input=false',
      '-no-color',
      this.lockTimeout,
      `-out=${file}`,
      ...options,
    );
    return file;
  }

  /** A saved plan, as JSON. */
  async show(file: string): Promise<TerraformPlan> {
    const { stdout } = await this.terraform('show', '-json', '-no-color', file);
    return readPlan(JSON.parse(stdout), file);
  }

  /** Applies exactly that plan; each line is a JSON object of Terraform's machine-readable output. */
  async apply(file: string, onLine: (line: string) => void): Promise<void> {
    await this.terraformWith(onLine, 'apply', '-input=false', '-json', this.lockTimeout, file);
  }

  /** What identifies the state across its versions; undefined before the first apply. */
  async lineage(): Promise<string | undefined> {
    const { stdout } = await this.terraform('state', 'pull');
    if (stdout.trim() === '') return undefined;
    const { lineage } = JSON.parse(stdout) as { lineage?: string };
    return lineage === '' ? undefined : lineage;
  }

  /** The value of an output; undefined where the state has none. */
  async output(name: string): Promise<unknown> {
    const { stdout } = await this.terraform('output', '-json', '-no-color');
    const outputs = JSON.parse(stdout) as Record<string, { value: unknown } | undefined>;
    return outputs[name]?.value;
  }

  private async terraform(...args: string[]): Promise<RunResult> {
    return this.terraformWith(undefined, ...args);
  }

  private async terraformWith(
    onLine: ((line: string) => void) | undefined,
    ...args: string[]
  ): Promise<RunResult> {
    try {
      return await run(this.program, args, {
        cwd: this.folder,
        // The name is how others recognize the holder of a lock in PostgreSQL.
        env: { PGAPPNAME: applicationName(), ...this.environment },
        ...(onLine === undefined ? {} : { onLine }),
      });
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      const lock = heldLock(`${error.result.stderr}\n${error.result.stdout}`);
      if (lock === undefined) throw error;
      throw new LockHeld(await lockHolder(lock, this.folder, this.environment));
    }
  }
}

function missing(given: string, rule: string, fix: string): VmLifecycleError {
  return new VmLifecycleError([{ code: 'VML071', path: 'terraform', got: given, rule, fix }]);
}
