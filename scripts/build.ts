/** Compiles the publishable package into dist/. */

import { join } from 'node:path';
import { repositoryRoot } from '../lab/support/paths';
import { compilePackage } from './package/build';

compilePackage(join(repositoryRoot, 'dist')).then(
  () => process.stdout.write('built dist/\n'),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
