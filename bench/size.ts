/** What an installation of the packed package brings along. */

import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../lab/support/paths';
import type { Benchmark, BenchmarkContext } from './support/benchmark';
import { measureChild, type Sample } from './support/child';
import type { Side } from './support/compare';
import { installedVersion } from './support/machine';
import { builtPackage } from './support/package';

async function run({
  compare,
  folder,
  note,
  progress,
  repetitions,
}: BenchmarkContext): Promise<void> {
  await builtPackage(progress);
  const packed = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
      cwd: repositoryRoot,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  ) as [{ filename: string; size: number; unpackedSize: number; entryCount: number }];
  const [{ filename, size, unpackedSize, entryCount }] = packed;
  const pinned = (name: string): string => `${name}@${installedVersion(name)}`;
  const framework = ['cdktf', 'constructs'].map(pinned);
  const side = (title: string, packages: readonly string[], peer = false): Side => ({
    title,
    peer,
    run: async () => installed(join(folder, 'install'), packages),
  });
  await compare({
    title: 'installed into an empty folder',
    repetitions: repetitions(1),
    sides: [
      side('vm-lifecycle, cdktf and constructs', [join(folder, filename), ...framework]),
      side('cdktf and constructs', framework, true),
      side(
        '@cdktf/provider-vsphere, cdktf and constructs',
        [pinned('@cdktf/provider-vsphere'), ...framework],
        true,
      ),
    ],
  });
  const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
  note(
    `The packed package: ${mebibytes(size)}, ${mebibytes(unpackedSize)} unpacked, ${String(entryCount)} files.`,
  );
}

async function installed(folder: string, packages: readonly string[]): Promise<Sample> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const options = ['--no-audit', '--no-fund', '--prefer-offline', '--omit=optional'];
  const { sample } = await measureChild('npm', ['install', ...options, ...packages], {
    cwd: folder,
  });
  const lock = JSON.parse(
    execFileSync('npm', ['ls', '--all', '--json'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  ) as Tree;
  const names = new Set<string>();
  collect(lock, names);
  return {
    seconds: sample.seconds ?? NaN,
    diskMebibytes: bytesIn(join(folder, 'node_modules')) / 2 ** 20,
    packages: names.size,
  };
}

interface Tree {
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, Tree>>;
}

function collect({ dependencies = {} }: Tree, names: Set<string>): void {
  for (const [name, tree] of Object.entries(dependencies)) {
    if (tree.version !== undefined) names.add(`${name}@${tree.version}`);
    collect(tree, names);
  }
}

/** What the files take on a disk with blocks of 4 KiB is more; this is what they hold. */
function bytesIn(folder: string): number {
  let bytes = 0;
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const found = lstatSync(join(folder, file));
    if (found.isFile()) bytes += found.size;
  }
  return bytes;
}

export const size: Benchmark = {
  name: 'size',
  title: 'Installed size',
  about:
    'the packed package is installed by npm into an empty folder, beside what it is made for. Bundled packages are in the size, and not in the count.',
  run,
};
