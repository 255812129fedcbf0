import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readFiles } from './compare';
import { adapt } from './adapt';
import type { ProviderSchemas } from './schema';
import type { Selection } from './selection';

/** Files that the generator adds and nobody imports: links to web pages, and an untyped index. */
const needless = /(^|\/)(README\.md|lazy-index\.ts)$/;

/** Runs cdktf's own generator over trimmed schemas and writes the bindings into a folder. */
export async function generateBindings(
  schemas: ProviderSchemas,
  selections: readonly Selection[],
  folder: string,
): Promise<void> {
  // Loaded late: the generator runs Terraform as soon as it is loaded, so that the environment must
  // be in place before.
  const { CodeMaker, TerraformProviderConstraint, TerraformProviderGenerator } =
    await import('@cdktf/provider-generator');
  type Generator = InstanceType<typeof TerraformProviderGenerator>;
  type Schema = ConstructorParameters<typeof TerraformProviderGenerator>[1];
  const code = new CodeMaker();
  for (const { source, version } of selections) {
    // One generator each, because a generator takes a second provider's configuration for the first's.
    const generator = new TerraformProviderGenerator(code, schemas as Schema);
    // It reads a target's name, source and version, and these are what a constraint has.
    const constraint: unknown = new TerraformProviderConstraint(`${source}@${version}`);
    generator.generate(constraint as Parameters<Generator['generate']>[0]);
  }
  await code.save(folder);

  for (const [path, contents] of await readFiles(folder)) {
    const file = join(folder, path);
    if (needless.test(path)) await rm(file);
    else await writeFile(file, adapt(contents.toString('utf8')));
  }
}
