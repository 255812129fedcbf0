import { which } from '../../lib/operations/process';
import { ensureEngine, type EnsureOptions } from './build';
import { providerMirror } from './mirror';
import type { Hypervisor } from './provider-versions';

/** Which Terraform to run. */
export interface TerraformOptions extends EnsureOptions {
  /** `opentofu` asks for the pinned OpenTofu, whatever is on PATH. */
  readonly use?: 'opentofu';
}

/**
 * The Terraform or OpenTofu to run: `TERRAFORM_BINARY_NAME` where that is set, else `terraform` on
 * PATH, else `tofu` on PATH, else the pinned OpenTofu, built when it is first needed.
 */
export async function terraformBinary(options: TerraformOptions = {}): Promise<string> {
  if (options.use !== 'opentofu') {
    const asked = process.env.TERRAFORM_BINARY_NAME;
    if (asked !== undefined && asked !== '') {
      const found = await which(asked);
      if (found !== undefined) return found;
      throw new Error(`TERRAFORM_BINARY_NAME is ${asked}, and there is no such program`);
    }
    const found = (await which('terraform')) ?? (await which('tofu'));
    if (found !== undefined) return found;
  }
  return (await ensureEngine('opentofu', options)).path;
}

/**
 * The environment for child processes that run Terraform, OpenTofu or cdktf with these providers
 * from the lab's own builds.
 */
export async function terraformEnvironment(
  names: readonly Hypervisor[],
  options: TerraformOptions = {},
): Promise<NodeJS.ProcessEnv & { TERRAFORM_BINARY_NAME: string; TF_CLI_CONFIG_FILE: string }> {
  return {
    ...process.env,
    TERRAFORM_BINARY_NAME: await terraformBinary(options),
    TF_CLI_CONFIG_FILE: await providerMirror(names, options),
    TF_IN_AUTOMATION: '1',
    CHECKPOINT_DISABLE: '1',
  };
}
