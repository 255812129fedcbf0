import { errorCodes, type Problem } from '../errors';
import { byPath } from './notes';

/** Where VMs run relative to each other, or on which hosts. */
export type PlacementKind = 'spread' | 'colocate' | 'hosts';

/** What a user declares of a placement rule, in words that no hypervisor owns. */
export interface PlacementRuleModelProps {
  /** Name on the hypervisor, 1 to 80 characters without "/", "\" and "%". */
  readonly name: string;
  /** `spread`: no two on one host; `colocate`: all on one host; `hosts`: only on the given hosts. */
  readonly kind: PlacementKind;
  /** True: a VM that cannot follow the rule does not start; false: the rule is a preference. @default true */
  readonly mandatory?: boolean;
  /** Host names. Required with the kind `hosts`, and only with it. @default - none */
  readonly hosts?: readonly string[];
  /** True: the VMs run everywhere but on the hosts. Only with the kind `hosts`. @default false */
  readonly avoid?: boolean;
}

/** A placement rule as plain data. Immutable. */
export interface PlacementRuleModel extends Required<PlacementRuleModelProps> {
  /** Given where the kind is `hosts`. */
  readonly hosts: readonly string[];
}

/** A rule with its members, when all are known. */
export interface PlacedRule {
  readonly path: string;
  /** What tells hypervisors apart. */
  readonly hypervisor: string;
  readonly rule: PlacementRuleModel;
  /** Construct paths of the VMs. */
  readonly members: readonly string[];
  /** Number of hosts that VMs of this hypervisor may run on. @default - unknown */
  readonly hosts?: number;
}

/**
 * What is wrong between the placement rules of an app and their members: rules without enough members, rules that
 * contradict each other, and more VMs to spread than there are hosts.
 */
export function checkPlacement(rules: readonly PlacedRule[]): readonly Problem[] {
  return [
    ...rules.flatMap(memberProblems),
    ...contradictions(rules),
    ...hostProblems(rules),
    ...nameProblems(rules),
  ].sort(byPath);
}

function memberProblems({ path, rule, members, hosts }: PlacedRule): Problem[] {
  const least = rule.kind === 'hosts' ? 1 : 2;
  const at = `${path}.members`;
  const got = members.length === 1 ? '1 member' : `${String(members.length)} members`;
  if (members.length < least) {
    const rule = `a rule has at least ${least === 1 ? 'one member' : 'two members'}: it says nothing otherwise`;
    return [{ code: 'VML041', path: at, got, rule, fix: 'add VMs, or remove the rule' }];
  }
  if (rule.kind !== 'spread' || !rule.mandatory || members.length <= (hosts ?? Infinity)) return [];
  const limit = `no two members share a host, and VMs run on ${String(hosts)}`;
  const fix = 'make the rule a preference (mandatory: false), use fewer members or add hosts';
  return [{ code: 'VML064', path: at, got, rule: `${errorCodes.VML064}; ${limit}`, fix }];
}

/** Two VMs that one rule keeps apart and others keep together, also over several rules. */
function contradictions(rules: readonly PlacedRule[]): Problem[] {
  const together = new Groups(rules.filter(({ rule }) => rule.kind === 'colocate'));
  return rules
    .filter(({ rule }) => rule.kind === 'spread')
    .flatMap(({ path, members }) => {
      const first = new Map<string, string>();
      for (const vm of members) {
        const group = together.of(vm);
        if (group === undefined) continue;
        const other = first.get(group.id);
        if (other !== undefined) {
          const got = `${other} and ${vm}`;
          const rule = `${errorCodes.VML064}; they are kept together by ${group.paths.join(', ')}`;
          const fix = 'take one of them out of one of the rules';
          return [{ code: 'VML064' as const, path: `${path}.members`, got, rule, fix }];
        }
        first.set(group.id, vm);
      }
      return [];
    });
}

/** VMs to which mandatory rules leave no host, or too few of them. */
function hostProblems(rules: readonly PlacedRule[]): Problem[] {
  const together = new Groups(
    rules.filter(({ rule }) => rule.kind === 'colocate' && rule.mandatory),
  );
  const bound = rules.filter(({ rule }) => rule.kind === 'hosts' && rule.mandatory);
  // VMs that stay together have to find one host for all.
  const keyOf = (vm: string): string => together.of(vm)?.id ?? vm;
  const byMember = new Map<string, { readonly vm: string; readonly rules: Set<PlacedRule> }>();
  for (const rule of bound) {
    for (const vm of rule.members) {
      const known = byMember.get(keyOf(vm)) ?? { vm, rules: new Set() };
      known.rules.add(rule);
      byMember.set(keyOf(vm), known);
    }
  }
  const hostsOf = new Map<string, readonly string[]>();
  const none = [...byMember].flatMap(([key, { vm, rules: ofVm }]) => {
    const first = [...ofVm].find(({ rule }) => !rule.avoid);
    if (first === undefined) return [];
    const left = first.rule.hosts.filter((host) =>
      [...ofVm].every(({ rule }) => rule.hosts.includes(host) !== rule.avoid),
    );
    hostsOf.set(key, left);
    if (left.length > 0) return [];
    const others = [...ofVm].filter((rule) => rule !== first).map(({ path }) => path);
    const rule = `${errorCodes.VML064}; with ${[...others, ...(together.of(vm)?.paths ?? [])].join(', ')} no host is left to it`;
    const fix = 'let the rules have a host in common, or take the VM out of one of them';
    return [{ code: 'VML064' as const, path: `${first.path}.members`, got: vm, rule, fix }];
  });
  const tooFew = rules
    .filter(({ rule }) => rule.kind === 'spread' && rule.mandatory)
    .flatMap(({ path, members }) => {
      const allowed = members.map((vm) => hostsOf.get(keyOf(vm)));
      if (allowed.some((hosts) => hosts === undefined || hosts.length === 0)) return [];
      const hosts = new Set(allowed.flatMap((list) => list ?? []));
      if (hosts.size >= members.length) return [];
      const got = `${String(members.length)} members`;
      const rule = `${errorCodes.VML064}; other rules bind them to ${[...hosts].join(', ')}`;
      const fix = 'let the VMs run on more hosts, or make one of the rules a preference';
      return [{ code: 'VML064' as const, path: `${path}.members`, got, rule, fix }];
    });
  return [...none, ...tooFew];
}

/** Clusters know a rule by its name, whatever its case. */
function nameProblems(rules: readonly PlacedRule[]): Problem[] {
  const names = new Map<string, string>();
  return rules.flatMap(({ path, rule, hypervisor }) => {
    const key = `${hypervisor}\0${rule.name.toLowerCase()}`;
    const first = names.get(key);
    if (first === undefined) {
      names.set(key, path);
      return [];
    }
    const text = `the name of a rule is used once per hypervisor; ${first} has it`;
    const fix = 'choose another name';
    return [
      { code: 'VML031' as const, path: `${path}.name`, got: `"${rule.name}"`, rule: text, fix },
    ];
  });
}

/** VMs that rules of the kind `colocate` bind to one host, directly or through others. */
class Groups {
  private readonly parents = new Map<string, string>();

  constructor(private readonly rules: readonly PlacedRule[]) {
    for (const { members } of rules) {
      for (const vm of members) this.parents.set(this.root(vm), this.root(members[0] ?? vm));
    }
  }

  /** The group of a VM and the rules that make it; undefined for a VM in none. */
  of(vm: string): { id: string; paths: readonly string[] } | undefined {
    if (!this.parents.has(vm)) return undefined;
    const id = this.root(vm);
    const paths = this.rules
      .filter(({ members }) => members[0] !== undefined && this.root(members[0]) === id)
      .map(({ path }) => path);
    return { id, paths };
  }

  private root(vm: string): string {
    let at = vm;
    for (let up = this.parents.get(at); up !== undefined && up !== at; up = this.parents.get(at)) {
      at = up;
    }
    return at;
  }
}
