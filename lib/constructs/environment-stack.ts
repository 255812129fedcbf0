import { LocalBackend, TerraformStack, type TerraformBackend } from 'cdktf';
import type { Construct, IConstruct } from 'constructs';
import { VmLifecycleError } from '../errors';
import { categoryOf, type EnvironmentModel } from '../model/environment';
import type { JsonObject } from '../model/json';
import type { NetworkModel } from '../model/vm-props';
import { checkStacks } from './fleet';
import { StackSynthesizer } from './synthesis/stack-synthesizer';

/** An environment: its category, owner, networks, state and defaults. */
export interface EnvironmentStackProps extends Partial<Omit<EnvironmentModel, 'networks'>> {
  /**
   * Where the state is kept; `StateBackend` has backends for teams.
   *
   * @default - a file `terraform.<stack id>.tfstate` in the folder of the project
   */
  readonly backend?: (stack: EnvironmentStack) => TerraformBackend;
}

const mark = Symbol.for('vm-lifecycle.EnvironmentStack');

/** A stack for one environment: what its VMs have in common, and where its state is kept. */
export class EnvironmentStack extends TerraformStack {
  private readonly model: Omit<EnvironmentModel, 'networks'>;
  /** Without a prototype: "constructor" is a name like any other. */
  private readonly networks = Object.create(null) as Record<string, NetworkModel>;
  private readonly writer: StackSynthesizer;

  constructor(scope: Construct, id: string, props: EnvironmentStackProps = {}) {
    super(scope, id);
    Object.defineProperty(this, mark, { value: true });
    this.writer = new StackSynthesizer(this, this.synthesizer);
    this.synthesizer = this.writer;
    // Also a stack whose last VM is gone: what it protected may not vanish with it.
    checkStacks(this);
    const { backend, ...model } = props;
    const name = props.name ?? id;
    this.model = { ...model, name, category: props.category ?? categoryOf(name) };
    if (backend === undefined) {
      // Relative to the stack's folder in cdktf.out: the same on every machine, and outside of what a clean-up removes.
      new LocalBackend(this, { path: `../../../terraform.${id}.tfstate` });
    } else {
      backend(this);
    }
  }

  /** The environment as plain data, with the networks that were added so far. */
  get environment(): EnvironmentModel {
    return { ...this.model, networks: { ...this.networks } };
  }

  override prepareStack(): void {
    this.writer.prepare();
  }

  override toTerraform(): unknown {
    return this.writer.json(() => super.toTerraform() as JsonObject);
  }

  /** Gives a network the name by which the VMs of this environment use it. */
  addNetwork<T extends NetworkModel>(name: string, network: T): T {
    if (this.networks[name] !== undefined) {
      throw new VmLifecycleError([
        {
          code: 'VML031',
          path: `${this.node.path}.networks.${name}`,
          got: `"${name}" a second time`,
          rule: 'a network name is used once per environment',
          fix: 'choose another name',
        },
      ]);
    }
    this.networks[name] = network;
    return network;
  }

  /** The environment that encloses a construct; outside of any, one that is named after the stack. */
  static environmentOf(construct: IConstruct): EnvironmentModel {
    const enclosing = [...construct.node.scopes]
      .reverse()
      .find((scope): scope is EnvironmentStack => mark in scope);
    if (enclosing !== undefined) return enclosing.environment;
    const name = TerraformStack.of(construct).node.id;
    return { name, category: categoryOf(name) };
  }
}
