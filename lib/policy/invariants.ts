/**
 * Destroys, loss of data and approvals: the rules that no setting and no policy can switch off.
 *
 * Input: what policies decide about. Output: findings. May import: lib/model, the types of lib/review and
 * lib/drivers/impact.
 */

import type { Impact } from '../drivers/impact';
import type { Action, Finding, ReviewedChange } from '../review/review';
import { approvalsOf, type Approvals } from './approved';
import type { Approval, PolicyInput } from './input';

/** What each action does to the object that is there. One that is not listed is refused. */
const effects: Readonly<Record<Action, 'keeps' | 'ends'>> = {
  create: 'keeps',
  update: 'keeps',
  import: 'keeps',
  move: 'keeps',
  replace: 'ends',
  delete: 'ends',
  forget: 'ends',
};

/** What each impact takes. One that is not listed counts as loss of data. */
const losses: Readonly<Record<Impact, 'nothing' | 'machine' | 'data'>> = {
  none: 'nothing',
  hot: 'nothing',
  reboot: 'nothing',
  'power-cycle': 'nothing',
  rebuild: 'machine',
  'data-loss': 'data',
};

/**
 * What must not happen without an approval in plans/approvals.json of exactly this stack and address:
 *
 * - a delete, replacement or forgetting of a VM, or of what holds data: `destroy`. A machine that is switched off and on
 *   with its disks and identity, as a replaced libvirt domain with a pinned UUID, is not destroyed;
 * - the same of anything else in the ledger or that was protected, whatever it costs: `destroy`;
 * - another change that makes a VM anew: `destroy`, or that loses data: `data-loss`.
 *
 * A plan that is errored or incomplete is refused.
 */
export function invariantFindings(input: PolicyInput): readonly Finding[] {
  const approvals = approvalsOf(input);
  const protectedAddresses = protectedOf(input);
  return [
    ...planFindings(input),
    ...input.changes.flatMap((change) => changeFindings(change, protectedAddresses, approvals)),
  ];
}

function planFindings({ plan }: PolicyInput): readonly Finding[] {
  const deny = (rule: string, message: string): Finding => ({
    rule,
    severity: 'deny',
    message,
    source: 'invariant',
  });
  // Anything but the clear statement that all is well refuses.
  const { errored, complete } = plan as { readonly errored: unknown; readonly complete: unknown };
  return [
    ...(errored === false
      ? []
      : [
          deny(
            'plan-errored',
            'the plan ended in an error, and may lack changes; mend the cause, and plan again',
          ),
        ]),
    ...(complete === true
      ? []
      : [
          deny(
            'plan-incomplete',
            'the plan is not complete: it defers changes, or targets some; plan the whole stack',
          ),
        ]),
  ];
}

/** Protected by the ledger, or by what the inventory said before this change: a change can take back neither on its own. */
function protectedOf({ ledger, vms }: PolicyInput): ReadonlySet<string> {
  return new Set([
    ...ledger.map(({ address }) => address),
    ...vms.before.flatMap((vm) =>
      vm.protected === true && vm.address !== undefined ? [vm.address] : [],
    ),
  ]);
}

function changeFindings(
  change: ReviewedChange,
  protectedAddresses: ReadonlySet<string>,
  approvals: Approvals,
): readonly Finding[] {
  const { address, previousAddress } = change;
  const guarded = [...new Set([address, previousAddress])].filter(
    (one) => one !== undefined && protectedAddresses.has(one),
  ) as string[];
  const needed = neededApproval(change, guarded.length > 0);
  if (needed === undefined) return movedFindings(change, guarded);
  // An approval of the new address does not cover a protected old one.
  const names = [...new Set([address, ...guarded])];
  return names
    .filter((name) => !approvals.approves(name, needed))
    .map((name) => ({
      rule:
        name !== address || guarded.includes(name)
          ? 'protected-without-approval'
          : `${needed}-without-approval`,
      severity: 'deny',
      subject: name,
      message: `${said(change, name)}; ${approvals.nextStep(name, needed)}`,
      source: 'invariant',
    }));
}

/** What has to be approved of a change. @returns undefined: nothing */
function neededApproval(
  change: ReviewedChange,
  guarded: boolean,
): Extract<Approval['allows'], 'destroy' | 'data-loss'> | undefined {
  const { action, impact, kind, deposed } = change;
  const known = Object.hasOwn(effects, action);
  const ends = !known || effects[action] === 'ends' || deposed !== undefined;
  const loss = Object.hasOwn(losses, impact) ? losses[impact] : 'data';
  if (ends) {
    const machine = kind === 'virtual machine';
    // It is there again after the apply, with its disks and identity: an ordinary change on libvirt.
    const stays =
      machine && action === 'replace' && impact === 'power-cycle' && deposed === undefined;
    if (stays) return undefined;
    return !known || guarded || machine || loss !== 'nothing' ? 'destroy' : undefined;
  }
  if (loss === 'nothing') return undefined;
  return loss === 'machine' ? 'destroy' : 'data-loss';
}

/** The ledger goes by address: a protected resource that moves has to be entered under its new one. */
function movedFindings(
  { address, previousAddress }: ReviewedChange,
  guarded: readonly string[],
): readonly Finding[] {
  if (previousAddress === undefined || guarded.length === 0 || guarded.includes(address)) return [];
  return [
    {
      rule: 'protected-moved',
      severity: 'warn',
      subject: address,
      message: `${quoted(previousAddress)} is protected, and moves to ${quoted(address)}, which is not; add the new address to plans/protected.json in the same change`,
      source: 'invariant',
    },
  ];
}

const verbs: Readonly<Record<Action, string>> = {
  create: 'is made',
  update: 'is changed',
  import: 'is imported',
  move: 'is moved',
  replace: 'is replaced',
  delete: 'is deleted',
  forget: 'leaves the state, and stays behind unmanaged',
};

function said(change: ReviewedChange, name: string): string {
  const { action, impact, kind, vm, address, previousAddress, deposed } = change;
  const verb = Object.hasOwn(verbs, action) ? verbs[action] : `meets ${quoted(action)}`;
  return [
    `${kind} ${quoted(address)}`,
    vm === undefined ? '' : ` of VM ${quoted(vm)}`,
    deposed === undefined ? '' : ` (its deposed object ${quoted(deposed)})`,
    previousAddress === undefined ? '' : `, until now ${quoted(previousAddress)},`,
    ` ${verb} (${impact})`,
    name === address ? '' : `; ${quoted(name)} is protected`,
  ].join('');
}

/** Keys of instances may contain anything. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
