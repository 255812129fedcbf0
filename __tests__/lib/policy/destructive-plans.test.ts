import { policyFindings } from '../../../lib/policy/evaluate';
import { invariantFindings } from '../../../lib/policy/invariants';
import { packFindings } from '../../../lib/policy/pack';
import { brief, inOrder } from './fixtures';
import { approval, destructiveKinds, destructivePlans, harmlessPlans } from './generated-plans';
import { inputOf } from './plan-input';

const plans = destructivePlans(20_261_121, 25);
const guards = [
  'destroy-without-approval',
  'data-loss-without-approval',
  'protected-without-approval',
];

describe('destructive plans from a seed', () => {
  it('are 200 or more, 20 or more of each kind, on all drivers', () => {
    expect(plans.length).toBeGreaterThanOrEqual(200);
    const text = JSON.stringify(plans);
    for (const kind of destructiveKinds) {
      const same = plans.filter((one) => one.kind === kind);
      expect(same.length).toBeGreaterThanOrEqual(20);
      const types = new Set(same.map(({ needed }) => needed[0]?.address.split('_')[0]));
      expect([kind, ...['libvirt', 'proxmox', 'vsphere'].filter((one) => types.has(one))]).toEqual([
        kind,
        'libvirt',
        'proxmox',
        'vsphere',
      ]);
    }
    expect(text).toContain('"deposed"');
  });

  it.each(destructiveKinds)('%s: none passes without approval of its exact address', (kind) => {
    for (const { plan, needed, approvals, ledger } of plans.filter((one) => one.kind === kind)) {
      const findings = invariantFindings(inputOf(plan, { approvals, ledger }));
      const missing = needed.filter(
        (one) =>
          !approvals.some((given) => JSON.stringify(given) === JSON.stringify(approval(one))),
      );
      expect(missing.length).toBeGreaterThan(0);
      const denied = findings.filter(({ severity }) => severity === 'deny');
      expect(denied.map(({ subject }) => subject)).toEqual(missing.map(({ address }) => address));
      for (const [index, { message }] of denied.entries()) {
        const { address, allows } = missing[index]!;
        expect(message).toContain(JSON.stringify({ stack: 'prod', address, allows }).slice(0, -1));
      }
    }
  });

  it('pass with the approvals of their exact addresses, and with none of those left out', () => {
    for (const { plan, needed, ledger } of plans) {
      const approvals = needed.map(approval);
      expect(invariantFindings(inputOf(plan, { approvals, ledger }))).toEqual([]);
      for (const left of approvals) {
        const rest = approvals.filter((one) => one !== left);
        expect(
          invariantFindings(inputOf(plan, { approvals: rest, ledger })).map(
            ({ subject }) => subject,
          ),
        ).toEqual([left.address]);
      }
    }
  });

  it('are judged by the Rego pack as by the invariants', async () => {
    for (const { plan, approvals, ledger } of plans) {
      const input = inputOf(plan, { approvals, ledger });
      const pack = (await packFindings(input, {})).filter(({ rule }) => guards.includes(rule));
      expect(inOrder(pack.map(brief))).toEqual(inOrder(invariantFindings(input).map(brief)));
    }
  });
});

describe('harmless plans from a seed', () => {
  it('are not blocked: at most two of 200 are', async () => {
    const blocked = [];
    for (const plan of harmlessPlans(20_261_122, 200)) {
      const findings = await policyFindings(inputOf(plan));
      if (findings.some(({ severity }) => severity === 'deny')) blocked.push(findings);
    }
    expect(blocked).toEqual([]);
  });
});
