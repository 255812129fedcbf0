import { copyFile, link, mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sha256, sha256File } from '../support/digest';
import { cacheDirectory } from '../support/paths';
import { ensureEngine, type BuiltEngine, type EnsureOptions } from './build';
import type { Hypervisor } from './provider-versions';

/** Terraform and OpenTofu look the same providers up under different registry names. */
export const registries = ['registry.terraform.io', 'registry.opentofu.org'] as const;

/** Where a provider lies inside a filesystem mirror. */
export function mirrorPath(registry: string, { engine, platform }: BuiltEngine): string {
  const { source = '', version, binary } = engine;
  return join(registry, ...source.split('/'), version, `${platform.os}_${platform.arch}`, binary);
}

/** The CLI configuration: these providers from the mirror and nowhere else, all others as usual. */
export function cliConfiguration(mirror: string, built: readonly BuiltEngine[]): string {
  const addresses = registries
    .flatMap((registry) => built.map(({ engine }) => `${registry}/${engine.source ?? ''}`))
    .map((address) => JSON.stringify(address))
    .join(', ');
  return `provider_installation {
  filesystem_mirror {
    path    = ${JSON.stringify(mirror)}
    include = [${addresses}]
  }
  direct {
    exclude = [${addresses}]
  }
}
`;
}

/**
 * Builds these providers, lays them out as a filesystem mirror for Terraform and OpenTofu, and
 * returns the path of a CLI configuration file that uses it (for `TF_CLI_CONFIG_FILE`).
 */
export async function providerMirror(
  names: readonly Hypervisor[],
  options: EnsureOptions = {},
): Promise<string> {
  const built: BuiltEngine[] = [];
  for (const name of [...new Set(names)].sort()) built.push(await ensureEngine(name, options));

  const contents = built.map((one) => `${mirrorPath('', one)} ${one.sha256}`);
  const folder = cacheDirectory('mirrors', sha256(contents.join('\n')).slice(0, 16));
  const providers = join(folder, 'providers');
  for (const one of built) {
    for (const registry of registries) await place(one, join(providers, mirrorPath(registry, one)));
  }
  const configuration = join(folder, 'terraform.rc');
  await replaceFile(configuration, (path) => writeFile(path, cliConfiguration(providers, built)));
  return configuration;
}

/** A hard link costs no space and, unlike a symbolic one, is found by OpenTofu. */
async function place(built: BuiltEngine, target: string): Promise<void> {
  if (await isSame(built, target)) return;
  await replaceFile(target, (path) =>
    link(built.path, path).catch(() => copyFile(built.path, path)),
  );
}

async function isSame(built: BuiltEngine, target: string): Promise<boolean> {
  try {
    const [engine, placed] = await Promise.all([stat(built.path), stat(target)]);
    if (engine.ino === placed.ino && engine.dev === placed.dev) return true;
    return (await sha256File(target)) === built.sha256;
  } catch {
    return false;
  }
}

/** Writes beside the target and renames, so that a reader never sees half a file. */
async function replaceFile(target: string, write: (path: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const workspace = await mkdtemp(cacheDirectory('mirrors', '.writing-'));
  try {
    const path = join(workspace, 'file');
    await write(path);
    await rename(path, target);
  } finally {
    await rm(workspace, { recursive: true, force: true });
  }
}
