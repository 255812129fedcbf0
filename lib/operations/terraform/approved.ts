/**
 * What is on the approved branch: there a file counts as reviewed.
 *
 * Input: a project in a git repository. Output: contents of files. May import: the process runner.
 */

import { relative } from 'node:path';
import { run, which } from '../process';
import { contextPrefix, type Project } from './project';

/**
 * The branch whose records are approved: `vm-lifecycle:approvedBranch` in the context of cdktf.json, else what the remote
 * "origin" calls its HEAD; undefined where there is neither.
 */
export async function approvedBranchOf(
  project: Project,
  environment: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const set = project.context[`${contextPrefix}approvedBranch`];
  if (typeof set === 'string' && set !== '') return set;
  if ((await which('git')) === undefined) return undefined;
  const head = await git(
    project,
    environment,
    'symbolic-ref',
    '--short',
    'refs/remotes/origin/HEAD',
  );
  return head?.trim();
}

/** A file as a branch has it; undefined where it has none. */
export async function approvedFile(
  project: Project,
  environment: NodeJS.ProcessEnv,
  { branch, file }: { readonly branch: string; readonly file: string },
): Promise<string | undefined> {
  const path = relative(project.root, file).split('\\').join('/');
  // "./": relative to this folder, which may be below the top of the repository.
  return git(project, environment, 'show', `${branch}:./${path}`);
}

/** True where a name is a commit. */
export async function isCommit(
  project: Project,
  environment: NodeJS.ProcessEnv,
  name: string,
): Promise<boolean> {
  const found = await git(
    project,
    environment,
    'rev-parse',
    '--verify',
    '--quiet',
    `${name}^{commit}`,
  );
  return found !== undefined;
}

async function git(
  { root }: Project,
  environment: NodeJS.ProcessEnv,
  ...args: string[]
): Promise<string | undefined> {
  const { code, stdout } = await run('git', args, {
    cwd: root,
    env: environment,
    allow: [1, 128],
  });
  return code === 0 ? stdout : undefined;
}
