import type { IConstruct } from 'constructs';
import { Hypervisor } from '../drivers/hypervisor';
import type { Problem } from '../errors';
import type { IVirtualMachine } from './interfaces';
import { isInTree } from './tree';

/** Policies of an app, by its root. */
const policies = new WeakMap<IConstruct, ProtectingPolicy[]>();
/** Policies by the VMs that were named to them one by one. */
const marks = new WeakMap<IVirtualMachine, Set<ProtectingPolicy>>();

/** What the app's checks need of a policy. Its members are complete only when the app is synthesized. */
export interface ProtectingPolicy extends IConstruct {
  readonly hypervisor: Hypervisor;
  readonly model: { readonly name: string };
  readonly members: readonly IVirtualMachine[];
  protects(vm: IVirtualMachine): boolean;
  /** Enters a VM that it protects. */
  tag(vm: IVirtualMachine): void;
  /** What is wrong between the policy and its members. */
  verify(): readonly Problem[];
}

/** Enters that a policy protects a VM. */
export function markProtected(vm: IVirtualMachine, policy: ProtectingPolicy): void {
  const named = marks.get(vm) ?? new Set();
  named.add(policy);
  marks.set(vm, named);
}

/** Takes the policies of a VM along to the construct that it was moved to. */
export function moveProtection(from: IVirtualMachine, to: IVirtualMachine): void {
  for (const policy of marks.get(from) ?? []) {
    if (policy.protects(to)) policy.tag(to);
  }
}

/** Enters a policy, whose members may grow. */
export function registerPolicy(policy: ProtectingPolicy): void {
  const { root } = policy.node;
  policies.set(root, [...(policies.get(root) ?? []), policy]);
}

/** Paths of the policies that protect a VM: none for one that has no backup. */
export function protectedBy(vm: IVirtualMachine): readonly string[] {
  const named = [...(marks.get(vm) ?? [])].filter(isInTree);
  const found = policiesOf(vm.node.root).filter((policy) => policy.protects(vm));
  return [...new Set([...named, ...found].map(({ node }) => node.path))].sort();
}

/** A policy that was taken out of the tree protects nothing. */
function policiesOf(root: IConstruct): readonly ProtectingPolicy[] {
  return (policies.get(root) ?? []).filter(isInTree);
}

/** What is wrong between the policies of an app and their members, by VMs that have more than one policy too. */
export function protectionProblems(root: IConstruct): readonly Problem[] {
  const all = policiesOf(root);
  const members = new Set(all.flatMap((policy) => policy.members));
  return [
    ...all.flatMap((policy) => policy.verify()),
    ...all.flatMap((policy, index) => nameProblems(policy, all.slice(0, index))),
    ...[...members].flatMap((vm) => {
      const paths = protectedBy(vm);
      if (paths.length < 2) return [];
      return [
        {
          code: 'VML058' as const,
          path: `${vm.node.path}.backupPolicy`,
          got: paths.join(', '),
          rule: 'a VM has one backup policy: a full backup of one would break the incremental ones of the other',
          fix: 'protect it by one of them, with the schedules, retention and copies that it needs',
        },
      ];
    }),
  ];
}

/** Jobs, tags and folders go by the name. */
function nameProblems(
  policy: ProtectingPolicy,
  earlier: readonly ProtectingPolicy[],
): readonly Problem[] {
  const key = Hypervisor.keyOf(policy.hypervisor);
  const same = earlier.find(
    ({ hypervisor, model }) =>
      Hypervisor.keyOf(hypervisor) === key && model.name === policy.model.name,
  );
  if (same === undefined) return [];
  return [
    {
      code: 'VML031',
      path: `${policy.node.path}.name`,
      got: `"${policy.model.name}", which ${same.node.path} has already`,
      rule: 'the name of a backup policy is used once per hypervisor',
      fix: 'choose another name',
    },
  ];
}
