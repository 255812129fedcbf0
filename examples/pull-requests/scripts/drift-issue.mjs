/**
 * Keeps one issue about drift: opens it when there is drift, updates it when that changes, closes it when it is gone.
 *
 * Usage: node drift-issue.mjs DRIFT.md     there is drift (exit code 3 of "vm-lifecycle drift --detailed-exitcode")
 *        node drift-issue.mjs --none       there is none (exit code 0)
 *
 * GitHub: GITHUB_REPOSITORY, GITHUB_TOKEN, GITHUB_API_URL. GitLab: CI_PROJECT_ID, CI_API_V4_URL, REVIEW_TOKEN.
 * Exit codes: 0 done, 1 the API failed, 2 bad input.
 */

import { readFileSync } from 'node:fs';
import { BadInput, command, persistently } from './api.mjs';
import { forge } from './forge.mjs';

const marker = '<!-- vm-lifecycle drift -->';
const title = 'Drift: machines differ from their code';

function bodyOf(file) {
  let text;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new BadInput(
      `${file}: ${error.message}; give what "vm-lifecycle drift --markdown" printed`,
    );
  }
  if (text === '') {
    throw new BadInput(
      `${file}: got nothing; a report of drift has text, and --none says that there is no drift`,
    );
  }
  return `${marker}\n${text}\n`;
}

await command(async (args) => {
  const [file] = args;
  if (args.length !== 1 || (file.startsWith('-') && file !== '--none')) {
    throw new BadInput('usage: drift-issue.mjs DRIFT.md | --none');
  }
  const body = file === '--none' ? undefined : bodyOf(file);
  const host = forge(process.env);
  if (body !== undefined && body.length > host.limit) {
    throw new BadInput(
      `the report has ${body.length} characters, and ${host.name} takes ${host.limit}; nothing is cut: report each stack in a run of its own, or publish the file as an artifact`,
    );
  }
  return persistently(async () => {
    const found = await host.findIssue((text) => text.startsWith(marker));
    if (body === undefined) {
      return found === undefined
        ? 'no drift, no issue'
        : `closed ${await host.updateIssue(found.id, { close: true })}`;
    }
    if (found === undefined) return `opened ${await host.createIssue(title, body)}`;
    if (found.body.trim() === body.trim()) return `unchanged ${found.url}`;
    return `updated ${await host.updateIssue(found.id, { title, body })}`;
  });
});
