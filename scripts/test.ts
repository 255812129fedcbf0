/** Runs the tests. Usage: test.ts [unit|e2e] [JEST OPTION...] */

import { spawnSync } from 'node:child_process';
import { ensureEngine } from '../lab/engines/build';
import { labEnvironment, preparation } from '../lab/prepare';
import { labInstance } from '../lab/hypervisor';
import { ensureImage } from '../lab/image';
import { repositoryRoot } from '../lab/support/paths';

/** Builds and installs what the end-to-end tests run on, with progress, so that no test waits for it in silence. */
async function prepareEngines(): Promise<void> {
  const progress = (message: string): void => {
    process.stdout.write(`${message}\n`);
  };
  await preparation.packages(progress);
  await labEnvironment(labInstance('e2e'), progress);
  await ensureEngine('opentofu', { onProgress: everyTenSeconds(progress) });
  await ensureImage({ onProgress: everyTenSeconds(progress) });
}

/** A log needs fewer lines than a terminal. */
function everyTenSeconds(progress: (message: string) => void): (message: string) => void {
  let last = 0;
  return (message) => {
    if (Date.now() - last < 10_000) return;
    last = Date.now();
    progress(message);
  };
}

async function main([first, ...rest]: readonly string[]): Promise<number> {
  const known = first === 'unit' || first === 'e2e';
  const projects = known ? [first] : ['unit', 'e2e'];
  const options = known ? rest : [first, ...rest].filter((option) => option !== undefined);
  if (projects.includes('e2e')) {
    try {
      await prepareEngines();
    } catch (error) {
      process.stderr.write(
        `${error instanceof Error ? error.message : String(error)}\nTests that need no lab: npm run test:unit\n`,
      );
      return 1;
    }
  }
  const jest = spawnSync(
    process.execPath,
    [
      'node_modules/jest/bin/jest.js',
      '--selectProjects',
      ...projects,
      '--reporters=default',
      '--reporters=./scripts/plain-reporter.cjs',
      ...options,
    ],
    { cwd: repositoryRoot, stdio: 'inherit' },
  );
  return jest.status ?? 1;
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
