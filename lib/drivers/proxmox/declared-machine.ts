import type { DeclaredMachine } from '../declared-machine';
import type { MachineOperations } from '../operations';
import { proxmoxApiProps } from './api';
import { proxmoxOperations } from './operations';

/** Operations of a machine of a stack; final backups go where those of its policy go. */
export function proxmoxMachine({
  backupPolicy,
  provider,
  resources,
  environment,
}: DeclaredMachine): MachineOperations {
  const endpoint = typeof provider.endpoint === 'string' ? provider.endpoint : undefined;
  const storage = Object.values(resources.proxmox_backup_job ?? {}).find(
    ({ id }) => id === backupPolicy,
  )?.storage;
  return proxmoxOperations({
    api: proxmoxApiProps({
      ...environment,
      ...(endpoint === undefined ? {} : { PROXMOX_VE_ENDPOINT: endpoint }),
      ...(provider.insecure === true ? { PROXMOX_VE_INSECURE: 'true' } : {}),
    }),
    ...(typeof storage === 'string' ? { backup: { storage } } : {}),
  });
}
