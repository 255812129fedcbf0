import { formatProblem } from '../../../lib/errors';
import { definePlacementRule } from '../../../lib/model/define-placement-rule';
import {
  checkPlacement,
  type PlacedRule,
  type PlacementRuleModel,
} from '../../../lib/model/placement-rule';
import { isToken, textToken } from './support';

const define = (props: unknown): ReturnType<typeof definePlacementRule> =>
  definePlacementRule(props, 'lab/Rule', isToken);

test('fills in every default', () => {
  expect(define({ name: 'apart', kind: 'spread' })).toEqual({
    problems: [],
    model: { name: 'apart', kind: 'spread', mandatory: true, hosts: [], avoid: false },
  });
  const hosts = { name: 'off', kind: 'hosts', hosts: ['pve1'], avoid: true, mandatory: false };
  expect(define(hosts).model).toEqual(hosts);
});

const onlyHosts = 'only a rule of the kind "hosts" names hosts; leave it out, or set kind';
const kinds = 'it is "spread", "colocate" or "hosts"';

test.each([
  [
    { kind: 'spread' },
    '[VML041] lab/Rule.name: got nothing; a required field is given; give the rule a name, such as "production"',
  ],
  [
    { name: 'a' },
    `[VML041] lab/Rule.kind: got nothing; a required field is given; write "spread", "colocate" or "hosts"`,
  ],
  [
    { name: 'a', kind: 'spraed' },
    `[VML048] lab/Rule.kind: got "spraed"; ${kinds}; did you mean "spread"?`,
  ],
  [
    { name: 'a', kind: 'spread', mandatory: 1 },
    '[VML048] lab/Rule.mandatory: got 1; it is true or false; write true or false, without quotes',
  ],
  [
    { name: 'a', kind: 'spread', hosts: ['x'] },
    `[VML048] lab/Rule.hosts: got a list; ${onlyHosts}`,
  ],
  [{ name: 'a', kind: 'colocate', avoid: true }, `[VML048] lab/Rule.avoid: got true; ${onlyHosts}`],
  [
    { name: 'a', kind: 'hosts' },
    "[VML041] lab/Rule.hosts: got nothing; a required field is given; write ['esx1', 'esx2']",
  ],
  [
    { name: 'a', kind: 'hosts', hosts: [] },
    '[VML041] lab/Rule.hosts: got an empty list; a required field is given; name at least one host',
  ],
  [
    { name: 'a', kind: 'hosts', hosts: ['x', 'x'] },
    '[VML031] lab/Rule.hosts[1]: got "x"; a host is named once; remove it',
  ],
  [
    { name: 'a', kind: 'hosts', hosts: [textToken] },
    '[VML046] lab/Rule.hosts[0]: got a token; a value that must be known at synthesis is not a token; give the value itself',
  ],
  [
    { name: 'a', kind: 'spread', vms: [] },
    '[VML043] lab/Rule.vms: got field "vms"; a field is known; remove it',
  ],
  [undefined, '[VML041] lab/Rule: got nothing; a required field is given; give name and kind'],
])('fails for %j', (props, text) => {
  expect(define(props).problems.map(formatProblem)).toEqual([text]);
});

function placed(
  path: string,
  rule: Partial<PlacementRuleModel>,
  members: string,
  hosts?: number,
): PlacedRule {
  const model = { name: path, kind: 'spread', mandatory: true, hosts: [], avoid: false } as const;
  return {
    path: `lab/${path}`,
    hypervisor: 'cluster',
    rule: { ...model, ...rule },
    members: Array.from(members, (name) => `lab/${name}`),
    ...(hosts === undefined ? {} : { hosts }),
  };
}
const textsOf = (...rules: PlacedRule[]): string[] => checkPlacement(rules).map(formatProblem);
const together = (path: string, members: string): PlacedRule =>
  placed(path, { kind: 'colocate' }, members);
const onHosts = (path: string, members: string, hosts: string[], avoid = false): PlacedRule =>
  placed(path, { kind: 'hosts', hosts, avoid }, members);

describe('rules that contradict each other', () => {
  const rule = 'placement rules can be followed together';

  test('are a spread and a colocation of the same VMs', () => {
    expect(textsOf(placed('apart', {}, 'abc'), together('close', 'cdb'))).toEqual([
      `[VML064] lab/apart.members: got lab/b and lab/c; ${rule}; they are kept together by lab/close; take one of them out of one of the rules`,
    ]);
    expect(textsOf(placed('apart', {}, 'abc'), together('close', 'cd'))).toEqual([]);
  });

  test('are also a spread and several colocations in a chain', () => {
    const rules = [together('one', 'ax'), together('two', 'by'), together('three', 'xy')];
    expect(textsOf(placed('apart', {}, 'ab'), ...rules)).toEqual([
      `[VML064] lab/apart.members: got lab/a and lab/b; ${rule}; they are kept together by lab/one, lab/two, lab/three; take one of them out of one of the rules`,
    ]);
    expect(textsOf(placed('apart', {}, 'ab'), ...rules.slice(0, 2))).toEqual([]);
  });

  test('are host rules that leave a VM no host', () => {
    expect(textsOf(onHosts('one', 'ab', ['p1', 'p2']), onHosts('two', 'b', ['p3']))).toEqual([
      `[VML064] lab/one.members: got lab/b; ${rule}; with lab/two no host is left to it; let the rules have a host in common, or take the VM out of one of them`,
    ]);
    expect(textsOf(onHosts('one', 'b', ['p1']), onHosts('off', 'b', ['p1'], true))).toHaveLength(1);
    expect(textsOf(onHosts('one', 'b', ['p1', 'p2']), onHosts('two', 'b', ['p2']))).toEqual([]);
    expect(textsOf(onHosts('off', 'b', ['p1'], true), onHosts('off2', 'b', ['p2'], true))).toEqual(
      [],
    );
  });

  test('are not host rules of which one is a preference', () => {
    const soft = placed('two', { kind: 'hosts', hosts: ['p3'], mandatory: false }, 'b');
    expect(textsOf(onHosts('one', 'b', ['p1']), soft)).toEqual([]);
  });
});

test('a mandatory spread has a host for each member', () => {
  expect(textsOf(placed('apart', {}, 'abc', 2))).toEqual([
    '[VML064] lab/apart.members: got 3 members; placement rules can be followed together; no two members share a host, and VMs run on 2; make the rule a preference (mandatory: false), use fewer members or add hosts',
  ]);
  expect(textsOf(placed('apart', {}, 'abc', 3))).toEqual([]);
  expect(textsOf(placed('apart', { mandatory: false }, 'abc', 2))).toEqual([]);
  expect(textsOf(placed('apart', {}, 'abc'))).toEqual([]);
});

test('a rule has members', () => {
  const rule = 'it says nothing otherwise; add VMs, or remove the rule';
  expect(textsOf(placed('apart', {}, 'a'))).toEqual([
    `[VML041] lab/apart.members: got 1 member; a rule has at least two members: ${rule}`,
  ]);
  expect(textsOf(onHosts('on', '', ['p1']))).toEqual([
    `[VML041] lab/on.members: got 0 members; a rule has at least one member: ${rule}`,
  ]);
  expect(textsOf(onHosts('on', 'a', ['p1']))).toEqual([]);
});

describe('rules that leave too few hosts', () => {
  const rule = 'placement rules can be followed together';

  test('are a spread of VMs that are bound to fewer hosts', () => {
    const spread = placed('apart', {}, 'ab');
    expect(textsOf(spread, onHosts('near', 'ab', ['p1']))).toEqual([
      `[VML064] lab/apart.members: got 2 members; ${rule}; other rules bind them to p1; let the VMs run on more hosts, or make one of the rules a preference`,
    ]);
    expect(textsOf(spread, onHosts('near', 'ab', ['p1', 'p2']))).toEqual([]);
    expect(textsOf(spread, onHosts('near', 'a', ['p1']))).toEqual([]);
  });

  test('are those of VMs that stay together, taken together', () => {
    const near = [onHosts('one', 'a', ['p1']), onHosts('two', 'b', ['p2'])];
    expect(textsOf(together('close', 'ab'), ...near)).toEqual([
      `[VML064] lab/one.members: got lab/a; ${rule}; with lab/two, lab/close no host is left to it; let the rules have a host in common, or take the VM out of one of them`,
    ]);
    expect(textsOf(...near)).toEqual([]);
  });
});

test('the name of a rule is used once per hypervisor', () => {
  const first = placed('One', {}, 'ab');
  const second = { ...placed('Two', { name: 'one' }, 'cd') };
  expect(textsOf(first, second)).toEqual([
    '[VML031] lab/Two.name: got "one"; the name of a rule is used once per hypervisor; lab/One has it; choose another name',
  ]);
  expect(textsOf(first, { ...second, hypervisor: 'another' })).toEqual([]);
});
