import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../lib/operations/process';
import type { ProviderSchemas } from './schema';
import type { Selection } from './selection';

/** Asks the providers themselves for their schemas, through Terraform or OpenTofu. */
export async function printSchemas(
  terraform: string,
  environment: NodeJS.ProcessEnv,
  selections: readonly Selection[],
): Promise<ProviderSchemas> {
  const folder = await mkdtemp(join(tmpdir(), 'vm-lifecycle-bindings-'));
  try {
    const required: Record<string, object> = {};
    for (const { name, source, version } of selections) required[name] = { source, version };
    const configuration = { terraform: { required_providers: required } };
    await writeFile(join(folder, 'main.tf.json'), JSON.stringify(configuration));
    const options = {
      cwd: folder,
      env: { ...environment, TF_DATA_DIR: join(folder, '.terraform') },
    };
    await run(terraform, ['init', '-backend=false', '-input=false', '-no-color'], options);
    const { stdout } = await run(terraform, ['providers', 'schema', '-json', '-no-color'], options);
    return JSON.parse(stdout) as ProviderSchemas;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
