/** Compiles the package, and packs it as it is published. */

import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { repositoryRoot } from '../../lab/support/paths';
import { run } from '../../lib/operations/process';

/** What other tools read is no program, and the compiler leaves it out: schemas, and the policy pack with its sources. */
const published = ['.schema.json', '.rego', '.wasm'];

/** What the package consists of beside the compiled code. */
const beside = ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md'];

/** Compiles into a folder, which is emptied first. */
export async function compilePackage(dist: string): Promise<void> {
  rmSync(dist, { recursive: true, force: true });
  const compiler = ['--project', 'tsconfig.build.json', '--outDir', dist];
  await run('node_modules/.bin/tsc', compiler, { cwd: repositoryRoot });
  const lib = join(repositoryRoot, 'lib');
  for (const file of readdirSync(lib, { recursive: true, encoding: 'utf8' })) {
    if (!published.some((ending) => file.endsWith(ending)) || file.endsWith('_test.rego')) continue;
    const target = join(dist, 'lib', file);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(lib, file), target);
  }
}

export interface PackedPackage {
  /** The tarball. */
  readonly file: string;
  /** What was packed, as it lay before. */
  readonly folder: string;
  /** Files in it, with their sizes in bytes. */
  readonly files: readonly { readonly path: string; readonly size: number }[];
  readonly unpackedBytes: number;
}

/** Compiles and packs in a folder of its own, so that nothing else that is built is in the way. */
export async function packPackage(workFolder: string): Promise<PackedPackage> {
  const folder = join(workFolder, 'package');
  mkdirSync(folder, { recursive: true });
  await compilePackage(join(folder, 'dist'));
  for (const file of beside) copyFileSync(join(repositoryRoot, file), join(folder, file));
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', workFolder], {
    cwd: folder,
  });
  const [packed] = JSON.parse(stdout) as {
    readonly filename: string;
    readonly unpackedSize: number;
    readonly files: PackedPackage['files'];
  }[];
  if (packed === undefined) throw new Error(`npm pack said nothing of a package: ${stdout}`);
  const { filename, files, unpackedSize: unpackedBytes } = packed;
  return { file: join(workFolder, filename), folder, files, unpackedBytes };
}

/** Names by which a package imports another, with the entry point that each has. */
export function entryPoints(): readonly { readonly name: string; readonly file: string }[] {
  const manifest = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly exports: Readonly<Record<string, string | { readonly default: string }>>;
  };
  return Object.entries(manifest.exports).flatMap(([path, target]) =>
    typeof target === 'string'
      ? []
      : [{ name: join(manifest.name, path), file: target.default.replace('./', '') }],
  );
}
