import { Aspects, TerraformStack, Token } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import type { BackupPolicyRequest, IResourcePool, MadeResources } from '../drivers/contract';
import { unsupported } from '../drivers/common/unsupported';
import { Hypervisor } from '../drivers/hypervisor';
import { formatProblem, got, throwIfAny, VmLifecycleError, type Problem } from '../errors';
import {
  backupPolicyTag,
  type BackupPolicyModel,
  type BackupPolicyModelProps,
  type BackupTarget,
} from '../model/backup-policy';
import { defineBackupPolicy, sameDomain } from '../model/define-backup-policy';
import { Duration } from '../model/duration';
import { byPath } from '../model/notes';
import { Schedule } from '../model/schedule';
import { isObject } from '../model/json';
import { vmsOf } from './fleet';
import type { HardenedVm } from './hardened-vm';
import type { IVirtualMachine } from './interfaces';
import { markProtected, registerPolicy, type ProtectingPolicy } from './protection';
import { ownerOf, ownersOf } from './move';
import { ConstructReader, objectOf } from './read-construct';
import { otherHypervisor } from './same-hypervisor';
import { Tags } from './tags';

/** When backups are made, where they go, and how long they are kept. */
export interface BackupPolicyProps extends BackupPolicyModelProps {
  /** @default - the hypervisor of the nearest enclosing scope */
  readonly hypervisor?: Hypervisor;
}

/** What {@link BackupPolicy.standard} leaves to you; everything else has a default. */
export type StandardBackupPolicyProps = Partial<BackupPolicyProps> &
  Pick<BackupPolicyProps, 'target'>;

/** Several VMs, such as a LinkedCloneSet. */
export interface VmGroup {
  readonly members: readonly IVirtualMachine[];
}

/**
 * Backups by schedule, how long they are kept, where, and what may be lost.
 *
 * libvirt: systemd units and timers that run virtnbdbackup on the host, see `renderBackupJobs`. Proxmox: a
 * `proxmox_backup_job`. vSphere: no object of its own; backup products select VMs by the tag `backup-policy`, which every
 * protected VM carries on every hypervisor.
 *
 * @throws VML037 for schedules, and objectives that they do not meet; VML038 for retentions that keep nothing, and targets
 * that fail together with what they protect; VML058 for a VM with two policies
 */
export class BackupPolicy extends Construct implements ProtectingPolicy {
  /**
   * Full backups on Sunday at 02:00, incremental ones on the other days, 28 dailies (4 weeks) and 12 monthlies kept, a
   * restore tested each quarter; a recovery point objective of 24 and a recovery time objective of 4 hours.
   */
  static standard(scope: Construct, id: string, props: StandardBackupPolicyProps): BackupPolicy {
    const workdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
    // What is no object is for the constructor to refuse.
    if (!isObject(props)) return new BackupPolicy(scope, id, props);
    return new BackupPolicy(scope, id, {
      name: 'standard',
      full: Schedule.weekly('sun', '02:00'),
      incremental: Schedule.weekly(workdays, '02:00'),
      retention: { daily: 28, monthly: 12 },
      recoveryPoint: Duration.hours(24),
      recoveryTime: Duration.hours(4),
      restoreTest: Schedule.quarterly(1, '06:00'),
      ...props,
    });
  }

  readonly hypervisor: Hypervisor;
  /** The policy with all defaults, as plain data. */
  readonly model: BackupPolicyModel;
  /** What the hypervisor's driver made for it. */
  readonly resources: MadeResources;
  private readonly vms = new Set<IVirtualMachine>();
  private readonly groups = new Set<VmGroup>();
  private readonly pools = new Set<IResourcePool>();
  private readonly request: BackupPolicyRequest;

  constructor(scope: Construct, id: string, props: BackupPolicyProps) {
    super(scope, id);
    const { path } = this.node;
    const { hypervisor, ...declared } = objectOf(props, path);
    const read = new ConstructReader(this);
    const on = read.hypervisor(hypervisor);
    const { policy, problems } = defineBackupPolicy(declared, path, (value) =>
      Token.isUnresolved(value),
    );
    if (on === undefined || policy === undefined) {
      throw new VmLifecycleError([...read.problems, ...problems].sort(byPath));
    }
    this.hypervisor = on;
    const { driver } = on;
    throwIfAny([
      ...unsupported(driver, 'backup.schedule', path, policy),
      ...(policy.copyTarget === undefined
        ? []
        : unsupported(driver, 'backup.copy', `${path}.copyTarget`, policy.copyTarget)),
    ]);
    this.model = policy;
    this.request = {
      policy,
      members: () => this.members,
      pools: () => [...this.pools],
      path,
    };
    throwIfAny(driver.validateBackupPolicy?.(this.request) ?? []);
    this.resources = driver.createBackupPolicy?.(this, this.request) ?? { all: {} };
    if (this.resources.main !== undefined) this.node.defaultChild = this.resources.main;
    registerPolicy(this);
    TerraformStack.of(this).node.addValidation({
      // Where there are VMs, the checks of the fleet report the same.
      validate: () => (vmsOf(this.node.root).length > 0 ? [] : this.verify().map(formatProblem)),
    });
  }

  /** VMs, sets of VMs, and resource pools with the VMs in them, now or later. */
  protect(...targets: readonly (IVirtualMachine | IResourcePool | VmGroup)[]): this {
    const read = new ConstructReader(this);
    targets.forEach((target, index) => {
      read.protectable(target, `protect[${String(index)}]`);
    });
    throwIfAny(read.problems);
    const added = targets.flatMap((target) => {
      if ('members' in target) {
        this.groups.add(target);
        const scope = Construct.isConstruct(target) ? target : this;
        return this.tagLater(scope, () => ownersOf(target.members));
      }
      if ('poolName' in target) {
        this.pools.add(target);
        return this.tagLater(target, () => this.membersOf(target));
      }
      const vm = ownerOf(target);
      this.vms.add(vm);
      this.tag(vm);
      return [vm];
    });
    throwIfAny([
      ...added.flatMap((vm) => this.memberProblems(vm)),
      ...(this.hypervisor.driver.validateBackupPolicy?.(this.request) ?? []),
    ]);
    return this;
  }

  /** Everything that is protected, each VM once. One that was moved is where it is now. */
  get members(): readonly IVirtualMachine[] {
    return ownersOf([
      ...this.vms,
      ...[...this.groups].flatMap(({ members }) => members),
      ...[...this.pools].flatMap((pool) => this.membersOf(pool)),
    ]);
  }

  protects(vm: IVirtualMachine): boolean {
    const { pool } = vm as Partial<HardenedVm>;
    return (
      (pool !== undefined && this.pools.has(pool)) ||
      [...this.vms].some((one) => ownerOf(one) === vm) ||
      [...this.groups].some(({ members }) => members.some((one) => ownerOf(one) === vm))
    );
  }

  /** What is wrong between the policy and its members; complete once all of them are there. */
  verify(): readonly Problem[] {
    return [
      ...this.members.flatMap((vm) => this.memberProblems(vm)),
      ...(this.hypervisor.driver.validateBackupPolicy?.(this.request) ?? []),
    ];
  }

  private membersOf(pool: IResourcePool): readonly IVirtualMachine[] {
    return vmsOf(this.node.root).filter((vm) => vm.pool === pool);
  }

  /** Enters a VM, and gives it the tag that backup products select it by. */
  tag(vm: IVirtualMachine): void {
    Tags.of(vm).add(backupPolicyTag, this.model.name);
    markProtected(vm, this);
  }

  /** Groups may grow until the app is synthesized; Aspects run after the last change and before tags are written. */
  private tagLater(
    scope: IConstruct,
    members: () => readonly IVirtualMachine[],
  ): readonly IVirtualMachine[] {
    const tagAll = (): void => {
      members().forEach((vm) => {
        this.tag(vm);
      });
    };
    const stack = TerraformStack.of(scope);
    Aspects.of(stack).add({
      visit: (node) => {
        if (node === stack) tagAll();
      },
    });
    tagAll();
    return members();
  }

  private memberProblems(vm: IVirtualMachine): readonly Problem[] {
    const { target } = this.model;
    const path = `${this.node.path}.protect`;
    const foreign = otherHypervisor(path, vm, this.hypervisor, 'a policy protects VMs');
    if (foreign.length > 0) return foreign;
    return domainsOf(vm).flatMap((domain) =>
      (['failureDomain', 'storage'] as const)
        .filter((field) => sameDomain(target[field], domain.name))
        .map((field) => sharedDomain(`${this.node.path}.target.${field}`, target, vm, domain)),
    );
  }
}

interface FailureDomain {
  readonly name: string;
  readonly what: string;
}

/** What a VM fails together with: its hypervisor, its host and the storages of its disks. */
function domainsOf(vm: IVirtualMachine): readonly FailureDomain[] {
  if (!('model' in vm) || !('hypervisor' in vm)) return [];
  const { model, hypervisor } = vm as HardenedVm;
  const { datastore = hypervisor.defaultDatastore, host = hypervisor.defaultHost } = model.location;
  const storages = [datastore, ...model.dataDisks.map((disk) => disk.datastore)];
  return [
    { name: hypervisor.failureDomain ?? hypervisor.node.path, what: 'its hypervisor' },
    { name: host, what: 'its host' },
    ...[...new Set(storages)].map((name) => ({ name, what: 'the storage of its disks' })),
  ].filter((domain): domain is FailureDomain => domain.name !== undefined);
}

function sharedDomain(
  path: string,
  target: BackupTarget,
  vm: IVirtualMachine,
  { what }: FailureDomain,
): Problem {
  return {
    code: 'VML038',
    path,
    got: got(path.endsWith('.storage') ? target.storage : target.failureDomain),
    rule: `a backup does not fail together with what it protects; this is ${what}, of ${vm.node.path}`,
    fix: 'keep it on another storage, in another failure domain',
  };
}
