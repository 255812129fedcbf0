import { Token } from 'cdktf';
import { Construct } from 'constructs';
import { unsupported } from '../drivers/common/unsupported';
import type { MadeResources } from '../drivers/contract';
import { Hypervisor } from '../drivers/hypervisor';
import { throwIfAny, VmLifecycleError } from '../errors';
import { definePlacementRule } from '../model/define-placement-rule';
import { byPath } from '../model/notes';
import type { PlacementRuleModel, PlacementRuleModelProps } from '../model/placement-rule';
import { enter } from './fleet';
import { importMain } from './import-main';
import type { IVirtualMachine } from './interfaces';
import { ownersOf } from './move';
import { ConstructReader, objectOf } from './read-construct';
import { otherHypervisor } from './same-hypervisor';

/** Which VMs run together, apart, or on which hosts. */
export interface PlacementRuleProps extends PlacementRuleModelProps {
  /** VMs that the rule is for; more may be added later. @default - none yet */
  readonly members?: readonly IVirtualMachine[];
  /** @default - the hypervisor of the nearest enclosing scope */
  readonly hypervisor?: Hypervisor;
}

/**
 * VMs that run on different hosts (`spread`), on one host (`colocate`), or on, or off, given hosts (`hosts`).
 *
 * Checked when the app is synthesized: a rule has enough members, no two rules contradict each other, and a mandatory
 * spread has a host for each of its members where the hypervisor declares its capacity.
 *
 * vSphere: DRS anti-affinity, affinity and VM-host rules. Proxmox VE: HA rules. libvirt knows one host only (VML044).
 *
 * @throws VML006, VML031, VML041, VML043, VML044 and VML048 for bad props and members; VML041 and VML064 at synthesis
 */
export class PlacementRule extends Construct {
  readonly hypervisor: Hypervisor;
  /** The rule with all defaults, as plain data. */
  readonly model: PlacementRuleModel;
  /** The Terraform resources, for escape hatches and dependencies. */
  readonly resources: MadeResources;
  private readonly vms = new Set<IVirtualMachine>();

  constructor(scope: Construct, id: string, props: PlacementRuleProps) {
    super(scope, id);
    const { path } = this.node;
    const { hypervisor, members, ...declared } = objectOf(props, path);
    const read = new ConstructReader(this);
    const on = read.hypervisor(hypervisor);
    const vms = read.vms(members, 'members');
    const defined = definePlacementRule(declared, path, (value) => Token.isUnresolved(value));
    const problems = [...read.problems, ...defined.problems];
    if (on === undefined || defined.model === undefined || problems.length > 0) {
      throw new VmLifecycleError(problems.sort(byPath));
    }
    this.hypervisor = on;
    this.model = defined.model;
    const { driver } = on;
    const { kind } = this.model;
    throwIfAny([
      ...unsupported(driver, `placement.${kind}`, `${path}.kind`, kind),
      ...(kind === 'hosts' || this.model.mandatory
        ? []
        : unsupported(driver, 'placement.preferred', `${path}.mandatory`, false)),
    ]);
    this.add(...vms);
    const request = { rule: this.model, members: () => this.members, path };
    this.resources = driver.createPlacementRule?.(this, request) ?? { all: {} };
    if (this.resources.main !== undefined) this.node.defaultChild = this.resources.main;
    enter('rules', this);
  }

  /** The VMs that the rule is for, in the order in which they were added. One that was moved is where it is now. */
  get members(): readonly IVirtualMachine[] {
    return ownersOf(this.vms);
  }

  /** Adds VMs of the same hypervisor. */
  add(...vms: readonly IVirtualMachine[]): this {
    const path = `${this.node.path}.members`;
    const read = new ConstructReader(this);
    read.vms(vms, 'members');
    throwIfAny(read.problems);
    throwIfAny(vms.flatMap((vm) => otherHypervisor(path, vm, this.hypervisor, 'a member is a VM')));
    for (const vm of vms) this.vms.add(vm);
    return this;
  }

  /** Takes over a rule that exists, by the id that the provider imports it by. */
  importFrom(id: string): void {
    importMain(this.node.path, this.resources, id);
  }
}
