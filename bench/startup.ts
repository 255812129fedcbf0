/** How long commands and imports of the built package take to start, each in a process of its own. */

import { writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../lab/support/paths';
import { largePlan } from './large-plan';
import type { Benchmark, BenchmarkContext } from './support/benchmark';
import { measureChild } from './support/child';
import type { Side } from './support/compare';
import { builtPackage } from './support/package';

const command = join(repositoryRoot, 'dist', 'lib', 'cli', 'main.js');
const cdktfCommand = join(repositoryRoot, 'node_modules', '.bin', 'cdktf');
const app = (name: string): string => join(repositoryRoot, 'bench', 'apps', name);

async function run(context: BenchmarkContext): Promise<void> {
  const { compare, folder, progress } = context;
  await builtPackage(progress);
  const repetitions = context.repetitions(10);
  const env = { ...process.env, CDKTF_OUTDIR: join(folder, 'out') };
  const side = (title: string, args: readonly string[], peer = false): Side => ({
    title,
    peer,
    run: async () => {
      // Imports are looked up from within the package, which knows itself by name.
      const cwd = repositoryRoot;
      // A review that denies has been made all the same.
      return (await measureChild(process.execPath, args, { cwd, env, allow: [2] })).sample;
    },
  });
  const node = side('node alone', ['--eval', '0'], true);

  const plan = join(folder, 'plan.json');
  writeFileSync(plan, JSON.stringify(largePlan(3)));
  await compare({
    title: 'commands',
    repetitions,
    warmups: 1,
    sides: [
      side('vm-lifecycle --help', [command, '--help']),
      side('vm-lifecycle review, 3 changes', [command, 'review', plan]),
      side('cdktf --help', [cdktfCommand, '--help'], true),
      node,
    ],
  });
  const raw = 'synthesis with bare bindings';
  await compare({
    title: 'synthesis of one VM',
    repetitions,
    warmups: 1,
    sides: [
      side('synthesis of a HardenedVm', [app('hardened.js')]),
      side(raw, [app('raw.js')], true),
    ],
  });
  await compare({
    title: 'imports',
    repetitions,
    warmups: 1,
    sides: [
      ...entryPoints().map((name) => side(`require('${name}')`, ['--eval', `require('${name}')`])),
      side("require('cdktf')", ['--eval', "require('cdktf')"], true),
      node,
    ],
  });
}

/** What can be imported of the package. */
function entryPoints(): string[] {
  const text = readFileSync(join(repositoryRoot, 'package.json'), 'utf8');
  const { name, exports } = JSON.parse(text) as { name: string; exports: Record<string, unknown> };
  return Object.keys(exports)
    .filter((path) => !path.endsWith('.json'))
    .map((path) => name + path.slice(1));
}

export const startup: Benchmark = {
  name: 'startup',
  title: 'Cold start',
  about: 'commands, imports and a small synthesis of the compiled package, each in a new process.',
  run,
};
