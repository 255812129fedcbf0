import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { sha256 } from '../support/digest';
import type { Engine } from './catalog';
import { buildArguments, type Platform } from './go';

/**
 * A short digest of everything that decides what an engine's program is: the module's files
 * (`go.mod`, `go.sum` and sources), the build flags, the compiler and the platform.
 */
export async function fingerprint(engine: Engine, platform: Platform): Promise<string> {
  const parts = [
    JSON.stringify([platform.os, platform.arch, platform.compiler]),
    JSON.stringify(buildArguments(engine, engine.binary)),
  ];
  for (const file of await moduleFiles(engine.module)) {
    const name = relative(engine.module, file).split(sep).join('/');
    parts.push(`${name} ${sha256(await readFile(file))}`);
  }
  return sha256(parts.join('\n')).slice(0, 16);
}

async function moduleFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && /^go\.(mod|sum)$|\.go$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
