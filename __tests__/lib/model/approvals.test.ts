import { formatProblem, VmLifecycleError } from '../../../lib/errors';
import { checkApprovals, readApprovals, type Approval } from '../../../lib/model/approvals';

const approval: Approval = {
  stack: 'prod',
  address: 'libvirt_volume.data',
  allows: 'destroy',
  reason: 'retired',
  expires: '2026-11-21',
};

const text = (...approvals: unknown[]): string => JSON.stringify({ version: 1, approvals });

function problems(given: string): readonly string[] {
  try {
    readApprovals(given, 'approvals.json');
  } catch (error) {
    if (VmLifecycleError.is(error)) return error.problems.map(formatProblem);
  }
  return [];
}

describe('approvals', () => {
  it('are read', () => {
    const ticket = { ...approval, allows: 'open-network', reference: 'CHG-1' } as const;
    expect(readApprovals(text(approval, ticket), 'approvals.json')).toEqual([approval, ticket]);
    expect(readApprovals(text(), 'approvals.json')).toEqual([]);
  });

  it.each([
    ['no text', { ...approval, reason: ' ' }, '.approvals[0].reason: got " "; reason is a text; '],
    ['a field is missing', { ...approval, stack: undefined }, '.stack: got nothing; stack is a'],
    [
      'no day',
      { ...approval, expires: '2026-02-30' },
      '.expires: got "2026-02-30"; expires is a day',
    ],
    [
      'nothing to allow',
      { ...approval, allows: 'all' },
      '.allows: got "all"; allows is one of destroy, ',
    ],
    ['a field unknown', { ...approval, adress: 'x' }, '.adress: got "x"; a field here is one of'],
    ['no ticket', { ...approval, reference: 1 }, '.reference: got 1; reference is a text'],
    ['no object', 'all', '.approvals[0]: got "all"; an approval is an object'],
  ])('are refused where one is wrong: %s', (_, given, message) => {
    expect(problems(text(given))).toEqual([expect.stringContaining(message)]);
    expect(problems(text(given))[0]).toMatch(/^\[VML066\] approvals\.json/);
  });

  it('are refused with all problems together', () => {
    expect(problems(text({ ...approval, allows: 'x', expires: 'y' }, 1))).toHaveLength(3);
    expect(problems('{"version":1}')).toEqual([
      '[VML066] approvals.json.approvals: got nothing; approvals is a list; write { "version": 1, "approvals": [] }',
    ]);
    expect(problems('')).toEqual([expect.stringContaining('the file is JSON')]);
  });

  it('that approve nothing are told', () => {
    const told = (given: readonly Approval[], today = '2026-11-21'): readonly string[] =>
      checkApprovals(given, { source: 'plans/approvals.json', today, stacks: ['prod'] }).map(
        formatProblem,
      );
    expect(told([approval])).toEqual([]);
    expect(told([approval], '2026-11-22')).toEqual([
      '[VML066] plans/approvals.json.approvals[0].expires: got "2026-11-21"; an approval holds until its last day, and today is 2026-11-22; take it out; where it is still needed, have it approved anew with a later day',
    ]);
    expect(told([{ ...approval, stack: 'Prod' }])).toEqual([
      '[VML066] plans/approvals.json.approvals[0].stack: got "Prod"; an approval is for a stack that exists; give one of prod',
    ]);
    expect(told([approval, { ...approval, expires: '2027-01-01' }])).toEqual([
      '[VML066] plans/approvals.json.approvals[1].address: got "libvirt_volume.data"; the same approval as approvals[0]; keep one of them',
    ]);
    expect(told([approval, { ...approval, allows: 'data-loss' }])).toEqual([]);
    for (const address of [
      '*',
      'libvirt_volume.*',
      'libvirt_volume.data[*]',
      'libvirt_volume.dat?',
    ]) {
      expect(told([{ ...approval, address }])).toEqual([
        `[VML066] plans/approvals.json.approvals[0].address: got ${JSON.stringify(address)}; an approval names one exact address, never a pattern; write one approval for each address, as the review prints it`,
      ]);
    }
    expect(told([{ ...approval, address: 'libvirt_volume.data["a*\\"?"]' }])).toEqual([]);
  });
});
