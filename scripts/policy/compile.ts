import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../../lab/support/paths';
import { run } from '../../lib/operations/process';

/** Where the pack lies: its sources, their tests, and what they are compiled to. */
export const packDirectory = join(repositoryRoot, 'lib', 'policy', 'pack');

const entrypoint = 'vm_lifecycle/findings';

/** Sources that decide: conftest's view of the findings, and tests, stay out of what is compiled. */
export function packSources(): readonly string[] {
  return readdirSync(packDirectory)
    .filter((file) => file.endsWith('.rego') && !file.endsWith('_test.rego'))
    .filter((file) => file !== 'conftest.rego')
    .sort();
}

/** Compiles the pack; the same sources and opa give the same bytes on every machine. */
export async function compilePack(opa: string): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'policy-'));
  try {
    await compileRego(opa, packDirectory, packSources(), [entrypoint], join(folder, 'policy.wasm'));
    return readFileSync(join(folder, 'policy.wasm'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Compiles Rego files of a folder to one WebAssembly module. */
export async function compileRego(
  opa: string,
  directory: string,
  files: readonly string[],
  entrypoints: readonly string[],
  output: string,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
  try {
    const bundle = join(folder, 'bundle.tar.gz');
    const options = entrypoints.flatMap((one) => ['--entrypoint', one]);
    await run(opa, ['build', '--target', 'wasm', ...options, '--output', bundle, ...files], {
      cwd: directory,
    });
    await run('tar', ['--extract', '--file', bundle, '--directory', folder, '/policy.wasm']);
    await run('mv', [join(folder, 'policy.wasm'), output]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What is wrong with the sources: their style, what the strict compiler says, and their own tests. */
export async function packProblems(opa: string): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const args of [
    ['fmt', '--fail', '--list', '.'],
    ['check', '--strict', '.'],
    ['test', '.'],
  ]) {
    const { code, stdout, stderr } = await run(opa, args, { cwd: packDirectory, allow: [1, 2] });
    if (code !== 0) problems.push(`opa ${args.join(' ')}\n${stdout}${stderr}`.trim());
  }
  return problems;
}
