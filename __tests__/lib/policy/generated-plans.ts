import type { Approval, ProtectedAddress } from '../../../lib/policy/input';
import type { PlannedResource } from '../../../lib/review/terraform-plan';
import {
  domain,
  planned,
  planOf,
  pool,
  proxmoxVm,
  Random,
  trifle,
  unknownResource,
  volume,
  vsphereVm,
  type Resource,
  type Values,
} from './generated-resources';

export interface DestructivePlan {
  readonly kind: DestructiveKind;
  readonly plan: unknown;
  /** What has to be approved for the plan to pass, and nothing else. */
  readonly needed: readonly Pick<Approval, 'address' | 'allows'>[];
  /** What is there instead. */
  readonly approvals: readonly Approval[];
  readonly ledger: readonly ProtectedAddress[];
}

export const destructiveKinds = [
  'delete',
  'replace',
  'forget',
  'removed block',
  'disk detach',
  'shrink',
  'moved then deleted',
  'deposed',
  'tampered approval',
] as const;

export type DestructiveKind = (typeof destructiveKinds)[number];

interface Destroyed extends Pick<DestructivePlan, 'needed'> {
  readonly changes: readonly PlannedResource[];
  readonly ledger?: readonly ProtectedAddress[];
  readonly approved?: readonly Pick<Approval, 'address' | 'allows'>[];
}

/** Anything that holds data, or is a machine, on the driver whose turn it is. */
function holder(random: Random, turn: number): Resource {
  const makers = [
    [() => domain(random, random.below(2) === 0), () => volume(random), () => pool(random)],
    [() => vsphereVm(random)],
    [() => proxmoxVm(random)],
    [() => unknownResource(random)],
  ];
  return random.pick(makers[turn % makers.length]!)();
}

function destroyed(change: PlannedResource): Destroyed {
  return { changes: [change], needed: [{ address: change.address, allows: 'destroy' }] };
}

const deleteAs = (reason?: string) => (random: Random, turn: number) =>
  destroyed(planned(holder(random, turn), ['delete'], null, { action_reason: reason }));

function replaced(random: Random, turn: number): Destroyed {
  const kinds = [
    () => domain(random, false),
    () => volume(random),
    () => vsphereVm(random),
    () => proxmoxVm(random),
  ];
  const before = kinds[turn % kinds.length]!();
  const actions = random.below(2) === 0 ? ['delete', 'create'] : ['create', 'delete'];
  return destroyed(planned(before, actions, { ...before.values, name: 'other' }));
}

function forgotten(random: Random, turn: number): Destroyed {
  return destroyed(planned(holder(random, turn), ['forget'], null));
}

/** The list `disk` with its last element changed, or without it. */
function withLastDisk({ values }: Resource, change?: (disk: Values) => Values): Values {
  const disks = values.disk as readonly Values[];
  const last = change === undefined ? [] : [change(disks.at(-1)!)];
  return { ...values, disk: [...disks.slice(0, -1), ...last] };
}

function updated(before: Resource, after: Values): Destroyed {
  const change = planned(before, ['update'], after);
  return { changes: [change], needed: [{ address: change.address, allows: 'data-loss' }] };
}

function detached(random: Random, turn: number): Destroyed {
  if (turn % 3 === 0) {
    // The machine is the same one afterwards; the disk is a resource of its own.
    const machine = domain(random, true);
    const { changes, needed } = destroyed(planned(volume(random), ['delete'], null));
    const cycle = planned(machine, ['delete', 'create'], withLastDisk(machine));
    return { changes: [cycle, ...changes], needed };
  }
  const machine = turn % 3 === 1 ? vsphereVm(random) : proxmoxVm(random);
  return updated(machine, withLastDisk(machine));
}

function shrunk(random: Random, turn: number): Destroyed {
  if (turn % 3 === 0) {
    const disk = volume(random);
    return destroyed(planned(disk, ['delete', 'create'], { ...disk.values, size: 2 ** 30 }));
  }
  const machine = turn % 3 === 1 ? vsphereVm(random) : proxmoxVm(random);
  return updated(
    machine,
    withLastDisk(machine, (disk) => ({ ...disk, size: 5 })),
  );
}

/** The old address is in the ledger, and the new one alone is approved. */
function movedAway(random: Random, turn: number): Destroyed {
  const { changes, needed } = deleteAs('delete_because_no_moved_target')(random, turn);
  const [change] = changes;
  const previous = `${change!.type}.before_${change!.name}`;
  return {
    changes: [{ ...change!, previous_address: previous }],
    needed: [...needed, { address: previous, allows: 'destroy' }],
    approved: needed,
    ledger: [{ address: previous }],
  };
}

function deposed(random: Random, turn: number): Destroyed {
  return destroyed(
    planned(holder(random, turn), ['delete'], null, {
      deposed: random.next().toString(16).slice(2, 10),
    }),
  );
}

const makers: Readonly<
  Record<Exclude<DestructiveKind, 'tampered approval'>, (random: Random, turn: number) => Destroyed>
> = {
  delete: deleteAs(),
  replace: replaced,
  forget: forgotten,
  'removed block': deleteAs('delete_because_no_resource_config'),
  'disk detach': detached,
  shrink: shrunk,
  'moved then deleted': movedAway,
  deposed,
};

/** Approvals that are nearly right, one for each turn. */
const tamperings: readonly ((approval: Approval) => Approval)[] = [
  (one) => ({ ...one, address: `${one.address}0` }),
  (one) => ({ ...one, stack: 'staging' }),
  (one) => ({ ...one, expires: '2026-11-20' }),
  (one) => ({ ...one, address: `${one.address.split('.')[0]!}.*` }),
  (one) => ({ ...one, address: '*' }),
  (one) => ({ ...one, address: one.address.toUpperCase() }),
  (one) => ({ ...one, address: `${one.address} ` }),
  (one) => ({ ...one, stack: 'PROD' }),
  (one) => ({ ...one, allows: one.allows === 'destroy' ? 'data-loss' : 'destroy' }),
  (one) => ({ ...one, allows: 'open-network' }),
  (one) => ({ ...one, expires: 'never' }),
  (one) => ({ ...one, expires: '9999-99-99' }),
];

export function approval(one: Pick<Approval, 'address' | 'allows'>): Approval {
  return { stack: 'prod', reason: 'agreed', expires: '2026-11-21', ...one };
}

/** So many plans of each kind, each among harmless changes. */
export function destructivePlans(seed: number, each: number): readonly DestructivePlan[] {
  const random = new Random(seed);
  return destructiveKinds.flatMap((kind) =>
    Array.from({ length: each }, (_, turn) => {
      const source =
        kind === 'tampered approval'
          ? random.pick(['delete', 'replace', 'disk detach', 'shrink', 'forget'] as const)
          : kind;
      const { changes, needed, ledger = [], approved = [] } = makers[source](random, turn);
      const tamper = tamperings[turn % tamperings.length]!;
      return {
        kind,
        plan: planOf([...harmlessChanges(random), ...changes, ...harmlessChanges(random)]),
        needed,
        approvals: [
          ...approved.map(approval),
          ...(kind === 'tampered approval' ? needed.map((one) => tamper(approval(one))) : []),
        ],
        ledger,
      };
    }),
  );
}

function harmlessChanges(random: Random): readonly PlannedResource[] {
  return Array.from({ length: random.below(4) }, () => harmlessChange(random, random.below(12)));
}

function harmlessChange(random: Random, turn: number): PlannedResource {
  const machine = random.pick([vsphereVm(random), proxmoxVm(random)]);
  const some = trifle(random);
  const pinned = domain(random, true);
  const cases: readonly (() => PlannedResource)[] = [
    () => planned(machine, ['create'], machine.values),
    () => planned(machine, ['update'], { ...machine.values, name: 'another-name' }),
    () =>
      planned(
        machine,
        ['update'],
        withLastDisk(machine, (disk) => ({ ...disk, size: 500 })),
      ),
    () => planned(some, ['delete'], null, { action_reason: 'delete_because_no_resource_config' }),
    () => planned(some, ['forget'], null),
    () => planned(some, ['delete', 'create'], { ...some.values, name: 'another' }),
    () => planned(some, ['create'], some.values),
    // Memory of a libvirt domain: the same machine is defined anew.
    () => planned(pinned, ['delete', 'create'], { ...pinned.values, memory: 16_384 }),
    () => planned(pinned, ['update'], { ...pinned.values, autostart: true }),
    () => planned(machine, ['no-op'], machine.values, { previous_address: `${machine.type}.old` }),
    () => planned(machine, ['no-op'], machine.values, { change: { importing: { id: '42' } } }),
    () => {
      const kept = vsphereVm(random, true);
      return planned(kept, ['update'], withLastDisk(kept));
    },
  ];
  return cases[turn % cases.length]!();
}

/** Plans that take nothing from anybody. */
export function harmlessPlans(seed: number, number: number): readonly unknown[] {
  const random = new Random(seed);
  return Array.from({ length: number }, (_, turn) =>
    planOf([harmlessChange(random, turn), ...harmlessChanges(random)]),
  );
}
