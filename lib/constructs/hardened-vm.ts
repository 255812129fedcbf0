import { Lazy, Token } from 'cdktf';
import { Construct } from 'constructs';
import type { GenerationRecord } from '../drivers/common/generation-record';
import { literal } from '../drivers/common/literal';
import type { IResourcePool, ITemplate, VmRequest, VmResources } from '../drivers/contract';
import { Hypervisor } from '../drivers/hypervisor';
import { throwIfAny, VmLifecycleError, type Problem } from '../errors';
import type { Control } from '../hardening/control';
import { hardeningPlan, type HardeningPlan } from '../hardening/plan';
import { generationName } from '../model/define-template';
import { defineVm } from '../model/define-vm';
import type { EnvironmentModel } from '../model/environment';
import { byPath } from '../model/notes';
import type { Size } from '../model/size';
import { checkTemplateOfVm } from '../model/template-catalog';
import type { VirtualMachine } from '../model/virtual-machine';
import type { Acceptance, VmProps } from '../model/vm-props';
import { EnvironmentStack } from './environment-stack';
import { ExistingVm, type ExistingVmProps } from './existing-vm';
import { register } from './fleet';
import {
  approvedForRebuild,
  guardGeneration,
  readGeneration,
  rebuildProblems,
  recordFor,
  type GenerationProps,
} from './generation';
import { retirementOf } from './guard';
import type { IVirtualMachine } from './interfaces';
import { addToInventory } from './inventory';
import { moveResources } from './move';
import { moveProtection } from './protection';
import { ConstructReader, objectOf } from './read-construct';
import { withoutStackTraces } from './synthesis/stack-traces';
import { Tags } from './tags';
import { TemplateCatalog } from './template-catalog';
import { todayOf } from './today';

/** A VM: what it is for, what it is made from, and what it has. */
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

  /** A decision to use a template that is not certified, or past its sunset date. @default - none */
  readonly templateOverride?: Acceptance;

  /**
   * How the VM follows the generations of its template; a LinkedCloneSet gives it. The state then records the generation
   * that the VM was made from; without it nobody knows later, so give it from the first apply on.
   *
   * @default - recorded where the template is of a TemplateCatalog; the VM is never made anew
   */
  readonly generation?: GenerationProps;
}

/**
 * A virtual machine from a certified template, hardened by default: UEFI with Secure Boot, virtual TPM, no needless
 * devices, anti-spoofing, and a guest that accepts public keys only and drops what was not declared.
 *
 * libvirt: a domain, a volume per disk and a cloud-init seed. Changing CPUs, memory, disks, interfaces or the guest's
 * configuration power-cycles the machine; its disks, UUID, MAC addresses and TPM stay.
 *
 * vSphere: a `vsphere_virtual_machine` that is cloned from its template, with its disks, tags, custom attributes and
 * overrides of its cluster; a Linux guest is configured through guestinfo, a Windows guest by sysprep when it is cloned.
 * Changes are made while it runs where the machine allows it, else with a restart.
 *
 * Proxmox VE: a `proxmox_virtual_environment_vm` that is cloned from its template, with its firewall rules and address
 * sets, its membership in a pool, and what HA and replication need; the guest is configured by snippets, where the
 * hypervisor has a storage for them. Changes that need a restart wait for one, unless `restartForChanges` is set.
 *
 * @throws VML001 to VML065 for bad props, all problems in one {@link VmLifecycleError}; what is wrong between VMs, pools
 * and stacks at synthesis
 */
export class HardenedVm extends Construct implements IVirtualMachine {
  /** A VM that is managed elsewhere. */
  static fromExisting(scope: Construct, id: string, props: ExistingVmProps): IVirtualMachine {
    return new ExistingVm(scope, id, props);
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
  private readonly record?: GenerationRecord;
  private readonly generation?: GenerationProps;
  private readonly certify: () => ReturnType<typeof checkTemplateOfVm>;
  /** What {@link moveTo} has made the owner of the resources. */
  movedTo?: HardenedVm;

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
      templateOverride,
      generation: givenGeneration,
      ...vmProps
    } = objectOf(props, path);
    const read = new ConstructReader(this);
    const on = read.hypervisor(hypervisor);
    const from = read.template(template, 'template');
    this.pool = read.pool(pool, 'pool');
    const additional = read.controls(additionalControls, 'additionalControls');
    const generation = readGeneration(read, givenGeneration);

    const today = todayOf(this);
    const isToken = (value: unknown): boolean => Token.isUnresolved(value);
    const defined = defineVm(vmProps, {
      path,
      today,
      environment: environment ?? EnvironmentStack.environmentOf(this),
      isToken,
      ...(from === undefined ? {} : { template: from }),
      ...(recordedDisks === undefined ? {} : { recorded: { disks: recordedDisks } }),
    });
    const { vm = defined.draft } = defined;
    if (vm === undefined || on === undefined || from === undefined || read.problems.length > 0) {
      throw new VmLifecycleError([...read.problems, ...defined.problems].sort(byPath));
    }
    this.hypervisor = on;
    this.template = from;
    const { driver } = on;
    const planned = hardeningPlan(vm, driver.name, {
      path,
      today,
      supported: driver.machineControls,
      additional,
      guestChannel: driver.guestChannel !== 'none',
      inherited: from.attestedControls,
    });
    const asked: VmRequest = {
      vm,
      plan: planned.plan,
      template: from,
      path,
      recordedDisks,
      pool: this.pool,
      tags: () => this.tags,
    };
    this.certify = () =>
      checkTemplateOfVm(from, {
        path,
        today,
        isToken,
        category: vm.environment.category,
        operatingSystem: vm.guest.operatingSystem,
        catalogInReach: TemplateCatalog.isInReach(this),
        override: templateOverride,
      });
    const certified = this.certify();
    const source = { template: from, vm, generation };
    throwIfAny([
      ...defined.problems,
      ...planned.problems,
      ...certified.problems,
      ...rebuildProblems(path, source, driver),
      ...driver.validateVm(asked),
    ]);
    // Without a stack trace, which would hold the paths of this machine.
    if (certified.warning !== undefined) this.node.addMetadata('@cdktf/warn', certified.warning);

    this.model = vm;
    this.hardening = planned.plan;
    this.record = recordFor(this, source);
    const request = { ...asked, rebuiltWith: this.record?.resource };
    this.request = request;
    this.resources = withoutStackTraces(() => driver.createVm(this, request));
    this.generation = generation;
    guardGeneration(path, source, this.resources, this.record);
    if (retirementOf(this, this) !== undefined) driver.retireVm?.(this.resources);
    this.node.defaultChild = this.resources.machine;
    register(this);
    addToInventory(this);
  }

  get vmName(): string {
    return this.model.name;
  }
  /** Id on the hypervisor, also once the VM was moved. Token. */
  get vmId(): string {
    return Lazy.stringValue({ produce: () => this.movedTo?.vmId ?? this.resources.vmId });
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

  /** The generation that the VM was made from, such as `debian-12-20261101`, as far as it is recorded. Token. */
  get madeFrom(): string {
    return this.record?.madeFrom ?? literal(generationName(this.template));
  }

  /** Addresses whose destruction is approved in code, while the VM is made anew. */
  get approvedAddresses(): readonly string[] {
    return approvedForRebuild(this.resources, this.generation);
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

  /** True once {@link moveTo} was called. */
  get movedAway(): boolean {
    return this.movedTo !== undefined;
  }

  /**
   * Makes another construct the owner of this VM's resources, without a change on the hypervisor. Placement rules, backup
   * policies, grants and snapshots of this VM are those of the other one from then on.
   */
  moveTo(target: HardenedVm): void {
    moveResources(this, target);
    this.movedTo = target;
    moveProtection(this, target);
  }

  /** What overrides and Aspects have undone, and a catalog that was made later does not have. */
  verify(): readonly Problem[] {
    return [
      ...this.certify().problems,
      ...this.hypervisor.driver.verifyVm(this.resources, this.request),
    ];
  }
}
