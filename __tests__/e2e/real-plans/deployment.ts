/** One stack that is deployed once, and the plans of its variants, none of which is applied. */

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { terraformEnvironment } from '../../../lab/engines/terraform';
import { impactTable, reviewTable } from '../../../lib/drivers/registry';
import type { HypervisorName } from '../../../lib/hardening/control';
import type { Approval } from '../../../lib/model/approvals';
import { protectedIn, type ProtectedAddress } from '../../../lib/model/ledger';
import { run } from '../../../lib/operations/process';
import { protectedAddresses } from '../../../lib/operations/protected-addresses';
import { planFacts } from '../../../lib/review';
import { machinesOf } from '../../../lib/review/machines';
import { readPlan, type TerraformPlan } from '../../../lib/review/terraform-plan';
import { deployed, type Shape } from './shape';
import { startSite, type RunningSite } from './sites';
import { addressBook, stackName, synthesizeShape, type Built } from './stack';

/** A resource in a state file. */
export interface StateResource {
  readonly mode: string;
  readonly type: string;
  name: string;
  readonly instances: { status?: string; deposed?: string; attributes: unknown }[];
}

/** A change of the stack, and how it is planned. */
export interface Variant {
  readonly shape?: Partial<Record<keyof Shape, unknown>>;
  /** Escape hatches; `at` gives addresses of the deployed stack by their names. */
  readonly override?: (built: Built, at: (name: string) => string) => void;
  /** Options of `terraform plan`. */
  readonly options?: (at: (name: string) => string) => readonly string[];
  /** Surgery on a copy of the state. */
  readonly state?: (resource: (name: string) => StateResource) => void;
  /** Destructions that are approved in plans/approvals.json when the stack is synthesized, which lifts their locks. */
  readonly lifted?: readonly string[];
}

export class Deployment {
  private constructor(
    private readonly folder: string,
    private readonly environment: NodeJS.ProcessEnv & { TERRAFORM_BINARY_NAME: string },
    private readonly running: RunningSite,
    /** Address by its name in the cases. */
    readonly book: ReadonlyMap<string, string>,
    readonly ledger: readonly ProtectedAddress[],
    /** Exit code of a second plan: 0 where it is empty. */
    readonly secondPlan: number,
  ) {}

  static async start(hypervisor: HypervisorName): Promise<Deployment> {
    const folder = mkdtempSync(join(tmpdir(), 'real-plans-'));
    const running = await startSite(hypervisor);
    try {
      const environment = {
        ...(await terraformEnvironment([hypervisor])),
        ...running.environment,
      };
      const made = new Deployment(folder, environment, running, new Map(), [], -1);
      const built = made.synthesize({});
      await made.terraform('init');
      const plan = await made.plan();
      await made.terraform('apply', 'plan');
      const { code } = await made.terraform('plan', '-detailed-exitcode');
      await running.settle?.();
      const book = addressBook(built);
      return new Deployment(folder, environment, running, book, made.ledgerOf(plan), code);
    } catch (error) {
      await running.stop();
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.running.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  readonly at = (name: string): string => {
    const address = this.book.get(name);
    if (address === undefined) {
      throw new Error(`there is no "${name}" among ${[...this.book.keys()].join(', ')}`);
    }
    return address;
  };

  /** The name of an address; others stay as they are. */
  nameOf(address: string | undefined): string {
    return [...this.book].find(([, one]) => one === address)?.[0] ?? address ?? 'the plan';
  }

  /** The plan of a variant, as the provider printed it. */
  async planOf(variant: Variant): Promise<TerraformPlan> {
    this.synthesize(variant);
    return this.plan(
      '-refresh=false',
      ...(variant.options?.(this.at) ?? []),
      ...this.surgery(variant),
    );
  }

  private get stackFolder(): string {
    return join(this.folder, 'out', 'stacks', stackName);
  }
  private get stateFile(): string {
    return join(this.folder, 'terraform.tfstate');
  }

  private synthesize({ shape, override, lifted = [] }: Variant): Built {
    const plansFolder = join(this.folder, 'plans');
    mkdirSync(plansFolder, { recursive: true });
    const approvals = lifted.map((name) => approvalOf(this.at(name), 'destroy'));
    writeFileSync(join(plansFolder, 'approvals.json'), JSON.stringify({ version: 1, approvals }));
    return synthesizeShape(
      { ...deployed, ...(shape as Partial<Shape>) },
      {
        outdir: join(this.folder, 'out'),
        stateFile: this.stateFile,
        plansFolder,
        site: this.running.site,
        override: (built) => override?.(built, this.at),
      },
    );
  }

  private surgery({ state }: Variant): readonly string[] {
    if (state === undefined) return [];
    const copy = join(this.folder, 'copy.tfstate');
    cpSync(this.stateFile, copy);
    const text = JSON.parse(readFileSync(copy, 'utf8')) as { resources: StateResource[] };
    state((name) => {
      const address = this.at(name);
      const found = text.resources.find((one) => `${one.type}.${one.name}` === address);
      if (found === undefined) throw new Error(`the state has no ${address}`);
      return found;
    });
    writeFileSync(copy, JSON.stringify(text));
    return [`-state=${copy}`];
  }

  private async plan(...options: readonly string[]): Promise<TerraformPlan> {
    // A plan that ends in an error is saved as well, and says that it is none to apply.
    rmSync(join(this.stackFolder, 'plan'), { force: true });
    const { stderr } = await this.terraform('plan', '-out=plan', ...options);
    const shown = await this.terraform('show', '-json', 'plan');
    if (shown.code !== 0) throw new Error(`there is no plan: ${stderr}`);
    return readPlan(JSON.parse(shown.stdout), 'plan');
  }

  private async terraform(...args: readonly string[]) {
    const [command = ''] = args;
    const options = command === 'show' ? [] : ['-input=false', '-no-color'];
    return run(this.environment.TERRAFORM_BINARY_NAME, [command, ...options, ...args.slice(1)], {
      cwd: this.stackFolder,
      env: this.environment,
      allow: command === 'apply' ? [] : [1, 2],
      timeoutMs: 240_000,
    });
  }

  /** What `vm-lifecycle plan` would enter for the first plan. */
  private ledgerOf(plan: TerraformPlan): readonly ProtectedAddress[] {
    const synthesized: unknown = JSON.parse(
      readFileSync(join(this.stackFolder, 'cdk.tf.json'), 'utf8'),
    );
    const machines = machinesOf(plan, impactTable, reviewTable);
    const vms = new Map(
      (plan.resource_changes ?? []).map((entry) => [entry.address, machines.vmOf(entry)]),
    );
    const entries = protectedAddresses(synthesized, planFacts(plan).vms.after, (address) =>
      vms.get(address),
    );
    return protectedIn({ version: 1, stacks: { [stackName]: entries } }, stackName);
  }
}

export function approvalOf(address: string, allows: Approval['allows']): Approval {
  return { stack: stackName, address, allows, reason: 'a test', expires: '2026-11-21' };
}
