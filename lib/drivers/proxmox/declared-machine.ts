import type { DeclaredMachine } from '../declared-machine';
import type { MachineOperations } from '../operations';
import { proxmoxApiProps, type ProxmoxApiProps } from './api';
import { proxmoxOperations } from './operations';

/** Operations of a machine of a stack; final backups go where those of its policy go. */
export function proxmoxMachine({
  backupPolicy,
  provider,
  resources,
  environment,
}: DeclaredMachine): MachineOperations {
  const storage = Object.values(resources.proxmox_backup_job ?? {}).find(
    ({ id }) => id === backupPolicy,
  )?.storage;
  return proxmoxOperations({
    api: apiOf({ provider, environment }),
    ...(typeof storage === 'string' ? { backup: { storage } } : {}),
  });
}

/** The API of the provider, with the credentials of the environment. */
export function apiOf({
  provider,
  environment,
}: Pick<DeclaredMachine, 'provider' | 'environment'>): ProxmoxApiProps {
  const { endpoint, insecure } = provider;
  return proxmoxApiProps({
    ...environment,
    ...(typeof endpoint === 'string' ? { PROXMOX_VE_ENDPOINT: endpoint } : {}),
    ...(insecure === true ? { PROXMOX_VE_INSECURE: 'true' } : {}),
  });
}
