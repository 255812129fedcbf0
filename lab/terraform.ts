/** Drives Terraform or OpenTofu on a synthesized stack. Input: a folder with cdk.tf.json. Output: what it reports. */

import { join } from 'node:path';
import type { ResourceChange } from '../lib/review/impact';
import { readPlan, type TerraformPlan } from '../lib/review/terraform-plan';
import { run, TimedOut, type RunResult } from '../lib/operations/process';

/** A plan that was saved, and what it would do. */
export interface SavedPlan {
  readonly file: string;
  readonly changes: readonly PlannedChange[];
  /** The changed resources as Terraform's JSON has them. */
  readonly details: readonly AddressedChange[];
}

type AddressedChange = ResourceChange & { readonly address: string };

export interface PlannedChange {
  readonly address: string;
  readonly actions: readonly string[];
}

export class Terraform {
  constructor(
    /** The stack's folder below cdktf.out. */
    readonly folder: string,
    private readonly environment: NodeJS.ProcessEnv & { readonly TERRAFORM_BINARY_NAME: string },
  ) {}

  /** Fetches providers and connects the backend, whichever instance's it was before. */
  async init(): Promise<void> {
    await this.terraform('init', '-input=false', '-no-color', '-reconfigure');
  }

  /** Plans, and keeps the plan for {@link apply}. */
  async plan(...options: string[]): Promise<SavedPlan> {
    const file = join(this.folder, 'plan');
    await againIfItHangs(() =>
      this.terraform('plan', '-input=false', '-no-color', `-out=${file}`, ...options),
    );
    const plan = JSON.parse(await this.json(file)) as {
      resource_changes?: AddressedChange[];
      output_changes?: Record<string, { actions: string[] }>;
    };
    const details = (plan.resource_changes ?? []).filter(
      ({ change }) => !change.actions.every((action) => action === 'no-op' || action === 'read'),
    );
    const changes = details.map(({ address, change }) => ({ address, actions: change.actions }));
    const outputs = Object.entries(plan.output_changes ?? {})
      .map(([name, { actions }]) => ({ address: `output.${name}`, actions }))
      .filter(({ actions }) => !actions.every((action) => action === 'no-op'));
    return { file, changes: [...changes, ...outputs], details };
  }

  /** All that Terraform says of a plan. */
  async show(plan: SavedPlan): Promise<TerraformPlan> {
    return readPlan(JSON.parse(await this.json(plan.file)), plan.file);
  }

  /** Applies exactly that plan. */
  async apply(plan: SavedPlan, onLine?: (line: string) => void): Promise<void> {
    await run(
      this.environment.TERRAFORM_BINARY_NAME,
      ['apply', '-input=false', '-no-color', plan.file],
      {
        cwd: this.folder,
        env: this.environment,
        ...(onLine === undefined ? {} : { onLine }),
      },
    );
  }

  /** Addresses and attributes of everything in the state. */
  async resources(): Promise<readonly StateResource[]> {
    const { stdout } = await run(this.environment.TERRAFORM_BINARY_NAME, ['show', '-json'], {
      cwd: this.folder,
      env: this.environment,
    });
    const state = JSON.parse(stdout) as {
      values?: { root_module?: { resources?: StateResource[] } };
    };
    return state.values?.root_module?.resources ?? [];
  }

  /** The value of an output, or undefined where the state has none. */
  async output(name: string): Promise<unknown> {
    const { stdout } = await run(this.environment.TERRAFORM_BINARY_NAME, ['output', '-json'], {
      cwd: this.folder,
      env: this.environment,
    });
    return (JSON.parse(stdout) as Record<string, { value: unknown } | undefined>)[name]?.value;
  }

  private async json(file: string): Promise<string> {
    const { stdout } = await run(this.environment.TERRAFORM_BINARY_NAME, ['show', '-json', file], {
      cwd: this.folder,
      env: this.environment,
    });
    return stdout;
  }

  private async terraform(...args: string[]): Promise<RunResult> {
    return run(this.environment.TERRAFORM_BINARY_NAME, args, {
      cwd: this.folder,
      env: this.environment,
      timeoutMs: planSeconds * 1000,
    });
  }
}

const planSeconds = 150;

/**
 * The libvirt provider 0.8.3 may hang while it reads a cloud-init disk (its client library can block itself when a
 * download ends). Nothing was changed by then, so that the step can be taken again.
 */
export async function againIfItHangs<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof TimedOut) return step();
    throw error;
  }
}

export interface StateResource {
  readonly address: string;
  readonly type: string;
  readonly values: Readonly<Record<string, unknown>>;
}
