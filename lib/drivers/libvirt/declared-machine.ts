import type { DeclaredMachine } from '../declared-machine';
import type { MachineOperations } from '../operations';
import { jobPath } from './map-backup-jobs';
import { libvirtOperations } from './operations';

/** Operations of a machine of a stack, on the host of its provider; backups by the job that its policy has there. */
export function libvirtMachine({
  name,
  backupPolicy,
  provider,
  environment,
}: DeclaredMachine): MachineOperations {
  const uri = uriOf({ provider, environment });
  const program = environment[backupProgramVariable] ?? 'vm-backup';
  const command = [...remoteShell(uri), program];
  return libvirtOperations({
    uri,
    ...(backupPolicy === undefined
      ? {}
      : { backup: { command, job: jobPath(backupPolicy, name) } }),
  });
}

/** The connection of the provider, which takes it from the environment where it is not configured. */
export function uriOf({
  provider,
  environment,
}: Pick<DeclaredMachine, 'provider' | 'environment'>): string {
  return typeof provider.uri === 'string'
    ? provider.uri
    : (environment.LIBVIRT_DEFAULT_URI ?? 'qemu:///system');
}

/** Where the backup program is not on the PATH of the host. */
const backupProgramVariable = 'VM_LIFECYCLE_BACKUP_PROGRAM';

/** What runs a program on the host of a URI: https://libvirt.org/uri.html#remote-uris. Others than ssh run no programs. */
function remoteShell(uri: string): readonly string[] {
  const [, user, host, port] = /^\w+\+ssh:\/\/(?:([^@/]+)@)?([^:/]+)(?::(\d+))?\//.exec(uri) ?? [];
  if (host === undefined) return [];
  const target = user === undefined ? host : `${user}@${host}`;
  return ['ssh', ...(port === undefined ? [] : ['-p', port]), '--', target];
}
