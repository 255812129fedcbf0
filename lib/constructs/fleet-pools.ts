/**
 * The pools of an app as the trees that the capacity check reads, one for each hypervisor, and what is wrong between
 * constructs before there is a tree.
 */
import { Hypervisor } from '../drivers/hypervisor';
import { errorCodes, got, type Problem } from '../errors';
import { checkCapacity, type CapacityTree } from '../model/capacity';
import { capacityProblems } from '../model/hypervisor-capacity';
import { alternatives, shown } from '../model/notes';
import { nearest } from '../model/suggest';
import type { Fleet } from './fleet';
import type { HardenedVm } from './hardened-vm';
import type { ResourcePool } from './resource-pool';
import { otherHypervisor } from './same-hypervisor';

type FailoverOf = (hypervisor: Hypervisor) => CapacityTree['failover'];

/** What is wrong with the pools of an app, their members, and what they take of their hypervisors. */
export function poolProblems(
  fleet: Fleet,
  removed: readonly ResourcePool[],
  failoverOf: FailoverOf,
): readonly Problem[] {
  return [
    ...removed.flatMap((pool) => removalProblems(pool, fleet)),
    ...fleet.pools.flatMap((pool) => parentProblems(pool, fleet.pools)),
    ...namesakeProblems(fleet.pools),
    ...fleet.vms.flatMap((vm) =>
      otherHypervisor(`${vm.node.path}.pool`, vm.pool, vm.hypervisor, 'a VM belongs to a pool'),
    ),
    ...[...byHypervisor(fleet).values()].flatMap((group) => {
      const conflicts = capacityConflicts(group);
      return conflicts.length > 0 ? conflicts : checkCapacity(treeOf(group, failoverOf));
    }),
  ];
}

/** VMs and pools of one hypervisor, and the constructs that stand for it. */
interface Group {
  readonly hypervisors: Set<Hypervisor>;
  readonly vms: HardenedVm[];
  readonly pools: ResourcePool[];
}

function byHypervisor({ vms, pools }: Fleet): Map<string, Group> {
  const groups = new Map<string, Group>();
  const groupOf = (hypervisor: Hypervisor): Group => {
    const key = Hypervisor.keyOf(hypervisor);
    const group = groups.get(key) ?? { hypervisors: new Set(), vms: [], pools: [] };
    groups.set(key, group);
    group.hypervisors.add(hypervisor);
    return group;
  };
  for (const vm of vms) groupOf(vm.hypervisor).vms.push(vm);
  for (const pool of pools) groupOf(pool.hypervisor).pools.push(pool);
  return groups;
}

function treeOf({ hypervisors, vms, pools }: Group, failoverOf: FailoverOf): CapacityTree {
  const all = [...hypervisors] as [Hypervisor, ...Hypervisor[]];
  const declaring = all.find(({ capacity }) => capacity !== undefined) ?? all[0];
  const { capabilities } = declaring.driver;
  return {
    path: declaring.node.path,
    capacity: declaring.capacity,
    failover: failoverOf(declaring),
    limitsAreChecked: capabilities['pool.limit'].support === 'approximated',
    reservationsAreChecked: capabilities['pool.reservation'].support === 'approximated',
    pools: pools.map((pool) => ({
      path: pool.node.path,
      name: pool.poolName,
      parent: pool.parent?.node.path,
      model: pool.modelIfSettled,
    })),
    members: vms.map((vm) => ({
      path: vm.node.path,
      cpuCount: vm.model.cpuCount,
      memory: vm.model.memory,
      pool: vm.pool?.node.path,
    })),
  };
}

/** What is wrong with the capacity itself; two stacks that mean one hypervisor must agree on what it has. */
function capacityConflicts({ hypervisors }: Group): readonly Problem[] {
  const declaring = [...hypervisors].filter(({ capacity }) => capacity !== undefined);
  const [first, ...others] = declaring;
  if (first === undefined) return [];
  const wrong = declaring.flatMap(({ capacity, node }) =>
    capacityProblems(capacity, `${node.path}.capacity`, () => false),
  );
  if (wrong.length > 0) return wrong;
  return others
    .filter(({ capacity }) => JSON.stringify(capacity) !== JSON.stringify(first.capacity))
    .map(({ node }) => ({
      code: 'VML065',
      path: `${node.path}.capacity`,
      got: 'another capacity for the same hypervisor',
      rule: `constructs of one hypervisor declare one capacity; ${first.node.path} declares it`,
      fix: 'give both the same capacity',
    }));
}

function parentProblems(pool: ResourcePool, all: readonly ResourcePool[]): readonly Problem[] {
  const path = `${pool.node.path}.parent`;
  const { missingParent, candidates } = pool;
  if (missingParent !== undefined) {
    const key = Hypervisor.keyOf(pool.hypervisor);
    const known = all
      .filter((other) => other !== pool && Hypervisor.keyOf(other.hypervisor) === key)
      .map(({ poolName }) => poolName);
    const meant = nearest(missingParent, known);
    const some =
      known.length === 0 ? 'there is none' : `one of ${alternatives(known.slice(0, 20))}`;
    return [
      {
        code: 'VML048',
        path,
        got: shown(missingParent),
        rule: `it is the name of a pool on the same hypervisor: ${some}`,
        fix: meant === undefined ? 'make a pool of that name' : `did you mean "${meant}"?`,
      },
    ];
  }
  if (candidates.length < 2) return [];
  return [
    {
      code: 'VML031',
      path,
      got: shown(pool.parent?.poolName),
      rule: `a parent is given by a name that one pool has; these have it: ${candidates.map(({ node }) => node.path).join(', ')}`,
      fix: 'give the pool itself',
    },
  ];
}

/** Pools of one parent have different names, whatever their case. */
function namesakeProblems(pools: readonly ResourcePool[]): readonly Problem[] {
  const first = new Map<string, ResourcePool>();
  return pools.flatMap((pool) => {
    const where = pool.parent?.node.path ?? Hypervisor.keyOf(pool.hypervisor);
    const key = `${where}\0${pool.poolName.toLowerCase()}`;
    const other = first.get(key);
    if (other === undefined) {
      first.set(key, pool);
      return [];
    }
    return [
      {
        code: 'VML031' as const,
        path: `${pool.node.path}.name`,
        got: got(pool.poolName),
        rule: `a name of a pool is used once below its parent; ${other.node.path} has it`,
        fix: 'rename one of them',
      },
    ];
  });
}

function removalProblems(pool: ResourcePool, { vms, pools }: Fleet): readonly Problem[] {
  const members = [
    ...vms.filter((vm) => vm.pool === pool),
    ...pools.filter((child) => child.parent === pool),
  ].map(({ node }) => node.path);
  if (members.length === 0) return [];
  const some = members.slice(0, 10).join(', ');
  const more = members.length > 10 ? ` and ${String(members.length - 10)} more` : '';
  return [
    {
      code: 'VML026',
      path: pool.node.path,
      got: `a removal with the members ${some}${more}`,
      rule: errorCodes.VML026,
      fix: 'move or remove its members first',
    },
  ];
}
