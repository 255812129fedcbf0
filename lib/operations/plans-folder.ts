/**
 * The folder of version-controlled plans: records, lock files, approvals, retirements and the ledger.
 *
 * Input: a project. Output: what was committed. May import: lib/model, lib/errors.
 */

import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { readApprovals, type Approval } from '../model/approvals';
import { emptyLedger, readLedger, type Ledger } from '../model/ledger';
import { readRetirements, type Retirement } from '../model/retirement';
import { lockFileName } from './terraform/engine';
import type { Project } from './terraform/project';

/** Files of the folder that concern all stacks. */
export const plansFiles = {
  approvals: 'approvals.json',
  ledger: 'protected.json',
  retirements: 'retirements.json',
} as const;

/** Files of one stack. */
export interface StackFiles {
  readonly record: string;
  readonly markdown: string;
  readonly lock: string;
  /** The ticket of the change. */
  readonly change: string;
}

export function stackFiles({ plansFolder }: Project, stack: string): StackFiles {
  const file = (name: string): string => join(plansFolder, `${stack}${name}`);
  return {
    record: file('.json'),
    markdown: file('.md'),
    lock: file(lockFileName),
    change: file('.change.json'),
  };
}

export interface CommittedPlans {
  readonly approvals: readonly Approval[];
  readonly ledger: Ledger;
  readonly retirements: readonly Retirement[];
}

/** Text of a committed file; undefined where there is none. */
export type FileReader = (path: string) => Promise<string | undefined>;

/**
 * What is committed about all stacks.
 *
 * @param read from where: the working tree, or the approved branch
 * @throws VmLifecycleError VML066 and VML070 for what is wrong in a file
 */
export async function readPlansFolder(
  project: Project,
  today: string,
  read: FileReader = workingTree,
): Promise<CommittedPlans> {
  const parsed = async <T>(
    name: string,
    empty: T,
    parse: (text: string, source: string) => T,
  ): Promise<T> => {
    const path = join(project.plansFolder, name);
    const text = await read(path);
    return text === undefined ? empty : parse(text, relative(project.root, path));
  };
  return {
    approvals: await parsed(plansFiles.approvals, [], readApprovals),
    ledger: await parsed(plansFiles.ledger, emptyLedger, readLedger),
    retirements: await parsed(plansFiles.retirements, [], (text, source) =>
      readRetirements(text, source, today),
    ),
  };
}

export const workingTree: FileReader = (path) =>
  Promise.resolve(existsSync(path) ? readFileSync(path, 'utf8') : undefined);

/** Addresses of the retired machines of a stack, and of their disks. */
export function retiredIn({ retirements }: CommittedPlans, stack: string): ReadonlySet<string> {
  return new Set(
    retirements.filter((one) => one.stack === stack).flatMap(({ addresses }) => addresses),
  );
}

/** What approvals and retirements allow in a stack. */
export function approvalsOf(
  { approvals, retirements }: CommittedPlans,
  stack: string,
): readonly Approval[] {
  const destroyed = retirements
    .filter((one) => one.stack === stack && one.stage === 'destroy')
    .flatMap(({ addresses, reason, reference }) =>
      addresses.flatMap((address) =>
        (['destroy', 'data-loss'] as const).map((allows) => ({
          stack,
          address,
          allows,
          reason,
          ...(reference === undefined ? {} : { reference }),
          expires: '9999-12-31',
        })),
      ),
    );
  return [...approvals, ...destroyed];
}
