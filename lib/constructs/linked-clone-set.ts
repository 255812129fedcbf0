import { Token } from 'cdktf';
import { Construct } from 'constructs';
import { unsupported } from '../drivers/common/unsupported';
import type { Driver, ITemplate } from '../drivers/contract';
import type { Hypervisor } from '../drivers/hypervisor';
import { errorCodes, throwIfAny, VmLifecycleError, type Problem } from '../errors';
import { planCloneSet, type CloneSetPlan, type RebuildRequest } from '../model/clone-set';
import { generationName, UNVERSIONED } from '../model/define-template';
import { member, Notes, shown } from '../model/notes';
import type { GuestProps } from '../model/vm-props';
import { isObject } from '../model/json';
import { makeMembers, without } from './clone-set-members';
import { addressesOf } from './generation';
import type { HardenedVm, HardenedVmProps } from './hardened-vm';
import { PlacementRule } from './placement-rule';
import { ConstructReader, objectOf } from './read-construct';

/** What one member has of its own; the rest it shares with the set. */
export interface CloneSetMemberProps extends Partial<
  Omit<HardenedVmProps, 'template' | 'hypervisor' | 'environment' | 'generation' | 'guest'>
> {
  /** Guest settings of its own, merged into those of the set. @default - those of the set */
  readonly guest?: Partial<GuestProps>;
}

/** A request to make members anew from another generation. */
export interface Rollout extends RebuildRequest {
  /** The generation to roll out. Members that the request has not reached stay with that of the set. */
  readonly template: ITemplate;
}

/** Named members, and the template generation that they are linked clones of. */
export interface LinkedCloneSetProps extends Omit<
  HardenedVmProps,
  'name' | 'uuid' | 'cloneType' | 'generation' | 'recordedDisks' | 'guest'
> {
  /** Names of the members: a-z, 0-9 and "-"; or an object of what each has of its own, by name. */
  readonly members: readonly string[] | Readonly<Record<string, CloneSetMemberProps>>;

  /** Generation that new members are made from. Members that exist stay with theirs until a roll-out reaches them. */
  readonly template: ITemplate;

  /** What the members share of their guests. */
  readonly guest: GuestProps;

  /** Pattern of VM names, with `{set}` (the id of this construct, in lower case) and `{member}`. @default '{set}-{member}' */
  readonly naming?: string;

  /** Members run on different hosts. @default - where that can be a preference; give true for a mandatory rule elsewhere */
  readonly spread?: boolean;

  /** A new generation, rolled out a batch at a time. @default - none */
  readonly rollout?: Rollout;

  /**
   * Members that become full clones, which need no parent. No provider converts a disk in place, so they are made anew,
   * and this takes the same approvals as a roll-out. When all is done, give the members `cloneType: 'full'` instead.
   *
   * @default - none
   */
  readonly promote?: RebuildRequest;

  /** Earlier generations that members may still be clones of; they stay declared. @default - none */
  readonly previousTemplates?: readonly ITemplate[];
}

/**
 * VMs that are linked clones of one template generation. Members have names, not numbers: adding or removing one touches
 * no other.
 *
 * The state records the generation of each member. A template that was built anew, or another one in `template`, changes
 * no member that exists; `rollout` makes them anew, in batches, at approved addresses. UUIDs and MAC addresses stay, and
 * data disks too: where the hypervisor would not keep them (vSphere, Proxmox VE), a member that has some is refused. A VM
 * that moves into a set is recorded with the set's template, so move it in under the one that it was made from. A member whose generation is not declared any more stops the plan (VML063).
 *
 * vSphere: linked clones of the template's snapshot. Proxmox VE: clones with `full = false`. libvirt: volumes backed by
 * that of the template.
 *
 * @throws what HardenedVm throws, problems of all members alike once for the set; VML007, VML045, VML054, VML055, VML057,
 * VML061 and VML062 for bad sets and requests
 */
export class LinkedCloneSet extends Construct {
  readonly hypervisor: Hypervisor;
  /** What keeps the members on different hosts. @default - nothing */
  readonly placement?: PlacementRule;
  private readonly byName: ReadonlyMap<string, HardenedVm>;

  constructor(scope: Construct, id: string, props: LinkedCloneSetProps) {
    super(scope, id);
    const { path } = this.node;
    objectOf(props, path);
    const read = new ConstructReader(this);
    const on = read.hypervisor(props.hypervisor);
    const plan = planOf(this, props);
    readOwn(read, props);
    const problems = [
      ...plan.problems,
      ...read.problems,
      ...(on === undefined ? [] : unsupportedParts(on.driver, props, path)),
      ...(read.problems.length > 0 ? [] : templateProblems(props, path)),
    ];
    const made = makeMembers(this, { plan, props, problems });
    if (on === undefined || made.problems.length > 0) throw new VmLifecycleError(made.problems);
    this.hypervisor = on;
    this.byName = made.vms;
    const { driver } = on;
    throwIfAny(unknownApprovals(this, props));
    const isPreference = driver.capabilities['placement.preferred'].support !== 'unsupported';
    const { spread = isPreference } = props;
    // A rule for one VM says nothing, and is an error.
    if (spread && this.members.length > 1) {
      this.placement = new PlacementRule(this, 'Spread', {
        // Clusters know a rule by its name: sets of the same id in other scopes and stacks are others.
        name: `${path.toLowerCase().replace(/[^a-z0-9]+/g, '-')}-spread`,
        kind: 'spread',
        members: this.members,
        mandatory: !isPreference,
        hypervisor: this.hypervisor,
      });
    }
  }

  /** The members, in the order of their declaration. */
  get members(): readonly HardenedVm[] {
    return [...this.byName.values()];
  }

  /**
   * The member of a name.
   *
   * @throws VML048 where there is none
   */
  member(name: string): HardenedVm {
    const found = this.byName.get(name);
    if (found !== undefined) return found;
    const notes = new Notes(() => false);
    notes.word(name, `${this.node.path}.member`, [...this.byName.keys()], true);
    throw new VmLifecycleError(notes.problems);
  }
}

function planOf(set: LinkedCloneSet, props: LinkedCloneSetProps): CloneSetPlan {
  const { rollout, promote, members, naming } = props;
  return planCloneSet(
    {
      members: Array.isArray(members) ? members : namesOf(members),
      naming,
      // The template is a construct, and no data.
      rollout: isObject(rollout) ? without(rollout, 'template') : rollout,
      promote,
    },
    {
      path: set.node.path,
      setName: set.node.id,
      isToken: (value) => Token.isUnresolved(value),
    },
  );
}

/** What members have of their own is for HardenedVm to check. */
function namesOf(members: unknown): unknown {
  if (!isObject(members)) return members;
  return Object.fromEntries(Object.keys(members).map((name) => [name, true]));
}

/** Notes what is no construct, no flag and no object among the props of a set. */
function readOwn(read: ConstructReader, props: LinkedCloneSetProps): void {
  const { members, template, rollout, previousTemplates, pool, additionalControls, spread } = props;
  read.template(template, 'template');
  if (isObject(rollout)) read.template(rollout.template, 'rollout.template');
  read.templates(previousTemplates, 'previousTemplates');
  read.pool(pool, 'pool');
  read.controls(additionalControls, 'additionalControls');
  read.flag(spread, 'spread');
  if (!isObject(members)) return;
  for (const [name, own] of Object.entries<unknown>(members)) {
    // In YAML a name with nothing behind it.
    if (own === null) continue;
    read.object(own, member('members', name), 'give what the member has of its own, or {}');
  }
}

function unsupportedParts(
  driver: Driver,
  { promote, spread }: LinkedCloneSetProps,
  path: string,
): readonly Problem[] {
  return [
    ...unsupported(driver, 'clone.linked', `${path}.members`, path),
    ...(promote === undefined
      ? []
      : unsupported(driver, 'clone.full', `${path}.promote`, 'full clones')),
    ...(spread === true ? unsupported(driver, 'placement.spread', `${path}.spread`, true) : []),
  ];
}

function templateProblems(
  { template, rollout }: LinkedCloneSetProps,
  path: string,
): readonly Problem[] {
  const unversioned = (at: string, { generation }: ITemplate): Problem[] =>
    generation === UNVERSIONED
      ? [
          {
            code: 'VML041',
            path: `${path}.${at}.generation`,
            got: shown(generation),
            rule: 'a clone set is made from a known generation',
            fix: 'give the template its generation, such as "20261101"',
          },
        ]
      : [];
  if (!isObject(rollout)) return unversioned('template', template);
  const same = generationName(rollout.template) === generationName(template);
  return [
    ...unversioned('template', template),
    ...unversioned('rollout.template', rollout.template),
    ...(same
      ? [
          {
            code: 'VML062' as const,
            path: `${path}.rollout.template`,
            got: shown(generationName(template)),
            rule: 'a roll-out has another generation than the set',
            fix: 'when all members have it, remove the roll-out; else give the set the generation that they come from',
          },
        ]
      : []),
  ];
}

/** Approvals of what no member has: a misspelt address would approve nothing, silently. */
function unknownApprovals(set: LinkedCloneSet, props: LinkedCloneSetProps): readonly Problem[] {
  const known = new Set(set.members.flatMap(({ resources }) => addressesOf(resources)));
  return (['rollout', 'promote'] as const).flatMap((request) =>
    (props[request]?.approvedAddresses ?? []).flatMap((address, index) =>
      known.has(address)
        ? []
        : [
            {
              code: 'VML061' as const,
              path: `${set.node.path}.${request}.approvedAddresses[${String(index)}]`,
              got: shown(address),
              rule: errorCodes.VML061,
              fix: 'this is no machine and no system disk of a member: remove it, or correct it',
            },
          ],
    ),
  );
}
