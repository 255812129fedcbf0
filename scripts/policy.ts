/**
 * Compiles the policy pack to WebAssembly, beside its sources, with the pinned opa, and runs the pack's own tests.
 * Usage: policy.ts [--check]. With `--check` it writes nothing, and fails where the committed file differs.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureEngine } from '../lab/engines/build';
import { compilePack, packDirectory, packProblems } from './policy/compile';

async function main(options: readonly string[]): Promise<number> {
  const { path: opa } = await ensureEngine('opa', {
    onProgress: (message) => process.stdout.write(`${message}\n`),
  });
  const file = join(packDirectory, 'policy.wasm');
  const problems = [...(await packProblems(opa))];
  const wasm = await compilePack(opa);
  if (!options.includes('--check')) {
    writeFileSync(file, wasm);
    process.stdout.write(`wrote ${file}\n`);
  } else if (!readFileSync(file).equals(wasm)) {
    problems.push(`${file} is not what its sources compile to: run "npm run policy"`);
  }
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  return problems.length === 0 ? 0 : 1;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
