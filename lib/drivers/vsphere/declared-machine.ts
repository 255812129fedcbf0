import type { DeclaredMachine } from '../declared-machine';
import type { MachineOperations } from '../operations';
import { vsphereOperations } from './operations';
import { vsphereApiProps } from './soap';

/** Operations of a machine of a stack, on the vCenter of its provider. */
export function vsphereMachine({ provider, environment }: DeclaredMachine): MachineOperations {
  const server = provider.vsphere_server;
  return vsphereOperations({
    api: vsphereApiProps({
      ...environment,
      ...(typeof server === 'string' ? { VSPHERE_SERVER: server } : {}),
      ...(provider.allow_unverified_ssl === true ? { VSPHERE_ALLOW_UNVERIFIED_SSL: 'true' } : {}),
    }),
  });
}
