import { Construct } from 'constructs';
import {
  HardenedVm,
  PlacementRule,
  type HardenedVm as Vm,
  type PlacementRuleProps,
} from '../../../lib';
import { capacity, ClusterHypervisor, type ClusterOptions } from './cluster-hypervisor';
import { addVm, byPath, cleanUp, filesOf, lab, synthesized, textsOf, type Lab } from './support';

cleanUp();

interface Cluster extends Lab {
  readonly pve: ClusterHypervisor;
  readonly vms: readonly [Vm, Vm, Vm];
}

/** A stack with a cluster and three VMs on it. */
function cluster(options: ClusterOptions = {}): Cluster {
  const all = lab();
  const pve = new ClusterHypervisor(new Construct(all.stack, 'Site'), 'Pve', options);
  const [a, b, c] = ['a', 'b', 'c'].map((name) =>
    addVm(all.stack, all.template, { props: { name, hypervisor: pve } }, name),
  );
  return { ...all, pve, vms: [a!, b!, c!] };
}

const rule = (
  { stack, pve }: Cluster,
  id: string,
  props: Partial<PlacementRuleProps> = {},
): PlacementRule =>
  new PlacementRule(stack, id, { name: id, kind: 'spread', hypervisor: pve, ...props });

test('becomes an object with the members that were added until synthesis, each once', () => {
  const all = cluster();
  const [a, b, c] = all.vms;
  const apart = rule(all, 'Apart', { members: [a] });
  expect(apart.add(b, a)).toBe(apart);
  apart.add(c);
  expect(apart.members).toEqual([a, b, c]);
  expect(apart.node.defaultChild).toBe(apart.resources.main);
  const made = byPath(synthesized(all.app, all.stack), 'terraform_data')['lab/Apart/Resource'];
  expect(made?.input).toEqual({
    name: 'Apart',
    kind: 'spread',
    mandatory: true,
    hosts: [],
    avoid: false,
    members: ['a', 'b', 'c'],
  });
});

test('takes VMs that are managed elsewhere', () => {
  const all = cluster();
  const facts = { vmName: 'old', vmId: '7', uuid: '5a1d6b9e-0000-4000-8000-000000000001' };
  const old = HardenedVm.fromExisting(all.stack, 'Old', facts);
  rule(all, 'Apart', { members: [old, all.vms[0]] });
  expect(textsOf(() => synthesized(all.app, all.stack))).toEqual([]);
});

test('fails with a VM of another hypervisor', () => {
  const all = cluster();
  const local = addVm(all.stack, all.template);
  const text =
    '[VML048] lab/Apart.members: got one of lab/Libvirt; a member is a VM of the same hypervisor, which is lab/Site/Pve; give one of lab/Site/Pve';
  expect(textsOf(() => rule(all, 'Apart', { members: [local] }))).toEqual([text]);
});

test('fails when rules contradict each other, and nothing is written', () => {
  const all = cluster();
  const [a, b, c] = all.vms;
  rule(all, 'Apart', { members: [a, b] });
  rule(all, 'Close', { kind: 'colocate', members: [b, c, a] });
  expect(textsOf(() => synthesized(all.app, all.stack))).toEqual([
    '[VML064] lab/Apart.members: got lab/a and lab/b; placement rules can be followed together; they are kept together by lab/Close; take one of them out of one of the rules',
  ]);
  expect(filesOf(all.app)).toEqual([]);
});

test('fails when a mandatory spread has more members than the hypervisor hosts', () => {
  const text =
    '[VML064] lab/Apart.members: got 3 members; placement rules can be followed together; no two members share a host, and VMs run on 2; make the rule a preference (mandatory: false), use fewer members or add hosts';
  const outcome = (hosts: number, mandatory: boolean): string[] => {
    const all = cluster({ capacity: { ...capacity, hosts } });
    rule(all, 'Apart', { members: all.vms, mandatory });
    return textsOf(() => synthesized(all.app, all.stack));
  };
  expect(outcome(2, true)).toEqual([text]);
  expect(outcome(3, true)).toEqual([]);
  expect(outcome(2, false)).toEqual([]);
});

test('fails at synthesis without enough members', () => {
  const all = cluster();
  rule(all, 'Apart', { members: [all.vms[0]] });
  expect(textsOf(() => synthesized(all.app, all.stack))).toEqual([
    '[VML041] lab/Apart.members: got 1 member; a rule has at least two members: it says nothing otherwise; add VMs, or remove the rule',
  ]);
});

test('fails at once with bad props', () => {
  const all = cluster();
  expect(textsOf(() => rule(all, 'On', { kind: 'hosts', hosts: [] }))).toEqual([
    '[VML041] lab/On.hosts: got an empty list; a required field is given; name at least one host',
  ]);
});

test.each(['spread', 'colocate', 'hosts'] as const)(
  'of the kind %s fails on libvirt, which knows one host',
  (kind) => {
    const { stack } = lab();
    const props = { name: 'r', kind, ...(kind === 'hosts' && { hosts: ['kvm1'] }) };
    const [text, ...others] = textsOf(() => new PlacementRule(stack, 'R', props));
    expect(others).toEqual([]);
    expect(text).toContain(
      `[VML044] lab/R.kind: got "${kind}"; libvirt (dmacvicar/libvirt 0.8.3) does not support placement.${kind}; use instead: `,
    );
  },
);
