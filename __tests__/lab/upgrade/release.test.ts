import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { git, previousRelease, releaseOf } from '../../../lab/upgrade/release';

describe('the release before', () => {
  test.each<[string, readonly string[], readonly string[], string | undefined]>([
    ['none where there are no tags', [], [], undefined],
    ['none where no tag is that of a release', ['nightly', 'v1', 'other@1.0.0'], [], undefined],
    ['the newest by version, not by text', ['v0.9.0', 'v0.10.0', 'v0.2.0'], [], 'v0.10.0'],
    [
      'tags with the name of the package',
      ['vm-lifecycle@1.2.0', 'v1.1.9'],
      [],
      'vm-lifecycle@1.2.0',
    ],
    ['on the commit of a release the one before', ['v1.0.0', 'v0.3.1'], ['v1.0.0'], 'v0.3.1'],
    ['none on the commit of the first release', ['v0.1.0'], ['v0.1.0'], undefined],
    ['no pre-release', ['v1.0.0-rc.1', 'v0.9.0'], [], 'v0.9.0'],
  ])('is %s', (_case, reachable, here, expected) => {
    expect(previousRelease(reachable, here)).toBe(expected);
  });
});

describe('in a repository', () => {
  const folder = mkdtempSync(join(tmpdir(), 'releases-'));
  const origin = join(folder, 'origin');
  const shallow = join(folder, 'shallow');
  const author = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com'];
  const commit = async (text: string): Promise<string> => {
    await git(origin, [...author, 'commit', '--quiet', '--allow-empty', '--message', text]);
    return (await git(origin, ['rev-parse', 'HEAD'])).stdout.trim();
  };
  let released: string;

  beforeAll(async () => {
    await git(folder, ['init', '--quiet', '--initial-branch=main', origin]);
    released = await commit('release');
    await commit('work');
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test('there is none before the first tag', async () => {
    expect(await releaseOf(origin, '0.1.0')).toBeUndefined();
  });

  test('a tag of a commit before is found, and any commit can be named', async () => {
    await git(origin, ['tag', 'v0.1.0', released]);
    expect(await releaseOf(origin, '0.1.0')).toEqual({ name: 'v0.1.0', commit: released });
    expect(await releaseOf(origin, '0.1.0', 'HEAD~1')).toEqual({
      name: 'HEAD~1',
      commit: released,
    });
  });

  test('fails on a name that is no commit', async () => {
    await expect(releaseOf(origin, '0.1.0', 'v9.9.9')).rejects.toThrow(
      '--from v9.9.9 is no commit of this repository: name a tag, branch or commit of it',
    );
  });

  test('fails outside of a repository, once there was a release', async () => {
    expect(await releaseOf(folder, '0.0.0')).toBeUndefined();
    await expect(releaseOf(folder, '0.1.0')).rejects.toThrow('or make a whole clone');
  });

  test('fails on a shallow clone, and says how to fetch', async () => {
    await git(folder, ['clone', '--quiet', '--depth=1', `file://${origin}`, shallow]);
    await expect(releaseOf(shallow, '0.1.0')).rejects.toMatchObject({
      exitCode: 2,
      message:
        'there is no tag of a release here. The history is cut off here: git fetch --tags --unshallow, or make a whole clone',
    });
    // Before the first release there is nothing to fetch.
    expect(await releaseOf(shallow, '0.0.0')).toBeUndefined();
    await git(shallow, ['fetch', '--quiet', '--tags', '--unshallow']);
    expect(await releaseOf(shallow, '0.1.0')).toEqual({ name: 'v0.1.0', commit: released });
  });
});
