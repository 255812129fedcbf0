import { TerraformResource, TerraformStack, Token } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { literal } from '../drivers/common/literal';
import type { IResourcePool, ITemplate, VmRequest, VmResources } from '../drivers/contract';
import { Hypervisor } from '../drivers/hypervisor';
import { throwIfAny, VmLifecycleError, type Problem } from '../errors';
import type { Control } from '../hardening/control';
import { hardeningPlan, type HardeningPlan } from '../hardening/plan';
import { defineVm } from '../model/define-vm';
import type { EnvironmentModel } from '../model/environment';
import type { Size } from '../model/size';
import type { VirtualMachine } from '../model/virtual-machine';
import type { VmProps } from '../model/vm-props';
import { EnvironmentStack } from './environment-stack';
import { register } from './fleet';
import type { IVirtualMachine } from './interfaces';
import { addToInventory } from './inventory';
import { Tags } from './tags';
import { todayOf } from './today';

export interface HardenedVmProps extends VmProps {
  /** What the VM is cloned from. */
  readonly template: ITemplate;

  /** @default - the hypervisor of the nearest enclosing scope */
  readonly hypervisor?: Hypervisor;

  /** @default - that of the enclosing EnvironmentStack; elsewhere one that is named after the stack */
  readonly environment?: EnvironmentModel;

  /**
   * Sizes of the disks as the last apply recorded them (`data_disks` of the inventory output), by name; the system disk
   * is `system`. A disk that shrinks, or that the hypervisor could only replace, is then an error at synthesis already.
   *
   * @default - none; a change of size is refused at plan
   */
  readonly recordedDisks?: Readonly<Record<string, Size>>;

  /** Resource pool that the VM belongs to. @default - the hypervisor's root pool, or none */
  readonly pool?: IResourcePool;

  /** Controls of your own, beside those of the pack. @default - none */
  readonly additionalControls?: readonly Control[];
}

/** What is known of a VM that is not made here. */
export interface ExistingVmProps {
  readonly vmName: string;
  /** Id on the hypervisor. Token. */
  readonly vmId: string;
  readonly uuid: string;
  readonly macAddresses?: readonly string[];
  readonly staticAddresses?: readonly string[];
}

/**
 * A virtual machine from a certified template, hardened by default: UEFI with Secure Boot, virtual TPM, no needless
 * devices, anti-spoofing, and a guest that accepts public keys only and drops what was not declared.
 *
 * libvirt: a domain, a volume per disk and a cloud-init seed. Changing CPUs, memory, disks, interfaces or the guest's
 * configuration power-cycles the machine; its disks, UUID, MAC addresses and TPM stay.
 *
 * @throws VML001 to VML055 for bad props, all problems in one {@link VmLifecycleError}
 */
export class HardenedVm extends Construct implements IVirtualMachine {
  /** A VM that is managed elsewhere. */
  static fromExisting(scope: Construct, id: string, props: ExistingVmProps): IVirtualMachine {
    class ExistingVm extends Construct implements IVirtualMachine {
      readonly vmName = props.vmName;
      readonly vmId = props.vmId;
      readonly uuid = props.uuid;
      readonly macAddresses = props.macAddresses ?? [];
      readonly staticAddresses = props.staticAddresses ?? [];
    }
    return new ExistingVm(scope, id);
  }

  readonly hypervisor: Hypervisor;
  readonly template: ITemplate;
  /** The VM with all defaults, as plain data. */
  readonly model: VirtualMachine;
  /** The controls that apply, and what was waived. */
  readonly hardening: HardeningPlan;
  /** The Terraform resources, for escape hatches and dependencies. */
  readonly resources: VmResources;
  /** The resource pool that the VM belongs to. */
  readonly pool?: IResourcePool;
  private readonly request: VmRequest;
  /** True once {@link moveTo} was called. */
  movedAway = false;

  constructor(scope: Construct, id: string, props: HardenedVmProps) {
    super(scope, id);
    const path = this.node.path;
    const {
      template,
      hypervisor,
      environment,
      additionalControls,
      recordedDisks,
      pool,
      ...vmProps
    } = props;
    this.pool = pool;
    this.hypervisor = Hypervisor.of(this, hypervisor);
    this.template = template;
    const { driver } = this.hypervisor;

    const today = todayOf(this);
    const defined = defineVm(vmProps, {
      path,
      today,
      environment: environment ?? EnvironmentStack.environmentOf(this),
      isToken: (value) => Token.isUnresolved(value),
      template,
      ...(recordedDisks === undefined ? {} : { recorded: { disks: recordedDisks } }),
    });
    if (defined.vm === undefined) throw new VmLifecycleError(defined.problems);
    const planned = hardeningPlan(defined.vm, driver.name, {
      path,
      today,
      supported: driver.machineControls,
      additional: additionalControls,
      guestChannel: driver.guestChannel !== 'none',
      inherited: template.attestedControls,
    });
    const request: VmRequest = {
      vm: defined.vm,
      plan: planned.plan,
      template,
      path,
      recordedDisks,
      pool,
      tags: () => this.tags,
    };
    this.request = request;
    throwIfAny([...defined.problems, ...planned.problems, ...driver.validateVm(request)]);

    this.model = defined.vm;
    this.hardening = planned.plan;
    this.resources = driver.createVm(this, request);
    this.node.defaultChild = this.resources.machine;
    register(this);
    addToInventory(this);
  }

  get vmName(): string {
    return this.model.name;
  }
  get vmId(): string {
    return this.resources.vmId;
  }
  get uuid(): string {
    return this.model.uuid;
  }
  get macAddresses(): readonly string[] {
    return this.model.networks.map((nic) => nic.macAddress);
  }
  get staticAddresses(): readonly string[] {
    return this.model.networks.flatMap((nic) => (nic.address === 'dhcp' ? [] : [nic.address.ip]));
  }

  /** The tags of the scopes and of the VM itself. */
  get tags(): Readonly<Record<string, string>> {
    return { ...Tags.collect(this), ...this.model.tags };
  }

  /** Addresses of an interface as the hypervisor reports them. List token. */
  reportedAddresses(interfaceName: string): string[] | undefined {
    return this.resources.reportedAddresses[interfaceName];
  }

  /** Takes over a machine that exists, by its id on the hypervisor; with libvirt its UUID. */
  importFrom(id: string): void {
    this.resources.machine.importFrom(literal(id));
  }

  /** Makes another construct the owner of this VM's resources, without a change on the hypervisor. */
  moveTo(target: HardenedVm): void {
    const path = `${this.node.path}.moveTo`;
    if (TerraformStack.of(target) !== TerraformStack.of(this)) {
      throw new VmLifecycleError([
        {
          code: 'VML055',
          path,
          got: `${target.node.path}, of another stack`,
          rule: 'a stack has a state of its own, and a move stays within it',
          fix: 'move within the stack, or move the resources between the states by hand',
        },
      ]);
    }
    const addressed = resourcesByPath(target);
    const moves = [...resourcesByPath(this)];
    throwIfAny(
      moves
        // What stands below a disk is missing with it.
        .filter(([name]) => !name.includes('/') && !addressed.has(name))
        .map(([name]) => ({
          code: 'VML055',
          path,
          got: `no "${name}" in ${target.node.path}`,
          rule: 'both constructs have the same disks',
          fix: 'give the target every disk that this VM has, and change disks in a second step',
        })),
    );
    for (const [name, resource] of moves) {
      const mark = `${this.node.path}/${name}`;
      addressed.get(name)?.addMoveTarget(mark);
      resource.moveTo(mark);
    }
    this.movedAway = true;
  }

  /** What overrides and Aspects have undone. */
  verify(): readonly Problem[] {
    return this.hypervisor.driver.verifyVm(this.resources, this.request);
  }
}

function resourcesByPath(vm: HardenedVm): Map<string, TerraformResource> {
  const inside = (construct: IConstruct): string =>
    construct.node.path.slice(vm.node.path.length + 1);
  return new Map(
    vm.node
      .findAll()
      .filter((child): child is TerraformResource => TerraformResource.isTerraformResource(child))
      .map((child) => [inside(child), child]),
  );
}
