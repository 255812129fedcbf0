import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { repositoryRoot } from '../../../lab/support/paths';

export const exampleFolder = join(repositoryRoot, 'examples', 'pull-requests');

export interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly name?: string;
  readonly id?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Job {
  readonly if?: string;
  readonly environment?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: { readonly group: string; readonly 'cancel-in-progress': boolean };
  readonly env?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

export interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** Workflows of GitHub by file name. */
export const workflows: Readonly<Record<string, Workflow>> = Object.fromEntries(
  readdirSync(join(exampleFolder, 'github'))
    .sort()
    .map((name) => [
      name,
      parse(readFileSync(join(exampleFolder, 'github', name), 'utf8')) as Workflow,
    ]),
);

export interface GitlabJob {
  readonly extends?: string;
  readonly script?: readonly string[];
  readonly environment?: { readonly name: string; readonly action?: string };
  readonly resource_group?: string;
  readonly interruptible?: boolean;
  readonly rules?: readonly { readonly if: string; readonly changes?: readonly string[] }[];
}

/** Jobs of GitLab by name, each with what it extends. */
export const gitlabJobs: Readonly<Record<string, GitlabJob>> = (() => {
  const text = readFileSync(join(exampleFolder, 'gitlab', '.gitlab-ci.yml'), 'utf8');
  const jobs = parse(text) as Record<string, GitlabJob>;
  return Object.fromEntries(
    Object.entries(jobs)
      .filter(([name]) => !name.startsWith('.') && name !== 'stages' && name !== 'default')
      .map(([name, job]) => [name, { ...jobs[job.extends ?? ''], ...job }]),
  );
})();
