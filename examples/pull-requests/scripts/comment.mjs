/**
 * Comments a review on a pull request of GitHub or a merge request of GitLab, and later updates that one comment.
 *
 * Usage: node comment.mjs [--name NAME] [--update-only] REVIEW.md...
 *
 * --name: a comment of its own for each name. --update-only: makes no first comment, for reviews that have nothing to say.
 *
 * GitHub: GITHUB_REPOSITORY, GITHUB_TOKEN, GITHUB_API_URL; PULL_REQUEST, or PULL_REQUEST_HEAD and PULL_REQUEST_SHA.
 *   With a token other than the job's own: COMMENT_AUTHOR, the login that it writes as.
 * GitLab: CI_PROJECT_ID, CI_API_V4_URL, CI_MERGE_REQUEST_IID, REVIEW_TOKEN.
 *
 * Exit codes: 0 done, 1 the API failed, 2 bad input.
 */

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { BadInput, command, persistently } from './api.mjs';
import { forge } from './forge.mjs';

/** Hidden in the comment; a comment is ours if it begins with this and our account wrote it. */
function markerOf(name) {
  return `<!-- vm-lifecycle review${name === undefined ? '' : ` ${name}`} -->`;
}

const usage = 'usage: comment.mjs [--name NAME] [--update-only] REVIEW.md...';

function parse(args) {
  let parsed;
  try {
    parsed = parseArgs({
      args,
      options: { name: { type: 'string' }, 'update-only': { type: 'boolean', default: false } },
      allowPositionals: true,
    });
  } catch (error) {
    throw new BadInput(`${error.message}; ${usage}`);
  }
  const { values, positionals: files } = parsed;
  const { name } = values;
  if (files.length === 0) throw new BadInput(usage);
  if (name !== undefined && !/^[A-Za-z0-9_.]+(-[A-Za-z0-9_.]+)*$/.test(name)) {
    throw new BadInput(`--name: got "${name}"; it consists of letters, digits, "_", "." and "-"`);
  }
  return { name, files, updateOnly: values['update-only'] };
}

function read(file) {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new BadInput(`${file}: ${error.message}; give the file that "vm-lifecycle plan" wrote`);
  }
}

await command(async (args) => {
  const { name, files, updateOnly } = parse(args);
  const marker = markerOf(name);
  const texts = files.map(read);
  const empty = files.filter((_, index) => texts[index] === '');
  if (empty.length > 0) throw new BadInput(`${empty.join(', ')}: got nothing; a review has text`);
  const body = `${marker}\n${texts.join('\n\n')}\n`;
  const host = forge(process.env);
  if (body.length > host.limit) {
    throw new BadInput(
      `the comment has ${body.length} characters, and ${host.name} takes ${host.limit}; nothing is cut, for it could be what matters: ` +
        'comment each stack on its own (--name STACK), split the change, or publish the file as an artifact and comment a link to it',
    );
  }
  const request = await host.changeRequest();
  if (request === undefined) {
    return 'no open pull request has this commit as its head: it was closed, or a newer commit has its own review';
  }
  // A lost answer may have been a success: each attempt looks first.
  return persistently(async () => {
    const found = await host.findComment(request, (text) => text.startsWith(marker));
    if (found === undefined && updateOnly) return 'there is no comment to update';
    if (found === undefined) return `created ${await host.createComment(request, body)}`;
    if (found.body.trim() === body.trim()) return `unchanged ${found.url}`;
    return `updated ${await host.updateComment(request, found.id, body)}`;
  });
});
