/**
 * Runs an app as cdktf does, and says which stacks it wrote.
 *
 * Input: a project. Output: its stacks, in the order in which they are deployed. May import: lib/errors, the process runner.
 */

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { VmLifecycleError, type Problem } from '../../errors';
import { run } from '../process';
import { contextPrefix, type Project } from './project';

export interface SynthesizedStack {
  readonly name: string;
  /** Folder with cdk.tf.json, absolute. */
  readonly folder: string;
  /** Names of the stacks that are deployed before it. */
  readonly dependencies: readonly string[];
}

/** The app did not synthesize. Its own words are the message; bad input keeps its exit code. */
export class SynthesisFailed extends Error {
  constructor(
    message: string,
    readonly exitCode: number,
  ) {
    super(message);
    this.name = 'SynthesisFailed';
  }
}

interface Manifest {
  readonly stacks: Readonly<
    Record<
      string,
      {
        readonly name: string;
        readonly workingDirectory: string;
        readonly dependencies?: readonly string[];
        readonly annotations?: readonly { readonly level: string; readonly message: string }[];
      }
    >
  >;
}

/**
 * Synthesizes all stacks.
 *
 * @param today the day that the app compares dates with, unless its own context fixes another one; `YYYY-MM-DD`
 * @throws SynthesisFailed where the app ends with an error
 */
export async function synthesizeApp(
  project: Project,
  environment: NodeJS.ProcessEnv,
  today: string,
): Promise<readonly SynthesizedStack[]> {
  const manifestFile = join(project.outFolder, 'manifest.json');
  // What an earlier run wrote must not pass for the result of this one.
  rmSync(manifestFile, { force: true });
  const { code, stdout, stderr } = await run('/bin/sh', ['-c', project.app], {
    cwd: project.root,
    env: {
      ...environment,
      CDKTF_OUTDIR: project.outFolder,
      CDKTF_CONTEXT_JSON: JSON.stringify({ [`${contextPrefix}today`]: today, ...project.context }),
    },
    allow: Array.from({ length: 256 }, (_, index) => index),
  });
  if (code !== 0) {
    throw new SynthesisFailed((stderr.trim() || stdout.trim()) + '\n', code === 2 ? 2 : 1);
  }
  if (!existsSync(manifestFile)) {
    throw new VmLifecycleError([
      problem(
        'nothing',
        'the app writes a manifest',
        'let it call synthesize(app), or app.synth()',
      ),
    ]);
  }
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8')) as Manifest;
  const stacks = Object.values(manifest.stacks);
  const errors = stacks.flatMap(({ name, annotations = [] }) =>
    annotations
      .filter(({ level }) => level === '@cdktf/error')
      .map((one) => `${name}: ${one.message}`),
  );
  if (errors.length > 0) throw new SynthesisFailed(`${errors.join('\n')}\n`, 2);
  return inOrder(
    stacks.map(({ name, workingDirectory, dependencies = [] }) => ({
      name,
      folder: join(project.outFolder, workingDirectory),
      dependencies,
    })),
  );
}

/**
 * The stacks that are meant, with an error for names that no stack has.
 *
 * @throws VmLifecycleError VML071
 */
export function chooseStacks(
  stacks: readonly SynthesizedStack[],
  names: readonly string[],
): readonly SynthesizedStack[] {
  const known = stacks.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new VmLifecycleError(
      unknown.map((name) => ({
        code: 'VML071',
        path: 'stack',
        got: `"${name}"`,
        rule: `the app has the stacks ${known.join(', ')}`,
        fix: 'give one of them',
      })),
    );
  }
  return names.length === 0 ? stacks : stacks.filter(({ name }) => names.includes(name));
}

/** Those that others depend on first, else by name. */
function inOrder(stacks: readonly SynthesizedStack[]): readonly SynthesizedStack[] {
  const byName = new Map(stacks.map((stack) => [stack.name, stack]));
  const ordered = new Set<SynthesizedStack>();
  const visit = (stack: SynthesizedStack): void => {
    if (ordered.has(stack)) return;
    [...stack.dependencies].sort().forEach((name) => {
      const dependency = byName.get(name);
      if (dependency !== undefined) visit(dependency);
    });
    ordered.add(stack);
  };
  [...byName.keys()].sort().forEach((name) => {
    const stack = byName.get(name);
    if (stack !== undefined) visit(stack);
  });
  return [...ordered];
}

function problem(given: string, rule: string, fix: string): Problem {
  return { code: 'VML071', path: 'cdktf.json.app', got: given, rule, fix };
}
