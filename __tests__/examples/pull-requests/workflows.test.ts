import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exampleFolder, gitlabJobs, workflows, type Job } from './workflow-files';

const jobs = Object.entries(workflows).flatMap(([file, { jobs: all }]) =>
  Object.entries(all).map(([name, job]): [string, Job] => [`${file} ${name}`, job]),
);

const secretsOf = (job: Job): string[] => [
  ...new Set([...JSON.stringify(job).matchAll(/secrets\.(\w+)/g)].map(([, name]) => String(name))),
];

const commands = (job: Job): string => job.steps.map(({ run = '' }) => run).join('\n');

test('the workflows are these', () => {
  expect(Object.keys(workflows)).toEqual([
    'apply.yml',
    'drift.yml',
    'fork-review.yml',
    'fork-synth.yml',
    'review.yml',
  ]);
});

test.each(Object.entries(workflows))(
  '%s takes every permission away, and no privileged event',
  (_file, workflow) => {
    expect(workflow.permissions).toEqual({});
    // It would run with secrets on whatever the pull request holds.
    expect(Object.keys(workflow.on)).not.toContain('pull_request_target');
  },
);

/** What each job may, and nothing more. */
const permissions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'apply.yml apply': { contents: 'read' },
  'drift.yml look': { contents: 'read' },
  'drift.yml report': { contents: 'read', issues: 'write' },
  'fork-review.yml check': { contents: 'read', actions: 'read' },
  'fork-review.yml plan': { contents: 'read' },
  'fork-review.yml comment': { contents: 'read', 'pull-requests': 'write' },
  'fork-synth.yml synth': { contents: 'read' },
  'review.yml plan': { contents: 'read' },
  'review.yml comment': { contents: 'read', 'pull-requests': 'write' },
};

test('each job has the permissions that it needs', () => {
  expect(Object.fromEntries(jobs.map(([name, job]) => [name, job.permissions]))).toEqual(
    permissions,
  );
});

describe.each(jobs)('%s', (_name, job) => {
  test('checks out without leaving its token behind', () => {
    const checkouts = job.steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(checkouts).not.toEqual([]);
    checkouts.forEach((step) => {
      expect(step.with?.['persist-credentials']).toBe(false);
      expect(step.with).not.toHaveProperty('allow-unsafe-pr-checkout');
    });
  });

  test('names actions by commit, with the version beside it', () => {
    const file = readFileSync(join(exampleFolder, 'github', _name.split(' ')[0]!), 'utf8');
    job.steps.forEach(({ uses }) => {
      if (uses === undefined) return;
      expect(uses).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
      expect(file).toMatch(new RegExp(`${uses} # v\\d+\\.\\d+\\.\\d+\\n`));
    });
  });

  test('has no expression inside a command: what others have written would be run', () => {
    expect(commands(job)).not.toContain('${{');
  });

  test('has credentials of machines only in an environment, and never beside a token that writes', () => {
    if (secretsOf(job).length === 0) return;
    expect(job.environment).toEqual(expect.any(String));
    expect(Object.values(job.permissions ?? {})).not.toContain('write');
    // Only the step that plans or applies has them, not the installation of packages.
    const holders = job.steps.filter(({ env }) => JSON.stringify(env ?? {}).includes('secrets.'));
    expect(holders).toHaveLength(1);
    expect(holders[0]?.run).toContain('vm-lifecycle');
    expect(JSON.stringify(job.env ?? {})).not.toContain('secrets.');
  });
});

describe('the path of forks', () => {
  const synth = workflows['fork-synth.yml']!.jobs.synth!;
  const review = workflows['fork-review.yml']!;

  test('their code runs without secrets, environment and install scripts', () => {
    expect(secretsOf(synth)).toEqual([]);
    expect(synth).not.toHaveProperty('environment');
    expect(JSON.stringify(synth)).not.toContain('github.token');
    expect(commands(synth)).toContain('npm ci --ignore-scripts');
    expect(commands(synth)).not.toMatch(/terraform|vm-lifecycle/);
  });

  test('the trusted part never checks their code out', () => {
    expect(review.on).toEqual({
      workflow_run: { workflows: ['fork-synth'], types: ['completed'] },
    });
    Object.values(review.jobs).forEach(({ steps }) => {
      steps
        .filter(({ uses }) => uses?.startsWith('actions/checkout@'))
        .forEach((step) => {
          expect(step.with).toEqual({ 'persist-credentials': false });
        });
    });
  });

  test('nothing is planned that was not checked, and the check has no credentials', () => {
    const { check, plan } = review.jobs;
    expect(secretsOf(check!)).toEqual([]);
    expect(plan).toMatchObject({ needs: 'check', environment: 'plan-fork' });
    const fetched = plan!.steps.filter(({ uses }) =>
      uses?.startsWith('actions/download-artifact@'),
    );
    expect(fetched.map((step) => step.with)).toEqual([
      { name: 'checked', path: 'cdktf.out/stacks' },
    ]);
    // Its own synthesis would run code; here it must be the data that was checked.
    expect(commands(plan!)).not.toContain('synth');
    expect(commands(plan!)).toContain('-lockfile=readonly');
  });
});

test('an apply waits for the one before it on the same stack, and only runs on the protected branch', () => {
  const { apply } = workflows['apply.yml']!.jobs;
  expect(apply).toMatchObject({
    if: "github.ref == 'refs/heads/main'",
    concurrency: { group: 'apply-${{ matrix.stack }}', 'cancel-in-progress': false },
    environment: 'apply-${{ matrix.stack }}',
  });
  expect(workflows['apply.yml']!.on.push).toEqual({ branches: ['main'], paths: ['plans/*.json'] });
  expect(commands(apply!)).toBe(
    '\n\n\nnpm ci\nnpx --no-install vm-lifecycle apply "$STACK" --approved-branch origin/main',
  );
});

describe('GitLab', () => {
  test('the jobs are these, each with one rule', () => {
    expect(Object.keys(gitlabJobs)).toEqual([
      'review:plan',
      'review:comment',
      'fork:synth',
      'fork:check',
      'fork:plan',
      'fork:comment',
      'apply:staging',
      'apply:production',
      'drift:look',
      'drift:report',
    ]);
    Object.values(gitlabJobs).forEach(({ rules }) => {
      expect(rules).toHaveLength(1);
    });
  });

  test('the code of forks runs in the fork alone, without an environment and so without variables of one', () => {
    const synth = gitlabJobs['fork:synth']!;
    expect(synth).not.toHaveProperty('environment');
    expect(synth.rules?.[0]?.if).toContain('$CI_MERGE_REQUEST_PROJECT_ID != $CI_PROJECT_ID');
    const own = gitlabJobs['review:plan']!;
    // A pipeline that a member starts in this project for a fork's merge request runs nothing of ours.
    expect(own.rules?.[0]?.if).toContain('$CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID');
  });

  test('the trusted part of forks runs on the protected branch', () => {
    for (const name of ['fork:check', 'fork:plan', 'fork:comment']) {
      expect(gitlabJobs[name]?.rules?.[0]?.if).toContain('$CI_COMMIT_REF_PROTECTED == "true"');
      expect(gitlabJobs[name]?.rules?.[0]?.if).toContain('$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH');
    }
    expect(gitlabJobs['fork:plan']?.script?.join('\n')).toContain('mv checked cdktf.out/stacks');
  });

  test('those that write comments have no credentials of machines', () => {
    for (const name of ['review:comment', 'fork:comment', 'drift:report']) {
      expect(gitlabJobs[name]?.environment?.name).toBe('review');
    }
    for (const name of ['review:plan', 'fork:plan', 'drift:look']) {
      expect(gitlabJobs[name]?.environment?.name).toBe('plan');
    }
  });

  test('each stack has one queue of applies, which nothing cancels', () => {
    for (const name of ['apply:staging', 'apply:production']) {
      expect(gitlabJobs[name]).toMatchObject({
        resource_group: 'apply-$STACK',
        interruptible: false,
        environment: { name: 'apply-$STACK' },
      });
      expect(gitlabJobs[name]?.rules?.[0]?.if).toContain('$CI_COMMIT_REF_PROTECTED == "true"');
    }
  });
});
