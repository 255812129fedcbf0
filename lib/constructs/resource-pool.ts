import { Lazy, TerraformResource, Token } from 'cdktf';
import { Construct } from 'constructs';
import { textProblems } from '../drivers/common/texts';
import { unsupported } from '../drivers/common/unsupported';
import type { Driver, IResourcePool, MadeResources } from '../drivers/contract';
import { Hypervisor } from '../drivers/hypervisor';
import { errorCodes, got, throwIfAny, VmLifecycleError, type Problem } from '../errors';
import {
  declarePool,
  reservableOfExisting,
  reservableOfHypervisor,
  reservableOfPool,
  resolvePool,
  type DeclaredPool,
  type Reservable,
} from '../model/define-resource-pool';
import { capacityProblems } from '../model/hypervisor-capacity';
import { byPath, shown } from '../model/notes';
import type { PoolProps, ResourcePoolModel } from '../model/resource-pool';
import { EnvironmentStack } from './environment-stack';
import { enter, entered, failoverReserveOf } from './fleet';
import { importMain } from './import-main';
import { ConstructReader, isPool, objectOf } from './read-construct';
import { hypervisorOf, otherHypervisor } from './same-hypervisor';

/** A pool, and its shares, reservations and limits. */
export interface ResourcePoolProps extends PoolProps {
  /**
   * The pool above: a construct, or the name of a pool on the same hypervisor anywhere in the app. A pool of that name may
   * be made later, but before the first VM whose hypervisor derives the VM's settings from the pool (Proxmox, libvirt).
   *
   * @default - the root of the hypervisor
   */
  readonly parent?: IResourcePool | string;

  /**
   * Refuse plans that would destroy the pool: the hypervisor keeps a pool that still has members, and the members that
   * this app doesn't know would lose their shares and limits. Without effect where the hypervisor has no object for pools.
   *
   * @default - true in production, else false
   */
  readonly protection?: boolean;

  /** @default - that of the parent, else that of the nearest enclosing scope */
  readonly hypervisor?: Hypervisor;
}

/** A resource pool that is managed elsewhere. */
export interface ExistingPoolProps {
  /** Path below the root pool of the hypervisor: `production/databases`. */
  readonly path: string;
  /** @default - the hypervisor of the nearest enclosing scope */
  readonly hypervisor?: Hypervisor;
}

/** What a pool becomes once its parent is known. */
interface Made {
  readonly parent?: IResourcePool;
  readonly model: ResourcePoolModel;
  readonly reservable: Reservable;
  readonly resources: MadeResources;
  readonly poolId?: string;
}

/**
 * A part of a hypervisor's CPU and memory for the VMs and pools in it: shares where they are contended, reservation,
 * limit. Shares high, normal and low stand as 4 : 2 : 1; the presets production, staging and development have shares of
 * 2 : 1 : 0.5 and reserve 50 %, 10 % and 0 % of what their parent may reserve. Percentages need the capacity of the
 * hypervisor (less the failover reserve of its ClusterPolicy), or a reservation above.
 *
 * Checked when the app is synthesized, over the whole tree and all stacks: reservations against limits, parents and the
 * hypervisor, and the VMs against limits and the hypervisor.
 *
 * vSphere: a resource pool. Proxmox VE: a pool for grouping, permissions and backup; shares become CPU units of each VM.
 * libvirt: no object; shares become the CPU shares of each VM, 100 for normal, which is also what a VM without a pool has
 * on a host with cgroup v2.
 *
 * A pool is not removed while it has members (VML026): in code members refer to it, so that only `tryRemoveChild` could,
 * which is refused at synthesis; on the hypervisor, `protection` and the hypervisor itself refuse it.
 *
 * @throws VML006, VML041, VML043, VML044, VML048, VML054 and VML057 for bad props; VML023 to VML026, VML031 and VML065 at
 * synthesis
 */
export class ResourcePool extends Construct implements IResourcePool {
  /** A pool that exists on the hypervisor. What it reserves is not known here. libvirt has none. */
  static fromPath(scope: Construct, id: string, props: ExistingPoolProps): IResourcePool {
    return new ExistingPool(scope, id, props);
  }

  readonly hypervisor: Hypervisor;
  readonly poolName: string;
  /** What was declared, percentages included. */
  readonly declared: DeclaredPool;
  private readonly givenParent: IResourcePool | string | undefined;
  private readonly protection: boolean;
  private made?: Made;

  constructor(scope: Construct, id: string, props: ResourcePoolProps) {
    super(scope, id);
    const { path } = this.node;
    const { parent, protection, hypervisor, ...own } = objectOf(props, path);
    const read = new ConstructReader(this);
    const on = read.hypervisor(hypervisor ?? hypervisorOf(parent));
    read.flag(protection, 'protection');
    const declared = declarePool(own, path, (value) => Token.isUnresolved(value));
    const problems = [
      ...read.problems,
      ...declared.problems,
      ...parentProblems(parent, path, on),
    ].sort(byPath);
    if (on === undefined || declared.model === undefined || problems.length > 0) {
      throw new VmLifecycleError(problems);
    }
    this.hypervisor = on;
    const { driver } = on;
    this.declared = declared.model;
    throwIfAny(unsupportedParts(driver, this.declared, path));
    this.poolName = this.declared.name;
    this.givenParent = parent;
    this.protection = protection ?? EnvironmentStack.environmentOf(this).category === 'production';
    this.settle();
    enter('pools', this);
    // A pool may have waited for this one, and another one for that.
    while (entered(this.node.root, 'pools').some((pool) => pool.settle()));
  }

  /** Id on the hypervisor. Token. Undefined where the hypervisor has no object for pools. */
  get poolId(): string | undefined {
    if (this.made !== undefined) return this.made.poolId;
    if (this.hypervisor.driver.createResourcePool === undefined) return undefined;
    return Lazy.stringValue({ produce: () => this.settled.poolId });
  }

  /** Shares, reservations and limits, with the weight over the whole tree. @throws where the parent is not made yet */
  get model(): ResourcePoolModel {
    return this.settled.model;
  }

  /** The Terraform resources, for escape hatches and dependencies. @throws where the parent is not made yet */
  get resources(): MadeResources {
    return this.settled.resources;
  }

  /** The pool above. @default - none: it stands at the root, or its parent is not made yet */
  get parent(): IResourcePool | undefined {
    return typeof this.givenParent === 'string'
      ? this.named(this.givenParent)[0]
      : this.givenParent;
  }

  /** Name of a parent that no pool of the app has so far. */
  get missingParent(): string | undefined {
    return typeof this.givenParent === 'string' && this.parent === undefined
      ? this.givenParent
      : undefined;
  }

  /** Path below the root pool of the hypervisor: `production/databases`. @default - unknown: a parent is not made yet */
  get poolPath(): string | undefined {
    if (this.missingParent !== undefined) return undefined;
    if (this.parent === undefined) return this.poolName;
    const { poolPath } = this.parent as Partial<ResourcePool>;
    return poolPath && `${poolPath}/${this.poolName}`;
  }

  /** Pools that the name of the parent could mean. More than one is a mistake. */
  get candidates(): readonly ResourcePool[] {
    return typeof this.givenParent === 'string' ? this.named(this.givenParent) : [];
  }

  /** {@link model}, or undefined where the parent is not made yet. */
  get modelIfSettled(): ResourcePoolModel | undefined {
    return this.made?.model;
  }

  /** Takes over a pool that exists: by its path on vSphere, by its id on Proxmox VE. */
  importFrom(id: string): void {
    importMain(this.node.path, this.resources, id);
  }

  /** Makes the pool on the hypervisor as soon as its parent is there; true where it was made now. */
  settle(): boolean {
    if (this.made !== undefined) return false;
    const { parent } = this;
    const waits = parent instanceof ResourcePool && parent.made === undefined;
    if (waits || this.missingParent !== undefined) return false;
    this.made = this.make(parent);
    return true;
  }

  private make(parent: IResourcePool | undefined): Made {
    const { path } = this.node;
    const { driver } = this.hypervisor;
    const above = this.reservableAbove(parent);
    const parentWeight = parent?.model?.weight ?? 1;
    const resolved = resolvePool(this.declared, { path, parentWeight, reservable: above });
    if (resolved.model === undefined) throw new VmLifecycleError(resolved.problems);
    const { model } = resolved;
    const request = { pool: model, parent, path };
    throwIfAny(driver.validatePool?.(request) ?? []);
    const made = driver.createResourcePool?.(this, request);
    const resources: MadeResources = made ?? { all: {} };
    const { main } = resources;
    if (main !== undefined) this.node.defaultChild = main;
    if (this.protection && TerraformResource.isTerraformResource(main)) {
      main.lifecycle = { ...main.lifecycle, preventDestroy: true };
    }
    const reservable = reservableOfPool(path, model, above);
    return { parent, model, reservable, resources, poolId: made?.poolId };
  }

  private reservableAbove(parent: IResourcePool | undefined): Reservable {
    if (parent instanceof ResourcePool) return parent.settled.reservable;
    if (parent !== undefined) return reservableOfExisting(parent.node.path);
    const { capacity, node } = this.hypervisor;
    throwIfAny(capacityProblems(capacity, `${node.path}.capacity`, () => false));
    const reserve = failoverReserveOf(node.root, this.hypervisor)?.reserve;
    return reservableOfHypervisor(node.path, capacity, reserve);
  }

  private named(name: string): readonly ResourcePool[] {
    const key = Hypervisor.keyOf(this.hypervisor);
    const found = entered(this.node.root, 'pools').filter(
      (pool) => pool.poolName === name && Hypervisor.keyOf(pool.hypervisor) === key,
    );
    const others = found.filter((pool) => pool !== this);
    return others.length > 0 ? others : found;
  }

  private get settled(): Made {
    if (this.made !== undefined) return this.made;
    throw new VmLifecycleError([
      {
        code: 'VML041',
        path: `${this.node.path}.parent`,
        got: typeof this.givenParent === 'string' ? got(this.givenParent) : 'a pool without parent',
        rule: 'what belongs to a pool is made after the pools above it, and one of them is not made, or its own ancestor',
        fix: 'make the pool of that name first, or give another parent',
      },
    ]);
  }
}

class ExistingPool extends Construct implements IResourcePool {
  readonly hypervisor: Hypervisor;
  readonly poolName: string;
  readonly poolPath: string;
  readonly poolId?: string;

  constructor(scope: Construct, id: string, props: ExistingPoolProps) {
    super(scope, id);
    const at = this.node.path;
    const { path, hypervisor } = objectOf(props, at);
    const read = new ConstructReader(this);
    const on = read.hypervisor(hypervisor);
    const problems = [...read.problems, ...poolPathProblems(path, at)];
    if (on === undefined || problems.length > 0) throw new VmLifecycleError(problems);
    this.hypervisor = on;
    const { driver } = on;
    throwIfAny(unsupported(driver, 'pool.existing', `${at}.path`, path));
    this.poolPath = path;
    this.poolName = path.slice(path.lastIndexOf('/') + 1);
    this.poolId = driver.referenceResourcePool?.(this, path);
  }
}

function poolPathProblems(path: unknown, at: string): readonly Problem[] {
  const texts = textProblems({ path }, at, true);
  if (texts.length > 0 || typeof path !== 'string') return texts;
  const isToken = Token.isUnresolved(path);
  if (!isToken && /^[^/]+(?:\/[^/]+)*$/.test(path)) return [];
  return [
    {
      code: isToken ? 'VML046' : 'VML055',
      path: `${at}.path`,
      got: isToken ? 'a token' : got(path),
      rule: `${errorCodes.VML055}: names with "/" between them, without one at the ends`,
      fix: 'write it as in "production/databases"',
    },
  ];
}

function parentProblems(
  parent: unknown,
  path: string,
  hypervisor: Hypervisor | undefined,
): readonly Problem[] {
  if (parent === undefined) return [];
  if (isPool(parent)) {
    const what = 'a parent is a pool';
    return hypervisor ? otherHypervisor(`${path}.parent`, parent, hypervisor, what) : [];
  }
  if (typeof parent === 'string') return textProblems({ parent }, path, true);
  return [
    {
      code: 'VML048',
      path: `${path}.parent`,
      got: shown(parent),
      rule: 'it is a pool, or the name of one',
      fix: 'give a ResourcePool, or the name of one on the same hypervisor',
    },
  ];
}

/** What is declared and the hypervisor cannot do. */
function unsupportedParts(driver: Driver, pool: DeclaredPool, path: string): readonly Problem[] {
  const create = unsupported(driver, 'pool.create', `${path}.name`, pool.name);
  if (create.length > 0) return create;
  return (['cpu', 'memory'] as const).flatMap((field) => {
    const { shares, reservation, limit } = pool[field];
    const at = `${path}.${field}`;
    const isZero = typeof reservation === 'object' && 'percent' in reservation;
    const reserves = reservation !== undefined && !(isZero && reservation.percent === 0);
    return [
      ...(shares === 'normal' ? [] : unsupported(driver, 'pool.shares', `${at}.shares`, shares)),
      ...(reserves
        ? unsupported(driver, 'pool.reservation', `${at}.reservation`, reservation)
        : []),
      ...(limit === undefined ? [] : unsupported(driver, 'pool.limit', `${at}.limit`, limit)),
    ];
  });
}
