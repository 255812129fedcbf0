import { formatProblem } from '../../../lib/errors';
import {
  checkApproval,
  planCloneSet,
  type CloneSetInput,
  type CloneSetPlan,
} from '../../../lib/model/clone-set';
import { isToken, textToken } from './support';

const path = 'lab/Shop';

function plan(input: Partial<CloneSetInput> = {}): CloneSetPlan {
  const members = ['blue', 'green', 'red', 'white'];
  return planCloneSet({ members, ...input }, { path, setName: 'Shop', isToken });
}

const texts = (input: Partial<CloneSetInput>): string[] =>
  plan(input).problems.map((problem) => formatProblem(problem));

const states = (input: Partial<CloneSetInput>): Record<string, string> =>
  Object.fromEntries(
    plan(input).members.map(({ name, rolledOut, promoted, rebuild }) => [
      name,
      [rolledOut && 'new', promoted && 'full', rebuild && 'rebuild'].filter(Boolean).join(' '),
    ]),
  );

describe('members', () => {
  test('have names that follow from the set and from nothing else', () => {
    const names = (members: unknown): string[] =>
      plan({ members }).members.map(({ vmName }) => vmName);
    expect(names(['blue', 'green'])).toEqual(['shop-blue', 'shop-green']);
    expect(names({ green: {}, blue: {} })).toEqual(['shop-green', 'shop-blue']);
    expect(names([])).toEqual([]);
  });

  test.each([
    ['web-{member}', 'web-blue'],
    ['{member}.{set}', 'blue.shop'],
    ['{member}', 'blue'],
  ])('are named by the pattern %j', (naming, expected) => {
    expect(plan({ naming }).members[0]?.vmName).toBe(expected);
    expect(texts({ naming })).toEqual([]);
  });

  test.each([
    [
      { naming: 'web' },
      '[VML045] lab/Shop.naming: got "web"; a pattern has the field {member}, and no other but {set}; write it as in "{set}-{member}"',
    ],
    [
      { naming: '{member}-{number:2}' },
      '[VML045] lab/Shop.naming: got "{member}-{number:2}"; a pattern has the field {member}, and no other but {set}; write it as in "{set}-{member}"',
    ],
    [
      { naming: textToken },
      '[VML046] lab/Shop.naming: got a token; a value that must be known at synthesis is not a token; give the value itself',
    ],
    [
      { members: ['blue', 'blue'] },
      '[VML007] lab/Shop.members[1]: got "blue"; a member stands once in its set; remove it',
    ],
    [
      { members: ['Blue'] },
      '[VML055] lab/Shop.members[0]: got "Blue"; a member is 1 to 40 of a-z, 0-9 and "-", without "-" at its ends; give a name, such as "blue"',
    ],
    [
      { members: { 'blue-': {} } },
      '[VML055] lab/Shop.members.blue-: got "blue-"; a member is 1 to 40 of a-z, 0-9 and "-", without "-" at its ends; give a name, such as "blue"',
    ],
    [
      { members: 3 },
      "[VML048] lab/Shop.members: got 3; it is a list of names, or an object of overrides by names; write ['blue', 'green']",
    ],
    [
      { members: undefined },
      "[VML041] lab/Shop.members: got nothing; a required field is given; write ['blue', 'green']",
    ],
  ])('fail with %j', (input, text) => {
    expect(texts(input)).toEqual([text]);
  });

  test('of 40 characters pass, of 41 fail', () => {
    expect(texts({ members: ['a'.repeat(40)] })).toEqual([]);
    expect(texts({ members: ['a'.repeat(41)] })).toHaveLength(1);
  });
});

describe('a request', () => {
  test('makes its members anew, and nobody else', () => {
    expect(states({ rollout: { members: ['blue'] } })).toEqual({
      blue: 'new rebuild',
      green: '',
      red: '',
      white: '',
    });
  });

  test('leaves alone what is done', () => {
    const rollout = { members: ['blue', 'green'], done: ['blue'] };
    expect(states({ rollout })).toEqual({ blue: 'new', green: 'new rebuild', red: '', white: '' });
  });

  test('may promote a member while another one gets the new generation', () => {
    const input = { rollout: { members: ['blue'] }, promote: { members: ['red'] } };
    expect(states(input)).toEqual({
      blue: 'new rebuild',
      green: '',
      red: 'full rebuild',
      white: '',
    });
  });

  test.each([
    [1, ['blue'], []],
    [2, ['blue', 'green', 'red'], ['red']],
    [{ percent: 50 }, ['blue', 'green'], []],
    [{ percent: 49 }, ['blue'], []],
    [{ percent: 1 }, ['blue'], []],
    [{ percent: 100 }, ['blue', 'green', 'red', 'white'], []],
  ])('with a batch of %j takes %j, of which %j are done', (batchSize, members, done) => {
    expect(texts({ rollout: { members, done, batchSize } })).toEqual([]);
  });

  test.each([
    [undefined, ['blue', 'green'], [], 1],
    [2, ['blue', 'green', 'red'], [], 2],
    [{ percent: 74 }, ['blue', 'green', 'red'], [], 2],
    [1, ['blue', 'green', 'red'], ['blue'], 1],
  ])('with a batch of %j refuses %j, of which %j are done', (batchSize, members, done, size) => {
    const finished: readonly string[] = done;
    const pending = members.filter((name) => !finished.includes(name)).join(', ');
    expect(texts({ rollout: { members, done, batchSize } })).toEqual([
      `[VML062] lab/Shop.rollout.members: got ${pending}; a roll-out makes one batch of members anew at a time; the batch is ${String(size)}; list those that were applied in lab/Shop.rollout.done, take others out, or give a larger batchSize`,
    ]);
  });

  test.each([
    [
      { members: ['gren'] },
      '[VML048] lab/Shop.rollout.members[0]: got "gren"; it is "blue", "green", "red" or "white"; did you mean "green"?',
    ],
    [
      { members: ['blue'], done: ['green'] },
      '[VML048] lab/Shop.rollout.done[0]: got "green"; it is "blue"; write "blue"',
    ],
    [
      { members: ['blue'], batchSize: 0 },
      '[VML054] lab/Shop.rollout.batchSize: got 0; a batch is a positive whole number of members; write 2, or { percent: 25 }',
    ],
    [
      { members: ['blue'], batchSize: 1.5 },
      '[VML054] lab/Shop.rollout.batchSize: got 1.5; a batch is a positive whole number of members; write 2, or { percent: 25 }',
    ],
    [
      { members: ['blue'], batchSize: { percent: 0 } },
      '[VML057] lab/Shop.rollout.batchSize.percent: got 0; a batch is more than 0 and at most 100 percent of the set; write { percent: 25 }',
    ],
    [
      { members: ['blue'], batchSize: { percent: 101 } },
      '[VML057] lab/Shop.rollout.batchSize.percent: got 101; a batch is more than 0 and at most 100 percent of the set; write { percent: 25 }',
    ],
    [
      { members: ['blue'], batchsize: 2 },
      '[VML043] lab/Shop.rollout.batchsize: got field "batchsize"; a field is known; did you mean "batchSize"?',
    ],
    [
      { members: ['blue'], approvedAddresses: [7] },
      '[VML048] lab/Shop.rollout.approvedAddresses[0]: got 7; it is a text; copy it from the error that asks for it',
    ],
    [
      {},
      "[VML041] lab/Shop.rollout.members: got nothing; a required field is given; write ['blue']",
    ],
  ])('fails with %j', (rollout, text) => {
    expect(texts({ rollout })).toEqual([text]);
  });

  test('never throws, whatever the types', () => {
    for (const value of [null, 7, 'x', [], [[]], { members: null }, { members: [null] }, () => 1]) {
      for (const field of ['members', 'naming', 'rollout', 'promote']) {
        expect(() => plan({ [field]: value })).not.toThrow();
      }
    }
  });
});

describe('an approval', () => {
  const needed = { path: 'lab/Shop/blue', addresses: ['a.Blue_1', 'b.Blue_2'] };

  test('names every address exactly', () => {
    expect(checkApproval(needed, ['b.Blue_2', 'a.Blue_1', 'c.Green_3'])).toEqual([]);
  });

  test.each([
    [[], '"a.Blue_1", "b.Blue_2"', 'a.Blue_1 and b.Blue_2'],
    [['a.Blue_1'], '"b.Blue_2"', 'b.Blue_2'],
    [['a.Blue_1', 'b.blue_2', 'b.Blue_'], '"b.Blue_2"', 'b.Blue_2'],
  ])('of %j is not enough', (approved, missing, words) => {
    expect(checkApproval(needed, approved).map(formatProblem)).toEqual([
      `[VML061] lab/Shop/blue: got no approval of ${words}; a VM is made anew only where the exact addresses of what is destroyed are approved; add ${missing}`,
    ]);
  });
});
