import { errorCodes, type ErrorCode, type Problem } from '../errors';
import { cpusOf, CPU, MEMORY, type Resource } from './capacity-resources';
import type { FailoverReserve } from './cluster-policy';
import { usableCapacity, type UsableCapacity } from './hypervisor-capacity';
import { byPath } from './notes';
import type { HypervisorCapacity, ResourcePoolModel } from './resource-pool';
import type { Size } from './size';

/** A pool in the tree of its hypervisor. */
export interface PoolNode {
  /** Construct path. */
  readonly path: string;
  readonly name: string;
  /** Construct path of the parent. @default - the root, or a pool that is not made here */
  readonly parent?: string;
  /** @default - not resolved: it has a cycle, or a parent that does not exist, above it */
  readonly model?: ResourcePoolModel;
}

/** A VM on the hypervisor, in a pool or in none. */
export interface PoolMember {
  readonly path: string;
  readonly cpuCount: number;
  readonly memory: Size;
  /** Construct path of its pool. @default - none, or a pool that is not made here */
  readonly pool?: string;
}

/** Everything that shares one hypervisor. */
export interface CapacityTree {
  /** Construct path of the hypervisor. */
  readonly path: string;
  /** @default - unknown: only what pools say of themselves is checked */
  readonly capacity?: HypervisorCapacity;
  /** What the cluster policy keeps free, and its construct path. @default - nothing */
  readonly failover?: { readonly path: string; readonly reserve: FailoverReserve };
  /** The hypervisor has no limits of pools, so that nothing but this check keeps their members below. */
  readonly limitsAreChecked: boolean;
  /** The hypervisor reserves nothing for pools, so that nothing but this check keeps others off what is reserved. */
  readonly reservationsAreChecked: boolean;
  readonly pools: readonly PoolNode[];
  readonly members: readonly PoolMember[];
}

/**
 * What is wrong with the pools and VMs of one hypervisor together (cases 23 to 25, and over-commit). All problems, each
 * at the pool, VM or hypervisor whose bound is exceeded. VMs that are stopped count: they may be started.
 */
export function checkCapacity(tree: CapacityTree): readonly Problem[] {
  return new Check(tree).run().sort(byPath);
}

class Check {
  private readonly problems: Problem[] = [];
  private readonly byPath: ReadonlyMap<string, PoolNode>;
  private readonly usable?: UsableCapacity;

  constructor(private readonly tree: CapacityTree) {
    this.byPath = new Map(tree.pools.map((pool) => [pool.path, pool]));
    const { capacity, failover } = tree;
    this.usable = capacity && usableCapacity(capacity, failover?.reserve);
  }

  run(): Problem[] {
    const inCycle = this.noteCycles();
    // What hangs from a cycle has no sums; the cycle is reported.
    const sound = this.tree.pools.filter((pool) =>
      [pool, ...this.ancestors(pool)].every(({ path }) => !inCycle.has(path)),
    );
    for (const resource of [CPU, MEMORY]) {
      this.checkReservations(sound, resource);
      this.checkMembers(sound, resource);
      this.checkHosts(resource);
      this.checkReserved(sound, resource);
    }
    this.checkOvercommit();
    return this.problems;
  }

  private note(code: ErrorCode, path: string, got: string, rule: string, fix: string): void {
    this.problems.push({ code, path, got, rule, fix });
  }

  /** The pools above a pool, the nearest first; ends where a cycle closes. */
  private ancestors(pool: PoolNode): PoolNode[] {
    const found = new Set<PoolNode>();
    let above = this.parentOf(pool);
    while (above !== undefined && !found.has(above)) {
      found.add(above);
      above = this.parentOf(above);
    }
    return [...found];
  }

  private parentOf(pool: PoolNode): PoolNode | undefined {
    return pool.parent === undefined ? undefined : this.byPath.get(pool.parent);
  }

  /** Pools by their parents; those at the root by undefined. */
  private childrenOf(pools: readonly PoolNode[]): ReadonlyMap<PoolNode | undefined, PoolNode[]> {
    const children = new Map<PoolNode | undefined, PoolNode[]>();
    for (const pool of pools) {
      const siblings = children.get(this.parentOf(pool));
      if (siblings === undefined) children.set(this.parentOf(pool), [pool]);
      else siblings.push(pool);
    }
    return children;
  }

  private noteCycles(): ReadonlySet<string> {
    const inCycle = new Set<string>();
    for (const pool of this.tree.pools) {
      if (inCycle.has(pool.path)) continue;
      const above = this.ancestors(pool);
      const back = above.indexOf(pool);
      if (back === -1) continue;
      const round = [pool, ...above.slice(0, back)];
      for (const { path } of round) inCycle.add(path);
      const names = [...round, pool].map(({ name }) => name).join('→');
      const fix = 'give one of them another parent, or none';
      this.note('VML025', `${pool.path}.parent`, `cycle ${names}`, errorCodes.VML025, fix);
    }
    return inCycle;
  }

  private checkReservations(pools: readonly PoolNode[], resource: Resource): void {
    const children = this.childrenOf(pools);
    /** What a pool takes from its parent. */
    const demandOf = (pool: PoolNode): number => {
      const demands = (children.get(pool) ?? []).map((child): Demand => ({
        path: child.path,
        amount: demandOf(child),
      }));
      return pool.model === undefined ? 0 : this.checkPool(pool, pool.model, demands, resource);
    };
    const roots = (children.get(undefined) ?? []).map((pool): Demand => ({
      path: pool.path,
      amount: demandOf(pool),
    }));
    if (this.usable === undefined) return;
    const path = `${this.tree.path}.capacity`;
    this.checkSum(path, roots, resource.usable(this.usable), resource, {
      rule: `pools reserve at most what their hypervisor has${this.lessReserve()}`,
      fix: 'reserve less, or give the hypervisor more',
    });
  }

  /** Notes what exceeds a pool; returns what it takes from its parent, without what was noted here already. */
  private checkPool(
    pool: PoolNode,
    model: ResourcePoolModel,
    demands: readonly Demand[],
    resource: Resource,
  ): number {
    const own = resource.reservation(model) ?? 0;
    const limit = limitOf(pool, resource);
    const path = `${pool.path}.${resource.field}`;
    if (own > limit) {
      const fix = `reserve at most ${resource.text(limit)}, or raise the limit`;
      this.note('VML023', `${path}.reservation`, resource.text(own), errorCodes.VML023, fix);
    }
    const needed = sumOf(demands);
    if (needed <= own) return own;
    if (!model[resource.field].expandable) {
      const rule = errorCodes.VML024;
      const fix = 'reserve less in the children, or more here, or make it expandable';
      this.checkSum(`${path}.reservation`, demands, own, resource, { rule, fix });
      return own;
    }
    const rule = 'an expandable pool reserves at most its limit';
    const fix = 'reserve less in the children, or raise the limit';
    this.checkSum(`${path}.limit`, demands, limit, resource, { rule, fix });
    return Math.max(own, Math.min(needed, limit));
  }

  private checkSum(
    path: string,
    demands: readonly Demand[],
    bound: number,
    { text }: Resource,
    { rule, fix }: { rule: string; fix: string },
  ): void {
    const sum = sumOf(demands);
    if (sum <= bound) return;
    const some = demands.filter(({ amount }) => amount > 0);
    const list = some.slice(0, 10).map((demand) => `${demand.path} ${text(demand.amount)}`);
    const more = some.length > 10 ? [`${String(some.length - 10)} more`] : [];
    const got = `${text(sum)} reserved (${[...list, ...more].join(', ')})`;
    const excess = `it has ${text(bound)}, and this exceeds it by ${text(sum - bound)}`;
    this.note('VML024', path, got, `${rule}; ${excess}`, fix);
  }

  private checkMembers(pools: readonly PoolNode[], resource: Resource): void {
    const sound = new Set(pools);
    const totals = new Map<PoolNode, { amount: number; count: number }>();
    for (const member of this.tree.members) {
      const size = resource.size(member, this.tree.capacity);
      const pool = this.byPath.get(member.pool ?? '');
      if (size === undefined || pool === undefined || !sound.has(pool)) continue;
      const within = [pool, ...this.ancestors(pool)];
      const tight = within.find((node) => size > limitOf(node, resource));
      if (tight !== undefined) {
        this.noteSize(member, size, tight, resource);
        continue;
      }
      for (const node of within) {
        const { amount, count } = totals.get(node) ?? { amount: 0, count: 0 };
        totals.set(node, { amount: amount + size, count: count + 1 });
      }
    }
    if (this.tree.limitsAreChecked) this.checkTotals(totals, resource);
  }

  private noteSize(member: PoolMember, size: number, pool: PoolNode, resource: Resource): void {
    const amount = resource.text(size);
    const got = resource === CPU ? `${String(member.cpuCount)}, which is ${amount}` : amount;
    const limit = resource.text(limitOf(pool, resource));
    const rule = `a VM is at most as large as the limit of its pool: ${pool.path} has ${limit}`;
    const fix = 'make the VM smaller, or raise the limit';
    this.note('VML065', `${member.path}.${resource.ofVm}`, got, rule, fix);
  }

  private checkTotals(
    totals: ReadonlyMap<PoolNode, { amount: number; count: number }>,
    resource: Resource,
  ): void {
    const { field, text } = resource;
    for (const [pool, { amount, count }] of totals) {
      const { path } = pool;
      const limit = limitOf(pool, resource);
      if (amount <= limit) continue;
      const got = `${text(amount)} in ${countOf(count)}`;
      const rule = `the members of a pool together stay below its limit of ${text(limit)}; this exceeds it by ${text(amount - limit)}`;
      const fix = 'make the VMs smaller or fewer, or raise the limit';
      this.note('VML065', `${path}.${field}.limit`, got, rule, fix);
    }
  }

  /** A VM runs on one host, however many there are. */
  private checkHosts(resource: Resource): void {
    const { capacity, members, path } = this.tree;
    if (capacity === undefined) return;
    const most = resource.ofHost(capacity);
    for (const member of members) {
      const size = resource.size(member, capacity);
      if (size === undefined || size <= most) continue;
      const isCpu = resource === CPU;
      const got = isCpu ? `${String(member.cpuCount)} CPUs` : resource.text(size);
      const has = isCpu ? `${String(capacity.coresPerHost)} cores` : resource.text(most);
      const rule = `a VM runs on one host, and each host of ${path} has ${has}`;
      const fix = 'make the VM smaller, or correct the capacity of the hypervisor';
      this.note('VML065', `${member.path}.${resource.ofVm}`, got, rule, fix);
    }
  }

  /** What a pool reserves and its VMs do not use is not there for others. */
  private checkReserved(pools: readonly PoolNode[], resource: Resource): void {
    const { usable, tree } = this;
    if (!tree.reservationsAreChecked || usable === undefined) return;
    const factor = resource.overcommit(usable);
    const most = Math.floor(resource.usable(usable) * factor);
    const children = this.childrenOf(pools);
    const used = new Map<PoolNode | undefined, number>();
    for (const member of tree.members) {
      const pool = this.byPath.get(member.pool ?? '');
      const size = resource.size(member, tree.capacity) ?? 0;
      used.set(pool, (used.get(pool) ?? 0) + size);
    }
    const unused: Demand[] = [];
    /** What is taken by the VMs of a pool, and by what it reserves for more of them. */
    const takenBy = (pool: PoolNode | undefined): number => {
      const inside = (children.get(pool) ?? []).reduce(
        (sum, child) => sum + takenBy(child),
        used.get(pool) ?? 0,
      );
      const reserved = (pool?.model && resource.reservation(pool.model)) ?? 0;
      const amount = reserved * factor - inside;
      if (pool === undefined || amount <= 0) return inside;
      unused.push({ path: pool.path, amount });
      return reserved * factor;
    };
    const taken = takenBy(undefined);
    const free = sumOf(unused);
    // Without anything unused, or with too many reservations or VMs, the other checks tell.
    if (taken <= most || free === 0 || free > most || taken - free > most) return;
    const { text, field } = resource;
    const of = field === 'cpu' ? 'CPU' : 'memory';
    const got = `${text(taken - free)} of ${of} in ${countOf(tree.members.length)} beside ${text(free)} that ${listOf(unused)} ${unused.length === 1 ? 'reserves and does' : 'reserve and do'} not use`;
    const rule = `what a pool reserves is not given to other VMs: there is ${text(most)} here${this.lessReserve()}, and this exceeds it by ${text(taken - most)}`;
    const fix = 'make the VMs outside of these pools smaller or fewer, reserve less, or add hosts';
    this.note('VML065', `${tree.path}.capacity`, got, rule, fix);
  }

  private checkOvercommit(): void {
    if (this.usable === undefined) return;
    const { cores, bytes, cpuOvercommit, memoryOvercommit } = this.usable;
    const { members } = this.tree;
    const path = `${this.tree.path}.capacity`;
    const cpus = members.reduce((sum, member) => sum + (cpusOf(member) ?? 0), 0);
    const mostCpus = Math.floor(cores * cpuOvercommit);
    if (cpus > mostCpus) {
      const got = `${String(cpus)} virtual CPUs in ${countOf(members.length)}`;
      const rule = `VMs have at most ${String(mostCpus)} virtual CPUs here: ${rounded(cores)} cores${this.lessReserve()}, times ${rounded(cpuOvercommit)}; this exceeds it by ${String(cpus - mostCpus)}`;
      const fix = 'make the VMs smaller or fewer, add hosts, or accept a higher cpuOvercommit';
      this.note('VML065', path, got, rule, fix);
    }
    const memory = members.reduce((sum, member) => sum + member.memory.bytes, 0);
    const mostMemory = Math.floor(bytes * memoryOvercommit);
    if (memory > mostMemory) {
      const got = `${MEMORY.text(memory)} of memory in ${countOf(members.length)}`;
      const rule = `VMs have at most ${MEMORY.text(mostMemory)} of memory here: ${MEMORY.text(bytes)}${this.lessReserve()}, times ${rounded(memoryOvercommit)}; this exceeds it by ${MEMORY.text(memory - mostMemory)}`;
      const fix = 'make the VMs smaller or fewer, add hosts, or accept a higher memoryOvercommit';
      this.note('VML065', path, got, rule, fix);
    }
  }

  private lessReserve(): string {
    const { failover } = this.tree;
    return failover === undefined ? '' : ` without the failover reserve of ${failover.path}`;
  }
}

/** Paths of pools, with a count where there are many. */
function listOf(pools: readonly Demand[]): string {
  const paths = pools.slice(0, 10).map(({ path }) => path);
  return [...paths, ...(pools.length > 10 ? [`${String(pools.length - 10)} more`] : [])].join(', ');
}

/** What a pool takes from its parent. */
interface Demand {
  readonly path: string;
  readonly amount: number;
}

function limitOf({ model }: PoolNode, { limit }: Resource): number {
  return (model && limit(model)) ?? Infinity;
}

function sumOf(demands: readonly Demand[]): number {
  return demands.reduce((sum, { amount }) => sum + amount, 0);
}

function countOf(vms: number): string {
  return vms === 1 ? '1 VM' : `${String(vms)} VMs`;
}

/** For people: at most two decimals. */
function rounded(value: number): string {
  return String(Math.round(value * 100) / 100);
}
