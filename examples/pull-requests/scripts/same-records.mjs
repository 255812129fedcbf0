/**
 * Says whether the records that are committed are those that a plan of this commit has written.
 *
 * Usage: node same-records.mjs [FOLDER]     in the repository, after "vm-lifecycle plan"; the folder is plans by default
 *
 * Of a record only that counts which binds the apply: its changes, the code, the providers and the state. Drift and the pages
 * for people may differ: they come and go by themselves.
 *
 * Exit codes: 0 the same, 1 failed, 2 different.
 */

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { BadInput, command } from './api.mjs';

/** What `vm-lifecycle apply` compares. */
const binding = ['format', 'stack', 'state', 'lock', 'synth', 'digest'];

const git = (...args) => execFileSync('git', args, { encoding: 'utf8' });

function meaning(text) {
  try {
    const record = JSON.parse(text);
    if (typeof record.digest === 'string' && typeof record.stack === 'string') {
      return JSON.stringify(binding.map((name) => record[name] ?? null));
    }
  } catch {
    // No record: compared as it is.
  }
  return text;
}

await command(([folder = 'plans']) => {
  const committed = git('ls-tree', '-z', '--name-only', 'HEAD', `${folder}/`)
    .split('\0')
    .filter((path) => path !== '');
  const planned = existsSync(folder) ? readdirSync(folder).map((name) => `${folder}/${name}`) : [];
  const differences = [...new Set([...committed, ...planned])]
    .filter((path) => !path.endsWith('.md'))
    .sort()
    .flatMap((path) => {
      if (!planned.includes(path))
        return [`${path}: committed, and nothing is to be done any more`];
      if (!committed.includes(path)) return [`${path}: planned, and not committed`];
      const before = git('show', `HEAD:${path}`);
      const after = readFileSync(join(path), 'utf8');
      return meaning(before) === meaning(after) ? [] : [`${path}: this commit plans another thing`];
    });
  if (differences.length > 0) {
    throw new BadInput(
      `${differences.join('\n')}\nRun "vm-lifecycle plan", and commit ${folder}/.`,
    );
  }
  return 'the committed records are those of this commit';
});
