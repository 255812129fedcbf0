import { Token } from 'cdktf';
import { got, redacted, type Problem } from '../../errors';
import type { SecretsInState } from '../../model/environment';
import { textProblems } from '../common/texts';

/**
 * A datastore of a Proxmox Backup Server, as storage of the cluster.
 *
 * Proxmox VE needs the password, and the provider keeps it in the state. Use a storage that exists already where you can:
 * a BackupPolicy only needs its name.
 */
export interface ProxmoxBackupServer {
  /** Address of the server. Token. */
  readonly server: string;
  /** Name of the datastore on the server. Token. */
  readonly datastore: string;
  /** Namespace in the datastore. Token. @default - the root namespace */
  readonly namespace?: string;
  /** User or API token of the server, such as `backup@pbs!pve`. Token. */
  readonly username: string;
  /** Password, or secret of the API token. Token only: a sensitive variable that the environment gives (`TF_VAR_...`). */
  readonly password: string;
  /** SHA-256 fingerprint of the server's certificate. @default - the certificate is trusted by the nodes */
  readonly fingerprint?: string;
  /** Why the password may be in the state, until when, and what encrypts the state. */
  readonly passwordInState: Omit<SecretsInState, 'vms'>;
}

/** A storage id of Proxmox VE: pve-storage-id. */
export const STORAGE_ID = /^[a-z][a-z0-9_.-]*[a-z0-9]$/i;

export function backupServerProblems(
  name: string,
  given: ProxmoxBackupServer,
  path: string,
): readonly Problem[] {
  const at = `${path}.backupServers.${name}`;
  // Props also come from JavaScript.
  const server = given as Partial<ProxmoxBackupServer>;
  const accepted = server.passwordInState;
  const problems: Problem[] = [
    ...textProblems({ server: server.server, datastore: server.datastore }, at, true),
    ...textProblems({ username: server.username }, at, true),
    ...textProblems({ namespace: server.namespace, fingerprint: server.fingerprint }, at),
  ];
  if (!STORAGE_ID.test(name)) {
    problems.push({
      code: 'VML055',
      path: at,
      got: got(name),
      rule: 'the name of a storage starts with a letter and consists of letters, digits, "-", "_" and "."',
      fix: 'rename it',
    });
  }
  if (!Token.isUnresolved(server.password)) {
    problems.push({
      code: 'VML039',
      path: `${at}.password`,
      got: server.password === undefined ? 'nothing' : redacted('a plain text'),
      rule: 'a secret stands in no program: it would be in the synthesized JSON',
      fix: 'give a sensitive TerraformVariable, and its value as TF_VAR_<name>',
    });
  }
  const encrypted = ['opentofu', 'backend'].includes(accepted?.stateEncryption ?? '');
  if (!encrypted || !accepted?.reason || !accepted.expires) {
    problems.push({
      code: 'VML056',
      path: `${at}.passwordInState`,
      got: got(accepted),
      rule: 'the provider keeps the password in the state, which then has to be encrypted',
      fix: 'give stateEncryption, reason and expires, or make the storage outside and name it in the BackupPolicy',
    });
  }
  return problems;
}
