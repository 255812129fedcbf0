/** Compiles the publishable package into dist/. */

import { copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { repositoryRoot } from '../lab/support/paths';
import { run } from '../lib/operations/process';

/** Schemas of what is written, and the policy pack: compiled for this package, its sources for other tools. */
const published = ['.schema.json', '.rego', '.wasm'];

async function main(): Promise<void> {
  const dist = join(repositoryRoot, 'dist');
  rmSync(dist, { recursive: true, force: true });
  await run('node_modules/.bin/tsc', ['--project', 'tsconfig.build.json'], { cwd: repositoryRoot });
  // What other tools read is no program, and the compiler leaves it out.
  const lib = join(repositoryRoot, 'lib');
  for (const file of readdirSync(lib, { recursive: true, encoding: 'utf8' })) {
    if (!published.some((ending) => file.endsWith(ending)) || file.endsWith('_test.rego')) continue;
    const target = join(dist, 'lib', file);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(lib, file), target);
  }
  process.stdout.write('built dist/\n');
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
