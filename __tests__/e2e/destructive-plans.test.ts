/**
 * Plans that the real providers print, of one stack on each hypervisor: what destroys is denied until its exact addresses are
 * approved, what is harmless is not. Nothing of it is applied but the stack itself.
 *
 * Of policies of the pack, `blast-radius` alone is set aside: it counts what is destroyed, approved or not.
 */

import { judgePlan } from '../../lib/operations/judge-plan';
import type { Approval } from '../../lib/model/approvals';
import { invariantFindings } from '../../lib/policy/invariants';
import type { Finding, Review } from '../../lib/review';
import type { TerraformPlan } from '../../lib/review/terraform-plan';
import type { HypervisorName } from '../../lib/hardening/control';
import { commonCases, guarded, open, ownCases, type Need } from './real-plans/cases';
import { approvalOf, Deployment } from './real-plans/deployment';
import { harmlessCases } from './real-plans/harmless';
import { deployed } from './real-plans/shape';
import { stackName, today } from './real-plans/stack';

jest.setTimeout(300_000);

const hypervisors = ['vsphere', 'proxmox', 'libvirt'] as const satisfies readonly HypervisorName[];
const casesOf = (hypervisor: HypervisorName) => [
  ...commonCases(hypervisor),
  ...ownCases[hypervisor],
];

/** How an approval is written that approves nothing. */
const tampered: Readonly<Record<string, (approval: Approval) => Approval>> = {
  'upper case': (one) => ({ ...one, address: one.address.toUpperCase() }),
  'another stack': (one) => ({ ...one, stack: 'production' }),
  expired: (one) => ({ ...one, expires: '2026-11-20' }),
  'no day': (one) => ({ ...one, expires: 'never' }),
  'a wildcard for all': (one) => ({ ...one, address: '*' }),
  'a wildcard for its type': (one) => ({ ...one, address: one.address.replace(/\..*/, '.*') }),
  'a space': (one) => ({ ...one, address: `${one.address} ` }),
  'an instance': (one) => ({ ...one, address: `${one.address}[0]` }),
  'another permission': (one) => ({
    ...one,
    allows: one.allows === 'destroy' ? 'data-loss' : 'destroy',
  }),
};

/** The VM that a name of the address book is of; the one that is elsewhere is the database. */
function ownerOf(subject: string): string | undefined {
  const [name = ''] = subject.split(' ');
  const vms = { db: 'db-1', web: 'web-1', blue: 'shop-blue', green: 'shop-green' };
  if (name.endsWith('.elsewhere')) return vms.db;
  return Object.hasOwn(vms, name) ? vms[name as keyof typeof vms] : undefined;
}

test('there are enough cases', () => {
  const destructive = hypervisors.flatMap(casesOf);
  expect(destructive.length).toBeGreaterThanOrEqual(30);
  expect(hypervisors.flatMap(harmlessCases).length).toBeGreaterThanOrEqual(20);
});

describe.each(hypervisors)('plans of the %s provider', (hypervisor) => {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await Deployment.start(hypervisor);
  });
  afterAll(async () => {
    await deployment.stop();
  });

  const options = () => ({ stack: stackName, today, ledger: deployment.ledger });
  const judge = async (plan: TerraformPlan, approvals: readonly Approval[] = []): Promise<Review> =>
    (await judgePlan(plan, { ...options(), approvals })).review;
  const addressOf = (subject: string): string => deployment.book.get(subject) ?? subject;
  const approvalFor = ({ subject, allows }: Need): Approval =>
    approvalOf(addressOf(subject), allows);
  const denied = ({ policy }: { policy: readonly Finding[] }): string[] =>
    policy
      .filter(({ severity, rule }) => severity === 'deny' && rule !== 'blast-radius')
      .map(({ rule, subject }) => `${rule} ${deployment.nameOf(subject)}`)
      .sort();
  const asked = (needs: readonly Need[], blocked: readonly string[] = []): string[] =>
    [
      ...needs.map(({ rule, subject }) => `${rule} ${subject}`),
      ...blocked.map((rule) => `${rule} the plan`),
    ].sort();
  const machines = ({ summary }: Review): Record<string, string> =>
    Object.fromEntries(summary.vms.map(({ vm, impact }) => [vm, impact]));

  test('the stack is deployed, protected in the ledger, and planned empty', () => {
    expect(deployment.secondPlan).toBe(0);
    const parts = deployment.ledger
      .filter(({ vm }) => vm !== undefined)
      .map(({ address, vm }) => `${deployment.nameOf(address)} of ${String(vm)}`);
    const vms = { 'db-1': 'db', 'shop-blue': 'blue', 'shop-green': 'green' };
    for (const [vm, name] of Object.entries(vms))
      expect(parts).toContain(`${name} machine of ${vm}`);
    expect(parts.filter((part) => part.startsWith('web'))).toEqual([]);
  });

  test.each(casesOf(hypervisor))('$title', async ({ needs, blocked = [], vms, ...variant }) => {
    const plan = await deployment.planOf(variant);
    const review = await judge(plan);
    expect(denied(review)).toEqual(asked(needs, blocked));
    expect(machines(review)).toEqual(vms);
    expect(
      review.policy
        .filter(({ rule }) => /without-approval|^plan-/.test(rule))
        .map(({ source }) => source),
    ).toEqual(asked(needs, blocked).map(() => 'invariant'));

    for (const { subject } of needs) {
      const address = addressOf(subject);
      const change = review.changes.find((one) =>
        [one.address, one.previousAddress].includes(address),
      );
      expect([subject, change?.vm]).toEqual([subject, ownerOf(subject)]);
    }

    const approvals = needs.map(approvalFor);
    expect(denied(await judge(plan, approvals))).toEqual(asked([], blocked));
    for (const [index, need] of needs.entries()) {
      const others = approvals.filter((_, one) => one !== index);
      expect(denied(await judge(plan, others))).toEqual(asked([need], blocked));
    }
    const forged = Object.values(tampered).flatMap((tamper) => approvals.map(tamper));
    const { review: against, input } = await judgePlan(plan, { ...options(), approvals: forged });
    expect(denied(against)).toEqual(asked(needs, blocked));
    for (const [how, tamper] of Object.entries(tampered)) {
      const policy = invariantFindings({ ...input, approvals: approvals.map(tamper) });
      expect([how, ...denied({ policy })]).toEqual([how, ...asked(needs, blocked)]);
    }
  });

  describe('the roll-out of a generation', () => {
    const parts = hypervisor === 'libvirt' ? ['machine', 'system disk'] : ['machine'];
    const ofBlue = parts.map((part) => `blue ${part}`);
    const rollout = () => ({ rollout: { members: ['blue'], approved: ofBlue.map(addressOf) } });

    test('passes for the addresses that code approves, and for no other stack or plan', async () => {
      const plan = await deployment.planOf({ shape: rollout() });
      const review = await judge(plan);
      expect(denied(review)).toEqual([]);
      expect(Object.keys(machines(review))).toEqual(['shop-blue']);
      expect(
        review.changes
          .filter(({ action }) => action === 'replace')
          .map(({ address }) => deployment.nameOf(address)),
      ).toEqual(expect.arrayContaining(ofBlue));

      // A libvirt domain is switched off and on: its system disk alone is destroyed.
      const needs = ofBlue.slice(-1).map((name) => guarded(name));
      const { ledger } = deployment;
      const unnamed = (await judgePlan(plan, { today, ledger })).review;
      expect(denied(unnamed)).toEqual(asked(needs));
      const silent = JSON.parse(
        JSON.stringify(plan, (key, value: unknown) =>
          key === 'approved_addresses' ? undefined : value,
        ),
      ) as TerraformPlan;
      expect(denied(await judge(silent))).toEqual(asked(needs));
    });

    test('approves nothing beside it', async () => {
      const { web } = deployed;
      const plan = await deployment.planOf({
        shape: { ...rollout(), web: { ...web, dataDisks: { data: 2 } } },
        options: (at) => [`-replace=${at('web machine')}`],
      });
      const needs = hypervisor === 'libvirt' ? [open('web data disk log')] : [open('web machine')];
      expect(denied(await judge(plan))).toEqual(asked(needs));
    });
  });

  test.each(harmlessCases(hypervisor))('harmless: $title', async ({ vms, ...variant }) => {
    const review = await judge(await deployment.planOf(variant));
    expect(denied(review)).toEqual([]);
    expect(machines(review)).toEqual(vms);
  });
});
