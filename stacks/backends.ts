import { StateBackend, type StateBackendFactory } from '../lib';
import { labInstance } from '../lab/hypervisor/instance';

/** State beside the lab that the stacks are deployed to; a team replaces this by a backend of docs/state.md. */
export function stateOf(): StateBackendFactory {
  const { stateFolder } = labInstance(process.env.VM_LIFECYCLE_LAB_INSTANCE);
  return StateBackend.local({ folder: stateFolder });
}
