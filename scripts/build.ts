/** Compiles the publishable package into dist/. */

import { copyFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../lab/support/paths';
import { run } from '../lib/operations/process';

async function main(): Promise<void> {
  const dist = join(repositoryRoot, 'dist');
  rmSync(dist, { recursive: true, force: true });
  await run('node_modules/.bin/tsc', ['--project', 'tsconfig.build.json'], { cwd: repositoryRoot });
  // What other tools read is no program, and the compiler leaves it out.
  const lib = join(repositoryRoot, 'lib');
  for (const file of readdirSync(lib, { recursive: true, encoding: 'utf8' })) {
    if (file.endsWith('.schema.json')) copyFileSync(join(lib, file), join(dist, 'lib', file));
  }
  process.stdout.write('built dist/\n');
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
