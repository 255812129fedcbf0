/**
 * Generates `.gen`, the bindings of the libvirt and Proxmox providers, from the schemas that the
 * pinned providers themselves print, trimmed to what `scripts/bindings.json` lists.
 *
 * usage: tsx scripts/bindings.ts [--check]
 *
 * With `--check` nothing is written: exit code 1 and a list of files if `.gen` is not what would be
 * generated.
 */
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { terraformEnvironment } from '../lab/engines/terraform';
import { repositoryRoot } from '../lab/support/paths';
import { compareFolders } from './bindings/compare';
import { generateBindings } from './bindings/generate';
import { printSchemas } from './bindings/print-schemas';
import { selections } from './bindings/selection';
import { trimSchemas } from './bindings/trim';

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
  const committed = join(repositoryRoot, '.gen');
  // On the file system of `.gen`, for the rename, and where git never looks.
  const temporary = join(repositoryRoot, 'node_modules', '.cache');
  await mkdir(temporary, { recursive: true });
  const workspace = await mkdtemp(join(temporary, 'bindings-'));
  try {
    const generated = join(workspace, 'generated');
    await generate(generated);
    if (values.check) return await check(committed, generated);
    await rm(committed, { recursive: true, force: true });
    await rename(generated, committed);
    console.log('.gen is written');
    return 0;
  } finally {
    await rm(workspace, { recursive: true, force: true });
  }
}

async function generate(folder: string): Promise<void> {
  const selected = selections();
  const names = selected.map(({ name }) => name);
  const environment = await terraformEnvironment(names, { onProgress: report });
  Object.assign(process.env, environment); // the generator asks Terraform for its version, too
  const schemas = await printSchemas(environment.TERRAFORM_BINARY_NAME, environment, selected);
  await generateBindings(trimSchemas(schemas, selected), selected, folder);
}

async function check(committed: string, generated: string): Promise<number> {
  const differences = await compareFolders(committed, generated);
  if (differences.length === 0) {
    console.log('.gen is what the pinned providers generate');
    return 0;
  }
  console.error('.gen is not what the pinned providers generate; run `npm run bindings`:');
  for (const { path, kind } of differences) console.error(`  ${kind.padEnd(10)} .gen/${path}`);
  return 1;
}

let shown = '';
function report(message: string): void {
  // One line per build is enough where there is no terminal to overwrite it on.
  const [start = message] = message.split(' ... ');
  if (start !== shown) console.error(message);
  shown = start;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
