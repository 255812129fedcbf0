import { LocalBackend, type TerraformBackend } from 'cdktf';
import type { EnvironmentStack } from '../lib';
import { labInstance } from '../lab/hypervisor/instance';

/** State beside the lab that the stacks are deployed to; a team replaces this by a backend with locking. */
export function stateOf(id: string): (stack: EnvironmentStack) => TerraformBackend {
  const { stateFolder } = labInstance(process.env.VM_LIFECYCLE_LAB_INSTANCE);
  return (stack) => new LocalBackend(stack, { path: `${stateFolder}/${id}.tfstate` });
}
