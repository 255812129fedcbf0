/** Reads what releases change on purpose. Input: accepted.json, and the changesets of the repository. Output: plain data. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { impacts, type Impact } from '../../lib/drivers/impact';
import { isObject } from '../../lib/model/json';
import { git } from './release';
import type { AcceptedChange } from './verdict';

const file = join(__dirname, 'accepted.json');
const fields = ['from', 'address', 'impact', 'changeset'] as const;

/** @throws Error for an entry that is not complete, or that no changeset announces */
export async function acceptedChanges(repository: string): Promise<readonly AcceptedChange[]> {
  const accepted = parseAccepted(readFileSync(file, 'utf8'));
  await checkAnnounced(repository, accepted);
  return accepted;
}

export async function checkAnnounced(
  repository: string,
  accepted: readonly AcceptedChange[],
): Promise<void> {
  for (const { address, changeset } of accepted) {
    const path = join('.changeset', `${changeset}.md`);
    if (existsSync(join(repository, path))) continue;
    // A release takes its changesets into the changelog and removes them.
    const { stdout } = await git(repository, ['log', '-1', '--format=%H', '--', path]);
    if (stdout.trim() === '') {
      throw new Error(
        `lab/upgrade/accepted.json, ${address}: there is no ${path}, now or in the history; announce the change by npx changeset`,
      );
    }
  }
}

export function parseAccepted(text: string): readonly AcceptedChange[] {
  const entries: unknown = JSON.parse(text);
  const valid = (entry: unknown): entry is AcceptedChange =>
    isObject(entry) &&
    Object.keys(entry).length === fields.length &&
    fields.every((field) => typeof entry[field] === 'string' && entry[field] !== '') &&
    impacts.includes(entry.impact as Impact) &&
    /^[\w-]+$/.test(String(entry.changeset));
  if (!Array.isArray(entries) || !entries.every(valid)) {
    throw new Error(
      `lab/upgrade/accepted.json: it is a list of { "from": tag, "address": exact address, "impact": one of ${impacts.join(', ')}, "changeset": its name }; correct it`,
    );
  }
  return entries;
}
