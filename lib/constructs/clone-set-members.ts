/** The VMs of a clone set, made one by one, and what is wrong with all of them. */

import { VmLifecycleError, type Problem } from '../errors';
import type { CloneSetMember, CloneSetPlan } from '../model/clone-set';
import { byPath } from '../model/notes';
import { isObject } from '../model/json';
import { HardenedVm, type HardenedVmProps } from './hardened-vm';
import type { CloneSetMemberProps, LinkedCloneSet, LinkedCloneSetProps } from './linked-clone-set';

interface Given {
  readonly plan: CloneSetPlan;
  readonly props: LinkedCloneSetProps;
  /** What is wrong with the set itself. */
  readonly problems: readonly Problem[];
}

interface Made {
  readonly vms: ReadonlyMap<string, HardenedVm>;
  /** What is wrong with the set and its members. */
  readonly problems: readonly Problem[];
}

/** Stands for the members where no name is sound: what they share is checked all the same. */
const ANY_MEMBER: CloneSetMember = {
  name: 'member',
  vmName: 'member',
  rolledOut: false,
  promoted: false,
  rebuild: false,
};

/** Makes every member. Where the set is wrong, they are made only to find out what is wrong with them as well. */
export function makeMembers(set: LinkedCloneSet, { plan, props, problems }: Given): Made {
  const { path } = set.node;
  const isSound = problems.length === 0;
  const isNameless = !isSound && plan.members.length === 0;
  const members = isNameless ? [ANY_MEMBER] : plan.members;
  const vms = new Map<string, HardenedVm>();
  const ofMembers: Problem[][] = [];
  for (const member of members) {
    const given = isSound ? memberProps(member, props) : plainProps(member, props);
    try {
      vms.set(member.name, new HardenedVm(set, member.name, given));
    } catch (error) {
      if (!VmLifecycleError.is(error)) throw error;
      const prefix = `${path}/${member.name}`;
      ofMembers.push(error.problems.map((problem) => inSet(problem, prefix, set, member)));
    }
  }
  const known = new Set(problems.map((problem) => problem.path));
  const others = sharedOnce(ofMembers, members, path, isNameless).filter(
    (problem) => !known.has(ofSet(problem, members, path).path),
  );
  return { vms, problems: [...[...problems].sort(byPath), ...others] };
}

/** Without roll-outs and promotions, whose mistakes would follow in every member. */
function plainProps(member: CloneSetMember, props: LinkedCloneSetProps): HardenedVmProps {
  const plain = { ...member, rolledOut: false, promoted: false, rebuild: false };
  const given = memberProps(plain, without(props, 'rollout', 'promote', 'previousTemplates'));
  return without(given, 'generation');
}

function memberProps(member: CloneSetMember, props: LinkedCloneSetProps): HardenedVmProps {
  const { members, template, rollout, promote, previousTemplates = [] } = props;
  const shared = without(
    props,
    'members',
    'naming',
    'spread',
    'rollout',
    'promote',
    'previousTemplates',
  );
  const all = isObject(members) ? members : {};
  const given = Object.hasOwn(all, member.name) ? all[member.name] : {};
  const own: CloneSetMemberProps = isObject(given) ? given : {};
  const approved = [rollout, promote].flatMap((request) => request?.approvedAddresses ?? []);
  return {
    name: member.vmName,
    ...shared,
    ...own,
    guest: merged(shared.guest, own.guest) as HardenedVmProps['guest'],
    tags: merged(shared.tags, own.tags) as HardenedVmProps['tags'],
    cloneType: member.promoted ? 'full' : (own.cloneType ?? 'linked'),
    template: member.rolledOut && rollout !== undefined ? rollout.template : template,
    generation: {
      rebuild: member.rebuild,
      approvedAddresses: approved,
      previousTemplates: [
        template,
        ...(rollout === undefined ? [] : [rollout.template]),
        ...previousTemplates,
      ],
    },
  };
}

/** A problem of a member in the words of the set, where the set gave what is wrong. */
function inSet(
  problem: Problem,
  prefix: string,
  set: LinkedCloneSet,
  member: CloneSetMember,
): Problem {
  if (problem.path !== `${prefix}.generation.approvedAddresses`) return problem;
  const request = member.rolledOut ? 'rollout' : 'promote';
  return { ...problem, path: `${set.node.path}.${request}.approvedAddresses` };
}

/** A problem of a member as one of its set. */
function ofSet(problem: Problem, members: readonly CloneSetMember[], path: string): Problem {
  const own = members.find(({ name }) => problem.path.startsWith(`${path}/${name}.`));
  if (own === undefined) return problem;
  return { ...problem, path: `${path}${problem.path.slice(`${path}/${own.name}`.length)}` };
}

/** What is wrong with every member in the same way is wrong with the set, and said once. */
function sharedOnce(
  problems: readonly (readonly Problem[])[],
  members: readonly CloneSetMember[],
  path: string,
  isNameless: boolean,
): readonly Problem[] {
  const groups = new Map<string, Problem[]>();
  for (const problem of problems.flat()) {
    const key = JSON.stringify(ofSet(problem, members, path));
    groups.set(key, [...(groups.get(key) ?? []), problem]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const isShared = isNameless || (members.length > 1 && group.length === members.length);
    return isShared && first !== undefined ? [ofSet(first, members, path)] : group;
  });
}

/** Fields of a member over those of the set. What is no object is for HardenedVm to refuse. */
function merged(shared: unknown, own: unknown): unknown {
  if (own === undefined) return shared;
  if (shared === undefined) return own;
  return isObject(shared) && isObject(own) ? { ...shared, ...own } : own;
}

export function without<T extends object, K extends keyof T>(value: T, ...fields: K[]): Omit<T, K> {
  const others = Object.entries(value).filter(([field]) => !fields.includes(field as K));
  return Object.fromEntries(others) as Omit<T, K>;
}
