/**
 * Applies every change of a VM's life to one hypervisor, and looks what became of it.
 *
 * Input: a lab that runs. Output: one row per change. May import: the lab, lib.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'cdktf';
import { impactTable } from '../../lib/drivers/registry';
import type { Impact } from '../../lib/drivers/impact';
import type { HypervisorName } from '../../lib/hardening/control';
import { impactOf, worse } from '../../lib/review/impact';
import type { LabInstance } from '../hypervisor';
import { synthesizeLab, type LabEnvironment } from '../prepare';
import { CommandFailed } from '../../lib/operations/process';
import type { Terraform } from '../terraform';
import type { LiveFacts } from './facts';
import { readers } from './readers';
import { firstShape, shapeVariable, type Shape } from './shape';
import { ChangesStack, changesStackId } from './stack';
import type { Step } from './steps';

export interface ChangeRow {
  readonly hypervisor: HypervisorName;
  readonly change: string;
  /** What the plan costs the VM that changes, by the driver's table; what is refused has none. */
  readonly impact?: Impact;
  /** What the hypervisor says afterwards. */
  readonly live: string;
  readonly disk: 'unchanged' | 'CHANGED';
  readonly secondPlan: 'empty' | 'NOT EMPTY' | 'refused';
  readonly passed: boolean;
}

/** Impacts that the sentinel may survive. */
const harmless: readonly Impact[] = ['none', 'hot', 'reboot', 'power-cycle'];

export class ChangesRun {
  private shape = firstShape;
  private sentinels: readonly string[] = [];

  constructor(
    private readonly hypervisor: HypervisorName,
    private readonly instance: LabInstance,
    private readonly environment: LabEnvironment,
  ) {}

  /** Deploys the first shape, and marks its data disk. */
  async begin(): Promise<void> {
    const terraform = await this.synthesize(this.shape);
    await terraform.init();
    await terraform.apply(await terraform.plan());
    await readers[this.hypervisor].mark(this.instance);
    this.sentinels = (await this.look()).sentinels;
  }

  async step(step: Step): Promise<ChangeRow> {
    const shape = { ...this.shape, ...step.change(this.shape) };
    const row = { hypervisor: this.hypervisor, change: step.name };
    const before = this.state();
    const terraform = await this.synthesize(shape);
    let plan;
    try {
      plan = await terraform.plan();
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      const code = /\[VML\d{3}\]/.exec(error.message)?.[0];
      if (code === undefined) throw error;
      const disk = this.diskOf(await this.look());
      const passed = disk === 'unchanged' && this.state() === before;
      return { ...row, live: `refused: ${code}`, disk, secondPlan: 'refused', passed };
    }
    const impact = plan.details
      .filter(({ address }) => !/[._]Set_/.test(address))
      .map((change) => impactOf(change, impactTable).impact)
      .reduce(worse, 'none');
    await terraform.apply(plan);
    this.shape = shape;
    const facts = await this.look();
    const [live, declared] = [step.live(facts), step.declared(shape)];
    const elsewhere = live === undefined ? step.elsewhere : undefined;
    const again = await terraform.plan();
    const disk = this.diskOf(facts);
    return {
      ...row,
      impact,
      live: [
        elsewhere ?? textOf(live),
        ...(facts.pending.length === 0 ? [] : [`pending: ${facts.pending.join(', ')}`]),
      ].join('; '),
      disk,
      secondPlan: again.changes.length === 0 ? 'empty' : 'NOT EMPTY',
      passed:
        (elsewhere !== undefined || textOf(live) === textOf(declared)) &&
        facts.pending.length === 0 &&
        disk === 'unchanged' &&
        (harmless.includes(impact) || step.loses !== undefined) &&
        again.changes.length === 0,
    };
  }

  /** Removes everything again. */
  async end(): Promise<void> {
    const terraform = await this.synthesize(this.shape);
    await terraform.init();
    await terraform.apply(await terraform.plan('-destroy'));
  }

  private diskOf(facts: LiveFacts): ChangeRow['disk'] {
    const kept =
      this.sentinels.length > 0 && this.sentinels.every((one) => facts.sentinels.includes(one));
    return kept ? 'unchanged' : 'CHANGED';
  }

  private async look(): Promise<LiveFacts> {
    const app = new App({ outdir: '/nonexistent' });
    const stack = new ChangesStack(app, this.hypervisor, this.instance.name, this.shape);
    return readers[this.hypervisor].read(this.instance, stack.box);
  }

  private async synthesize(shape: Shape): Promise<Terraform> {
    const environment = {
      ...this.environment,
      [shapeVariable]: JSON.stringify({ ...shape, hypervisor: this.hypervisor }),
    };
    return synthesizeLab(environment, {
      program: 'lab/changes/app.ts',
      stack: changesStackId(this.hypervisor),
    });
  }

  private state(): string {
    const file = join(this.instance.stateFolder, `${changesStackId(this.hypervisor)}.tfstate`);
    return readFileSync(file, 'utf8');
  }
}

function textOf(value: unknown): string {
  return Array.isArray(value) ? value.join(', ') : String(value);
}
