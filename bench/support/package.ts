/** The package as users get it. */

import { join } from 'node:path';
import { run } from '../../lib/operations/process';
import { repositoryRoot } from '../../lab/support/paths';

const once: { built?: Promise<unknown> } = {};

/** `vm-lifecycle` of dist/, for a shell. */
export const vmLifecycle = `${process.execPath} ${join(repositoryRoot, 'dist/lib/cli/main.js')}`;

/** Compiles dist/, once in a process. */
export async function builtPackage(onProgress: (text: string) => void): Promise<void> {
  if (once.built === undefined) onProgress('compiling the package');
  once.built ??= run(process.execPath, ['--require', 'tsx/cjs', 'scripts/build.ts'], {
    cwd: repositoryRoot,
  });
  await once.built;
}
