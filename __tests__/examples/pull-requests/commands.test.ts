import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, type RunResult } from '../../../lib/operations/process';
import { exampleFolder, gitlabJobs, workflows } from './workflow-files';

jest.setTimeout(60_000);

/** The commands of the jobs, run by the shell that runs them there, with programs that only say how they were called. */
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'job-'));
  mkdirSync(join(folder, 'plans'));
  writeFileSync(join(folder, 'plans', 'staging.md'), 'old\n');
  writeFileSync(join(folder, 'plans', 'staging.terraform.lock.hcl'), 'locked\n');
  await run('git', ['init', '--quiet'], { cwd: folder });
  await run('git', ['add', '.'], { cwd: folder });
  program('npm', 'exit 0');
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function program(name: string, script: string): void {
  const bin = join(folder, '.git', 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, name), `#!/bin/sh\necho "$0 $*" >> "${folder}/.git/calls"\n${script}\n`);
  chmodSync(join(bin, name), 0o755);
}

const output = (): string => {
  const file = join(folder, '.git', 'output');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
};

async function job(script: string, variables: Record<string, string> = {}): Promise<RunResult> {
  // https://docs.github.com/actions/writing-workflows/workflow-syntax-for-github-actions#defaultsrunshell
  return run('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
    cwd: folder,
    env: {
      PATH: `${join(folder, '.git', 'bin')}:${process.env.PATH ?? ''}`,
      GITHUB_OUTPUT: join(folder, '.git', 'output'),
      ...variables,
    },
    allow: [1, 2, 3],
  });
}

const step = (file: string, name: string, id: string): string =>
  workflows[file]?.jobs[name]?.steps.find((one) => one.id === id)?.run ?? 'false';

const gitlab = (name: string): string => (gitlabJobs[name]?.script ?? []).join('\n');

describe.each([
  ['GitHub', step('review.yml', 'plan', 'plan'), true],
  ['GitLab', gitlab('review:plan'), false],
])('the plan of an own branch on %s', (_name, script, outputs) => {
  const reviews = (): string[] =>
    existsSync(join(folder, 'reviews')) ? readdirSync(join(folder, 'reviews')) : [];
  const reviewed = outputs ? 'reviewed=true\n' : '';

  test('is reviewed where it is denied, too', async () => {
    program('npx', 'echo new > plans/staging.md; exit 2');
    expect(await job(script)).toMatchObject({ code: 2 });
    expect(output()).toBe(reviewed);
    expect(readFileSync(join(folder, 'reviews/staging.md'), 'utf8')).toBe('new\n');
  });

  test('is not reviewed by an older review where it failed', async () => {
    program('npx', 'exit 1');
    expect(await job(script)).toMatchObject({ code: 1 });
    expect(output()).toBe('');
    expect(reviews()).toEqual([]);
  });

  test('says that there is nothing any more', async () => {
    program('npx', 'exit 0');
    await job(script);
    expect(output()).toBe(reviewed);
    expect(reviews()).toEqual(['no-changes.md']);
  });
});

describe.each([
  [
    'GitHub',
    `npx; ${String(
      workflows['review.yml']?.jobs.plan?.steps.find(({ name }) => name?.startsWith('Committed'))
        ?.run,
    )}`,
    '.github/vm-lifecycle',
  ],
  ['GitLab', gitlab('review:plan'), 'ci/vm-lifecycle'],
])('the records on %s', (_name, script, scripts) => {
  const path = 'plans/staging.json';
  const record = { stack: 'staging', state: 's', lock: 'l', synth: 'c', digest: 'd', drift: [] };
  /** The program writes such a record. */
  const write = (changes: Record<string, unknown>): string =>
    `echo '${JSON.stringify({ ...record, ...changes })}' > ${path}`;

  beforeEach(async () => {
    cpSync(join(exampleFolder, 'scripts'), join(folder, scripts), { recursive: true });
    writeFileSync(join(folder, path), JSON.stringify(record));
    await run('git', ['add', '.'], { cwd: folder });
    const person = ['-c', 'user.name=ada', '-c', 'user.email=ada@example.org'];
    await run('git', [...person, 'commit', '--quiet', '--message', 'record'], { cwd: folder });
  });

  test('are those that were committed, while drift may come and go', async () => {
    program('npx', `${write({ drift: [1] })}; echo drift > plans/staging.md`);
    expect(await job(script)).toMatchObject({ code: 0, stderr: '' });
  });

  test.each([
    ['has other changes', write({ digest: 'e' }), 'plans/staging.json: this commit plans another'],
    ['is of other code', write({ synth: 'e' }), 'plans/staging.json: this commit plans another'],
    [
      'is of other providers',
      write({ lock: 'e' }),
      'plans/staging.json: this commit plans another',
    ],
    ['is of another state', write({ state: 'e' }), 'plans/staging.json: this commit plans another'],
    ['is gone', `rm ${path}`, 'plans/staging.json: committed, and nothing is to be done'],
    ['is new', 'echo {} > plans/production.json', 'plans/production.json: planned, and not'],
    [
      'has another lock file',
      'echo other > plans/staging.terraform.lock.hcl',
      'plans/staging.terraform.lock.hcl: this commit plans another thing',
    ],
  ])('are refused where one %s', async (_case, planned, words) => {
    program('npx', planned);
    const { code, stderr } = await job(script);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(words) });
    expect(stderr).toContain('Run "vm-lifecycle plan", and commit plans/.');
  });
});

describe.each([
  ['GitHub', step('fork-review.yml', 'plan', 'review'), 'cdktf.out/stacks'],
  ['GitLab', gitlab('fork:plan'), 'checked'],
])("the plan of a fork's data on %s", (_name, script, place) => {
  beforeEach(() => {
    mkdirSync(join(folder, place, 'staging'), { recursive: true });
    program('terraform', 'cat .terraform.lock.hcl; case "$1" in show) echo {};; esac');
  });

  test('uses the lock file of the base branch, and does not lock the state', async () => {
    program('npx', 'echo review');
    expect(await job(script)).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, 'reviews/staging.md'), 'utf8')).toBe('review\n');
    const calls = readFileSync(join(folder, '.git/calls'), 'utf8');
    expect(calls).toMatch(/terraform init .*-lockfile=readonly\n/);
    expect(calls).toMatch(/terraform plan .*-lock=false/);
    expect(calls).toMatch(
      /npx --no-install vm-lifecycle review cdktf\.out\/stacks\/staging\/+plan\.json --markdown --stack staging\n/,
    );
    expect(calls).not.toContain('synth');
  });

  test('plans nothing with providers that are not locked', async () => {
    program('terraform', '[ "$1" != init ]');
    expect(await job(script)).toMatchObject({ code: 1 });
    expect(readFileSync(join(folder, '.git/calls'), 'utf8')).not.toMatch(/terraform (plan|show)/);
  });

  test('shows nothing of what Terraform prints', async () => {
    program('terraform', 'echo SECRET; echo SECRET >&2; exit 1');
    program('npx', 'exit 0');
    const { code, stdout, stderr } = await job(script);
    expect(code).toBe(1);
    expect(`${stdout}${stderr}`).not.toContain('SECRET');
    expect(stderr).toContain('The plan of staging failed.');
    expect(output()).toBe('');
  });

  test('is reviewed where policy denies it, and the job fails', async () => {
    program('npx', 'echo denied; exit 2');
    expect(await job(script)).toMatchObject({ code: 2 });
    expect(readFileSync(join(folder, 'reviews/staging.md'), 'utf8')).toBe('denied\n');
    if (_name === 'GitHub') expect(output()).toBe('reviewed=true\n');
  });
});

test.each([
  ['is there', 'echo drift; exit 3', 0, 'drift=true\n'],
  ['is not there', 'exit 0', 0, 'drift=false\n'],
  ['is unknown', 'exit 1', 1, ''],
])('drift that %s', async (_case, script, code, said) => {
  program('npx', script);
  expect(await job(step('drift.yml', 'look', 'drift'))).toMatchObject({ code });
  expect(output()).toBe(said);
  expect(await job(gitlab('drift:look'))).toMatchObject({ code });
  expect(existsSync(join(folder, 'drift.md'))).toBe(said === 'drift=true\n');
});
