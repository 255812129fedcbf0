import { TerraformStack } from 'cdktf';
import type { IConstruct } from 'constructs';
import { Hypervisor } from '../drivers/hypervisor';
import { formatProblem, type Problem } from '../errors';
import type { FailoverReserve } from '../model/cluster-policy';
import { checkFleet } from '../model/fleet';
import { hostsForVms } from '../model/hypervisor-capacity';
import { byPath } from '../model/notes';
import { checkPlacement } from '../model/placement-rule';
import type { AccessGrant } from './access-grant';
import type { ClusterPolicy } from './cluster-policy';
import { grantProblems } from './fleet-grants';
import { poolProblems } from './fleet-pools';
import { guardStack, ledgerProblems } from './guard';
import type { HardenedVm } from './hardened-vm';
import type { PlacementRule } from './placement-rule';
import { protectedBy, protectionProblems } from './protection';
import type { ResourcePool } from './resource-pool';
import { isInTree } from './tree';

/** What of an app is checked together, across its stacks, in the order in which it was made. */
export interface Fleet {
  readonly vms: readonly HardenedVm[];
  readonly pools: readonly ResourcePool[];
  readonly clusters: readonly ClusterPolicy[];
  readonly rules: readonly PlacementRule[];
  readonly grants: readonly AccessGrant[];
}

type Kind = keyof Fleet;
type Entered = { [K in Kind]: Fleet[K][number][] };

const fleets = new WeakMap<IConstruct, Entered>();
const checkedStacks = new WeakSet<TerraformStack>();

/** Enters a VM, and makes its stack refuse to synthesize while the app has a problem. */
export function register(vm: HardenedVm): void {
  enter('vms', vm);
}

/** Enters something that is checked with the fleet, and makes its stack refuse to synthesize while there is a problem. */
export function enter<K extends Kind>(kind: K, construct: Fleet[K][number]): void {
  const { root } = construct.node;
  const all = fleets.get(root) ?? { vms: [], pools: [], clusters: [], rules: [], grants: [] };
  (all[kind] as Fleet[K][number][]).push(construct);
  fleets.set(root, all);
  checkStacks(construct);
}

/** Makes every stack of an app refuse to synthesize while the app has a problem, and follow what was approved. */
export function checkStacks(construct: IConstruct): void {
  const { root } = construct.node;
  if (checkedStacks.has(TerraformStack.of(construct))) return;
  // Every stack, with VMs or without, reports the problems of all: the first one stops before anything is written.
  for (const stack of root.node
    .findAll()
    .filter((node): node is TerraformStack => TerraformStack.isStack(node))) {
    if (checkedStacks.has(stack)) continue;
    checkedStacks.add(stack);
    guardStack(stack);
    stack.node.addValidation({ validate: () => fleetProblems(root).map(formatProblem) });
  }
}

/** What of one kind was entered, and is still there, in the order in which it was made. */
export function entered<K extends Kind>(root: IConstruct, kind: K): Fleet[K] {
  const all: readonly Fleet[K][number][] = fleets.get(root)?.[kind] ?? [];
  return all.filter(isInTree) as Fleet[K];
}

/** The VMs of an app, a stack or another scope, in the order in which they were made. */
export function vmsOf(scope: IConstruct): readonly HardenedVm[] {
  const { root } = scope.node;
  const vms = entered(root, 'vms').filter((vm) => !vm.movedAway);
  return scope === root ? vms : vms.filter((vm) => vm.node.scopes.includes(scope));
}

/** The policy of the cluster that a hypervisor stands for. */
export function clusterPolicyOf(
  root: IConstruct,
  hypervisor: Hypervisor,
): ClusterPolicy | undefined {
  const key = Hypervisor.keyOf(hypervisor);
  return entered(root, 'clusters').find((policy) => Hypervisor.keyOf(policy.hypervisor) === key);
}

/** What is kept free on a hypervisor for the failure of hosts, and the path of the policy that says so. */
export function failoverReserveOf(
  root: IConstruct,
  hypervisor: Hypervisor,
): { readonly path: string; readonly reserve: FailoverReserve } | undefined {
  const policy = clusterPolicyOf(root, hypervisor);
  const reserve = policy?.model.failoverReserve;
  return policy && reserve && { path: policy.node.path, reserve };
}

/** What is wrong across VMs, pools, rules and stacks, and what overrides and Aspects have undone. */
export function fleetProblems(root: IConstruct): readonly Problem[] {
  const fleet: Fleet = {
    vms: vmsOf(root),
    pools: entered(root, 'pools'),
    clusters: entered(root, 'clusters'),
    rules: entered(root, 'rules'),
    grants: entered(root, 'grants'),
  };
  const removedPools = (fleets.get(root)?.pools ?? []).filter((pool) => !isInTree(pool));
  return [
    ...checkFleet(
      fleet.vms.map((vm) => ({
        path: vm.node.path,
        vm: vm.model,
        hypervisor: Hypervisor.keyOf(vm.hypervisor),
        // Asked only where it matters: it looks through every policy.
        ...(vm.model.environment.category === 'production' && { protectedBy: protectedBy(vm) }),
      })),
      hypervisorsOf(fleet).map((hypervisor) => ({
        path: hypervisor.node.path,
        key: Hypervisor.keyOf(hypervisor),
        vmIds: hypervisor.vmIds,
      })),
    ),
    ...poolProblems(fleet, removedPools, (hypervisor) => failoverReserveOf(root, hypervisor)),
    ...placementProblems(root, fleet),
    ...grantProblems(fleet.grants),
    ...protectionProblems(root),
    ...ledgerProblems(root),
    ...fleet.vms.flatMap((vm) => vm.verify()),
  ].sort(byPath);
}

function placementProblems(root: IConstruct, { rules }: Fleet): readonly Problem[] {
  return checkPlacement(
    rules.map(({ node, model, members, hypervisor }) => {
      const reserve = failoverReserveOf(root, hypervisor)?.reserve;
      return {
        path: node.path,
        hypervisor: Hypervisor.keyOf(hypervisor),
        rule: model,
        members: members.map((vm) => vm.node.path),
        hosts: hypervisor.capacity && hostsForVms(hypervisor.capacity, reserve),
      };
    }),
  );
}

/** The hypervisors that the fleet uses, each construct once. */
function hypervisorsOf({ vms, pools, clusters, rules }: Fleet): readonly Hypervisor[] {
  const users = [...vms, ...pools, ...clusters, ...rules];
  return [...new Set(users.map(({ hypervisor }) => hypervisor))];
}
