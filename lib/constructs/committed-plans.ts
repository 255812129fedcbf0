/** What was committed about the stacks of an app: approvals, retirements, and the ledger of what is protected. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IConstruct } from 'constructs';
import { readApprovals, type Approval } from '../model/approvals';
import { emptyLedger, readLedger, type Ledger } from '../model/ledger';
import { readRetirements, type Retirement } from '../model/retirement';
import { todayOf } from './today';

/** Context key of the folder of version-controlled plans, relative to the folder in which the app runs. @default 'plans' */
export const plansContext = 'vm-lifecycle:plans';

export interface CommittedPlans {
  readonly approvals: readonly Approval[];
  readonly ledger: Ledger;
  readonly retirements: readonly Retirement[];
}

const known = new WeakMap<IConstruct, CommittedPlans>();

/**
 * Read once per app.
 *
 * @throws VmLifecycleError VML066 and VML070 for what is wrong in a file
 */
export function committedPlans(construct: IConstruct): CommittedPlans {
  const { root } = construct.node;
  const read = known.get(root) ?? readPlans(root);
  known.set(root, read);
  return read;
}

function readPlans(root: IConstruct): CommittedPlans {
  const given: unknown = root.node.tryGetContext(plansContext);
  const folder = typeof given === 'string' && given !== '' ? given : 'plans';
  const parsed = <T>(name: string, empty: T, parse: (text: string, source: string) => T): T => {
    const file = join(folder, name);
    return existsSync(file) ? parse(readFileSync(file, 'utf8'), file) : empty;
  };
  return {
    approvals: parsed('approvals.json', [], readApprovals),
    ledger: parsed('protected.json', emptyLedger, readLedger),
    retirements: parsed('retirements.json', [], (text, source) =>
      readRetirements(text, source, todayOf(root)),
    ),
  };
}
