import { errorCodes, type ErrorCode, type Problem } from '../errors';
import type { FailoverReserve } from './cluster-policy';
import { Frequency } from './frequency';
import { usableCapacity, type UsableCapacity } from './hypervisor-capacity';
import { byPath } from './notes';
import type { HypervisorCapacity, ResourcePoolModel } from './resource-pool';
import { Size } from './size';

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
  readonly pools: readonly PoolNode[];
  readonly members: readonly PoolMember[];
}

/** One resource, in a unit in which amounts are added: MHz and bytes. */
interface Resource {
  readonly field: 'cpu' | 'memory';
  /** Field of a VM. */
  readonly ofVm: 'cpuCount' | 'memory';
  readonly reservation: (pool: ResourcePoolModel) => number | undefined;
  readonly limit: (pool: ResourcePoolModel) => number | undefined;
  readonly usable: (usable: UsableCapacity) => number;
  /** What a VM may use at most; undefined where it is known later only. */
  readonly size: (member: PoolMember, capacity?: HypervisorCapacity) => number | undefined;
  readonly text: (amount: number) => string;
}

const CPU: Resource = {
  field: 'cpu',
  ofVm: 'cpuCount',
  reservation: ({ cpu }) => cpu.reservation?.toMegahertz(),
  limit: ({ cpu }) => cpu.limit?.toMegahertz(),
  usable: ({ megahertz }) => megahertz,
  size: (member, capacity) => {
    const cpus = cpusOf(member);
    return cpus === undefined || capacity === undefined
      ? undefined
      : cpus * capacity.coreFrequency.toMegahertz();
  },
  text: (amount) =>
    Number.isSafeInteger(amount) ? Frequency.megahertz(amount).toText() : `${String(amount)} MHz`,
};

const MEMORY: Resource = {
  field: 'memory',
  ofVm: 'memory',
  reservation: ({ memory }) => memory.reservation?.bytes,
  limit: ({ memory }) => memory.limit?.bytes,
  usable: ({ bytes }) => bytes,
  size: ({ memory }) => memory.bytes,
  text: (amount) =>
    Number.isSafeInteger(amount)
      ? Size.kibibytes(amount / 1024).toText()
      : `${String(Math.round(amount / 1024 ** 4))} TiB`,
};

/** A CPU count may be a token, which is a number that no VM has. */
function cpusOf({ cpuCount }: PoolMember): number | undefined {
  return Number.isSafeInteger(cpuCount) && cpuCount > 0 ? cpuCount : undefined;
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
    const children = new Map<PoolNode | undefined, PoolNode[]>();
    for (const pool of pools) {
      const siblings = children.get(this.parentOf(pool));
      if (siblings === undefined) children.set(this.parentOf(pool), [pool]);
      else siblings.push(pool);
    }
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
