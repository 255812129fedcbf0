import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  approvedBranchOf,
  approvedFile,
  isCommit,
} from '../../../../lib/operations/terraform/approved';
import { readProject } from '../../../../lib/operations/terraform/project';
import { cleanUp, folderOf } from '../../cli/commands';

cleanUp();

const environment = { PATH: process.env.PATH, HOME: '/' };
const git = (cwd: string, ...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
    cwd,
    encoding: 'utf8',
    env: environment,
  });

/** A project in a folder of a repository, with a committed plan, and another one that is not committed. */
function repository(context: object = {}) {
  const top = folderOf();
  const root = join(top, 'infra');
  mkdirSync(join(root, 'plans'), { recursive: true });
  writeFileSync(join(root, 'cdktf.json'), JSON.stringify({ app: 'true', context }));
  writeFileSync(join(root, 'plans', 'lab.json'), 'approved');
  git(top, 'init', '--quiet', '--initial-branch', 'main');
  git(top, 'add', '--all');
  git(top, 'commit', '--quiet', '-m', 'first');
  writeFileSync(join(root, 'plans', 'lab.json'), 'edited');
  return { top, project: readProject(root), file: join(root, 'plans', 'lab.json') };
}

test('a file counts as it is on the branch, also in a folder of the repository', async () => {
  const { project, file } = repository();
  expect(await approvedFile(project, environment, { branch: 'main', file })).toBe('approved');
  const other = join(project.plansFolder, 'none.json');
  expect(await approvedFile(project, environment, { branch: 'main', file: other })).toBeUndefined();
  expect(await approvedFile(project, environment, { branch: 'no', file })).toBeUndefined();
});

test('a branch is known to git, or is none', async () => {
  const { project } = repository();
  expect(await isCommit(project, environment, 'main')).toBe(true);
  expect(await isCommit(project, environment, 'origin/main')).toBe(false);
  expect(await isCommit(project, environment, '--help')).toBe(false);
});

test('the branch is what the context says, else the HEAD of origin, else none', async () => {
  const { top, project } = repository();
  expect(await approvedBranchOf(project, environment)).toBeUndefined();
  const clone = join(folderOf(), 'clone');
  git(top, 'clone', '--quiet', top, clone);
  const cloned = readProject(join(clone, 'infra'));
  expect(await approvedBranchOf(cloned, environment)).toBe('origin/main');
  const { project: set } = repository({ 'vm-lifecycle:approvedBranch': 'release' });
  expect(await approvedBranchOf(set, environment)).toBe('release');
});
