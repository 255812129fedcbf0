/** Which release a checkout is compared with. Input: a git repository. Output: a commit, and what it is called. */

import { run } from '../../lib/operations/process';

export interface Release {
  /** As it was asked for, or its tag. */
  readonly name: string;
  readonly commit: string;
}

/** The repository does not hold what is asked for: says how to get it. */
export class ReleaseMissing extends Error {
  readonly exitCode = 2;
}

/** Tags of changesets: `v1.2.3` in a repository of one package, `vm-lifecycle@1.2.3` in one of several. */
const releaseTag = /^(?:vm-lifecycle@|v)(\d+)\.(\d+)\.(\d+)$/;

/**
 * The newest release before a commit. A release is compared with the one before it: tags of the commit itself do not count,
 * and neither do pre-releases.
 *
 * @param reachable tags of the commit and of all commits before it
 * @param here tags of the commit itself
 */
export function previousRelease(
  reachable: readonly string[],
  here: readonly string[],
): string | undefined {
  return reachable
    .filter((tag) => releaseTag.test(tag) && !here.includes(tag))
    .sort((a, b) => compareVersions(versionOf(b), versionOf(a)))[0];
}

function versionOf(tag: string): readonly number[] {
  return (releaseTag.exec(tag) ?? []).slice(1).map(Number);
}

function compareVersions(a: readonly number[], b: readonly number[]): number {
  return a.map((part, index) => part - (b[index] ?? 0)).find((order) => order !== 0) ?? 0;
}

/**
 * The commit to compare with.
 *
 * @param version of package.json
 * @param from a git ref. @default - the newest release before HEAD; undefined where there is none yet
 */
export async function releaseOf(
  repository: string,
  version: string,
  from?: string,
): Promise<Release | undefined> {
  const name = from ?? (await newestRelease(repository, version));
  if (name === undefined) return undefined;
  const ref = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`];
  const { code, stdout } = await git(repository, ref, [1, 128]);
  if (code === 0) return { name, commit: stdout.trim() };
  const cut = (await historyOf(repository)) === 'whole' ? '' : `. ${howToFetch}`;
  throw new ReleaseMissing(
    `--from ${name} is no commit of this repository: name a tag, branch or commit of it${cut}`,
  );
}

async function newestRelease(repository: string, version: string): Promise<string | undefined> {
  const history = await historyOf(repository);
  if (history !== 'none') {
    const tags = async (option: string): Promise<readonly string[]> =>
      (await git(repository, ['tag', option, 'HEAD'])).stdout.split('\n').filter(Boolean);
    const newest = previousRelease(await tags('--merged'), await tags('--points-at'));
    if (newest !== undefined || history === 'whole') return newest;
  }
  // Where this is the version, there was no release yet.
  if (version === '0.0.0') return undefined;
  throw new ReleaseMissing(`there is no tag of a release here. ${howToFetch}`);
}

const howToFetch =
  'The history is cut off here: git fetch --tags --unshallow, or make a whole clone';

async function historyOf(repository: string): Promise<'whole' | 'shallow' | 'none'> {
  const { code, stdout } = await git(repository, ['rev-parse', '--is-shallow-repository'], [128]);
  if (code !== 0) return 'none';
  return stdout.trim() === 'true' ? 'shallow' : 'whole';
}

export async function git(
  repository: string,
  args: readonly string[],
  allow: readonly number[] = [],
): Promise<{ readonly code: number; readonly stdout: string }> {
  // In a container of CI the checkout may belong to another user; its code runs here all the same.
  return run('git', ['-c', 'safe.directory=*', ...args], { cwd: repository, allow });
}
