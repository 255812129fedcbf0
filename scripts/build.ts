/** Compiles the publishable package into dist/. */

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../lab/support/paths';
import { run } from '../lab/support/run';

async function main(): Promise<void> {
  const dist = join(repositoryRoot, 'dist');
  rmSync(dist, { recursive: true, force: true });
  await run('node_modules/.bin/tsc', ['--project', 'tsconfig.build.json'], { cwd: repositoryRoot });
  process.stdout.write('built dist/\n');
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
