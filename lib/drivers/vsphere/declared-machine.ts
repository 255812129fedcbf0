import type { DeclaredMachine } from '../declared-machine';
import type { MachineOperations } from '../operations';
import { vsphereOperations } from './operations';
import { vsphereApiProps, type VsphereApiProps } from './soap';

/** Operations of a machine of a stack, on the vCenter of its provider. */
export function vsphereMachine(machine: DeclaredMachine): MachineOperations {
  return vsphereOperations({ api: apiOf(machine) });
}

/** The vCenter of the provider, with the credentials of the environment. */
export function apiOf({
  provider,
  environment,
}: Pick<DeclaredMachine, 'provider' | 'environment'>): VsphereApiProps {
  const server = provider.vsphere_server;
  return vsphereApiProps({
    ...environment,
    ...(typeof server === 'string' ? { VSPHERE_SERVER: server } : {}),
    ...(provider.allow_unverified_ssl === true ? { VSPHERE_ALLOW_UNVERIFIED_SSL: 'true' } : {}),
  });
}
