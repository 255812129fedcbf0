import type { PolicyInput } from '../../../lib/policy/input';
import { invariantFindings } from '../../../lib/policy/invariants';
import type { Finding, ReviewedChange } from '../../../lib/review/review';
import { harmlessInput } from './fixtures';

const machine: ReviewedChange = {
  ...harmlessInput().changes[0]!,
  address: 'libvirt_domain.web_1',
};
const approval = {
  stack: 'prod',
  address: 'libvirt_domain.web_1',
  allows: 'destroy',
  reason: 'retired',
  expires: '2026-11-21',
} as const;

function findings(
  change: Partial<ReviewedChange>,
  overrides: Partial<PolicyInput> = {},
): readonly Finding[] {
  return invariantFindings(harmlessInput({ changes: [{ ...machine, ...change }], ...overrides }));
}

const rules = (...args: Parameters<typeof findings>): readonly string[] =>
  findings(...args).map(({ rule, severity, subject }) => `${severity} ${rule} ${subject ?? ''}`);

describe('invariants', () => {
  it('say what happens, why what is there does not count, and the exact next step', () => {
    const [finding] = findings({ action: 'delete', impact: 'data-loss' });
    expect(finding).toEqual({
      rule: 'destroy-without-approval',
      severity: 'deny',
      subject: 'libvirt_domain.web_1',
      message:
        'virtual machine "libvirt_domain.web_1" of VM "web-1" is deleted (data-loss); to approve it, add ' +
        '{"stack":"prod","address":"libvirt_domain.web_1","allows":"destroy","reason":"...","expires":"YYYY-MM-DD"} ' +
        'to plans/approvals.json and have that reviewed',
      source: 'invariant',
    });
  });

  it.each([
    [{ address: 'libvirt_domain.WEB_1' }, 'is for "libvirt_domain.WEB_1"'],
    [{ stack: 'staging' }, 'is for stack "staging"'],
    [{ allows: 'data-loss' as const }, 'allows "data-loss" only'],
    [{ expires: '2026-11-20' }, 'ended "2026-11-20"'],
    [{ expires: 'never' }, 'ended "never"'],
  ])('do not count an approval with %j', (change, message) => {
    const approvals = [{ ...approval, ...change }];
    const [finding] = findings({ action: 'delete', impact: 'data-loss' }, { approvals });
    expect(finding?.message).toContain(`; the approval that is there ${message}; to approve it, `);
  });

  it('count an approval of the exact address on its last day, and no other', () => {
    const change = { action: 'delete', impact: 'data-loss' } as const;
    expect(rules(change, { approvals: [approval] })).toEqual([]);
    expect(rules(change, { approvals: [approval], today: '2026-11-22' })).toHaveLength(1);
    expect(rules(change, { approvals: [approval], today: 'today' })).toHaveLength(1);
  });

  it.each([
    ['a removed machine that costs nothing', { action: 'forget', impact: 'none' }, 'destroy'],
    ['a replaced machine that costs less', { action: 'replace', impact: 'none' }, 'destroy'],
    ['a machine made anew by an update', { action: 'update', impact: 'rebuild' }, 'destroy'],
    ['an import that loses data', { action: 'import', impact: 'data-loss' }, 'data-loss'],
    ['an action that nobody knows', { action: 'vanish', impact: 'none' }, 'destroy'],
    ['an action of every object', { action: 'toString', impact: 'none' }, 'destroy'],
    ['an impact that nobody knows', { action: 'update', impact: 'odd' }, 'data-loss'],
    [
      'whatever meets a deposed one',
      { action: 'update', impact: 'none', deposed: 'ab12' },
      'destroy',
    ],
    ['a deposed machine', { action: 'delete', impact: 'none', deposed: 'ab12' }, 'destroy'],
  ])('ask for approval of %s', (_, change, allows) => {
    const found = findings(change as never);
    expect(found.map(({ rule }) => rule)).toEqual([`${allows}-without-approval`]);
    expect(found[0]?.message).toContain(`"allows":"${allows}"`);
    const approvals = [{ ...approval, allows: allows as 'destroy' }];
    expect(findings(change as never, { approvals })).toEqual([]);
  });

  it('let a machine be switched off and on, and removed what is neither machine nor data', () => {
    expect(rules({ action: 'replace', impact: 'power-cycle' })).toEqual([]);
    expect(rules({ action: 'delete', impact: 'hot', kind: 'firewall rules' })).toEqual([]);
    expect(rules({ action: 'delete', impact: 'none', kind: 'note' })).toEqual([]);
  });

  it('guard what the ledger names, or what was protected, whatever it costs', () => {
    const ledger = [{ address: 'libvirt_domain.web_1' }];
    const before = [{ vm: 'web-1', address: 'libvirt_domain.web_1', protected: true }];
    for (const guard of [{ ledger }, { vms: { before, after: [] } }]) {
      for (const change of [
        { action: 'replace', impact: 'rebuild' },
        { action: 'delete', impact: 'none', kind: 'note' },
      ] as const) {
        expect(rules(change, guard)).toEqual([
          'deny protected-without-approval libvirt_domain.web_1',
        ]);
        expect(rules(change, { ...guard, approvals: [approval] })).toEqual([]);
      }
      expect(rules({ action: 'update', impact: 'power-cycle' }, guard)).toEqual([]);
      // An ordinary change of a libvirt domain: its disks and identity stay.
      expect(rules({ action: 'replace', impact: 'power-cycle' }, guard)).toEqual([]);
    }
  });

  it('ask for the approval of a protected old address too', () => {
    const change = {
      action: 'delete',
      impact: 'data-loss',
      previousAddress: 'libvirt_domain.old',
    } as const;
    const ledger = [{ address: 'libvirt_domain.old' }];
    const old = { ...approval, address: 'libvirt_domain.old' };
    expect(rules(change, { ledger, approvals: [approval] })).toEqual([
      'deny protected-without-approval libvirt_domain.old',
    ]);
    expect(rules(change, { ledger, approvals: [old] })).toEqual([
      'deny destroy-without-approval libvirt_domain.web_1',
    ]);
    expect(rules(change, { ledger, approvals: [approval, old] })).toEqual([]);
  });

  it('warn where what is protected moves away from its entry', () => {
    const change = { action: 'move', impact: 'none', previousAddress: 'a.b' } as const;
    expect(rules(change, { ledger: [{ address: 'a.b' }] })).toEqual([
      'warn protected-moved libvirt_domain.web_1',
    ]);
    const entered = [{ address: 'a.b' }, { address: 'libvirt_domain.web_1' }];
    expect(rules(change, { ledger: entered })).toEqual([]);
  });

  it.each([
    [{ errored: true }, 'deny plan-errored '],
    [{ errored: undefined }, 'deny plan-errored '],
    [{ complete: false }, 'deny plan-incomplete '],
    [{ complete: 'yes' }, 'deny plan-incomplete '],
  ])('refuse a plan that says %j', (plan, expected) => {
    const input = harmlessInput();
    const given = { ...input, plan: { ...input.plan, ...plan } } as unknown as PolicyInput;
    expect(invariantFindings(given).map(({ rule, severity }) => `${severity} ${rule} `)).toEqual([
      expected,
    ]);
  });
});
