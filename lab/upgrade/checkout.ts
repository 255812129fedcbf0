/**
 * The release before, as its users have it. Input: a commit. Output: its synthesized stack, and the environment of its engines.
 * Only commands that are documented are run in it: nothing else of an old checkout can be relied on.
 */

import { join } from 'node:path';
import { run } from '../../lib/operations/process';
import { git } from './release';

export type Progress = (message: string) => void;

export class Checkout {
  private constructor(readonly folder: string) {}

  /** A worktree in a folder that is not there yet. */
  static async of(repository: string, commit: string, folder: string): Promise<Checkout> {
    await Checkout.forgetRemoved(repository);
    await git(repository, ['worktree', 'add', '--detach', folder, commit]);
    return new Checkout(folder);
  }

  /** Makes the repository forget checkouts whose folders were removed. */
  static async forgetRemoved(repository: string): Promise<void> {
    await git(repository, ['worktree', 'prune']);
  }

  /** What its own `lab:env` says: its Terraform, its providers, its settings. Installs its packages, builds its providers. */
  async environment(instance: string, onProgress: Progress): Promise<Record<string, string>> {
    const onLine = (line: string): void => {
      if (!/^(export |> |$)/.test(line)) onProgress(line);
    };
    const { stdout } = await this.npm({}, onLine, 'lab:env', '--', '--instance', instance);
    return exportsOf(stdout);
  }

  /** @returns the folder of a stack */
  async synthesize(
    stack: string,
    environment: NodeJS.ProcessEnv,
    onProgress: Progress,
  ): Promise<string> {
    const outFolder = join(this.folder, 'cdktf.out');
    await this.npm({ ...environment, CDKTF_OUTDIR: outFolder }, onProgress, 'synth');
    return join(outFolder, 'stacks', stack);
  }

  private async npm(
    environment: NodeJS.ProcessEnv,
    onLine: Progress,
    ...args: string[]
  ): Promise<{ readonly stdout: string }> {
    return run('npm', ['run', '--loglevel=error', ...args], {
      cwd: this.folder,
      env: { ...withoutNpm(process.env), ...withoutNpm(environment) },
      onLine,
    });
  }
}

/** What npm tells its scripts is of this checkout, and not of that one. */
function withoutNpm(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^(npm_|INIT_CWD$)/.test(name)),
  );
}

/** Variables of a shell script that `lab:env` prints. */
export function exportsOf(script: string): Record<string, string> {
  const found = script.matchAll(/^export (\w+)='((?:[^']|'\\'')*)'$/gm);
  return Object.fromEntries(
    [...found].map(([, name = '', value = '']) => [name, value.replaceAll("'\\''", "'")]),
  );
}
