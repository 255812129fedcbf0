import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The root of this repository. */
export const repositoryRoot = resolve(__dirname, '..', '..');

/**
 * Where built engines and images are kept, outside every work tree, so that all clones share them.
 * `VM_LIFECYCLE_CACHE`, else `$XDG_CACHE_HOME/vm-lifecycle`, else `~/.cache/vm-lifecycle`.
 */
export function cacheDirectory(...parts: string[]): string {
  const base =
    process.env.VM_LIFECYCLE_CACHE ??
    join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'vm-lifecycle');
  return join(base, ...parts);
}
