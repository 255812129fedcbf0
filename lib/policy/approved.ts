import { isDate } from '../model/dates';
import type { Approval, PolicyInput } from './input';

/** The approvals of one plan, by address. */
export interface Approvals {
  /** Whether one names exactly this stack and address, allows exactly this, and holds today. */
  approves(address: string, allows: Approval['allows']): boolean;
  /** What to do for the approval of an address; says of one that is there why it does not count. */
  nextStep(address: string, allows: Approval['allows']): string;
}

/** Approvals count by exact equality: no case, no pattern and no space is forgiven. */
export function approvalsOf({ stack, today, approvals }: PolicyInput): Approvals {
  const byAddress = new Map<string, Approval[]>();
  const alike = new Map<string, Approval[]>();
  for (const approval of approvals) {
    add(byAddress, approval.address, approval);
    add(alike, approval.address.toLowerCase(), approval);
  }
  const holds = (approval: Approval): boolean =>
    // Days compare as texts; what is no day never ends, or never begins.
    isDate(today) && isDate(approval.expires) && approval.expires >= today;
  const approves: Approvals['approves'] = (address, allows) =>
    (byAddress.get(address) ?? []).some(
      (one) => one.stack === stack && one.allows === allows && holds(one),
    );
  return {
    approves,
    nextStep(address, allows) {
      const near = (alike.get(address.toLowerCase()) ?? [])[0];
      const entry = JSON.stringify({
        stack,
        address,
        allows,
        reason: '...',
        expires: 'YYYY-MM-DD',
      });
      return `${near === undefined ? '' : `${reasonAgainst(near, address, allows)}; `}to approve it, add ${entry} to plans/approvals.json and have that reviewed`;
    },
  };

  function reasonAgainst(near: Approval, address: string, allows: Approval['allows']): string {
    const there = 'the approval that is there';
    if (near.address !== address) return `${there} is for ${JSON.stringify(near.address)}`;
    if (near.stack !== stack) return `${there} is for stack ${JSON.stringify(near.stack)}`;
    if (near.allows !== allows) return `${there} allows ${JSON.stringify(near.allows)} only`;
    return `${there} ended ${JSON.stringify(near.expires)}`;
  }
}

function add(map: Map<string, Approval[]>, key: string, approval: Approval): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [approval]);
  else list.push(approval);
}
