import {
  MachineOperationError,
  type BackupVerification,
  type FinalBackup,
  type FinalBackupOptions,
  type MachineReference,
} from '../operations';
import type { RunCommand } from './virsh';

/** The rendered backup job of a VM, and how its program is run. */
export interface LibvirtBackupJob {
  /** The program, with what brings it to the hypervisor's host: `['ssh', 'host', 'vm-backup']`. @default ['vm-backup'] */
  readonly command?: readonly string[];
  /** Job file on that host: `/etc/vm-lifecycle/backup/<policy>/<vm>.json`. */
  readonly job: string;
  /** How long a backup or a restore test may take, in seconds. @default 86400 */
  readonly timeoutSeconds?: number;
}

interface Point {
  readonly chain: string;
  readonly point: number;
  readonly time: string;
  readonly bytes?: number;
  readonly level?: string;
  /** Of the list of its files with their checksums. */
  readonly checksum?: string;
}

const PRODUCT = 'virtnbdbackup';

/** As `vm-backup restore --point` takes it. */
const idOf = ({ chain, point }: { readonly chain?: unknown; readonly point?: unknown }): string =>
  `${String(chain)}/${String(point)}`;

/** A full backup by the job's own program; one that an attempt has finished already is taken. */
export async function finalBackup(
  run: RunCommand,
  job: LibvirtBackupJob,
  vm: MachineReference,
  { since, except, onProgress }: FinalBackupOptions,
): Promise<FinalBackup> {
  const { chains } = (await call(run, job, 'list')) as {
    chains?: readonly { readonly points: readonly Point[] }[];
  };
  // The program knows whole seconds.
  const earliest = `${since.slice(0, 19)}Z`;
  const made = (chains ?? [])
    .flatMap(({ points }) => points)
    .filter((one) => one.level === 'full' && one.time >= earliest)
    .findLast((one) => !except.includes(idOf(one)));
  if (made === undefined) onProgress?.(`${vm.name}: full backup`);
  const point = made ?? ((await call(run, job, 'full')) as unknown as Point);
  return {
    id: idOf(point),
    product: PRODUCT,
    time: point.time,
    ...(point.bytes === undefined ? {} : { bytes: point.bytes }),
    ...(point.checksum === undefined ? {} : { checksum: point.checksum }),
  };
}

/** Rebuilds every disk beside the backups, checks it, and throws it away. */
export async function verifyBackup(
  run: RunCommand,
  job: LibvirtBackupJob,
  backup: FinalBackup,
): Promise<BackupVerification> {
  const result = await call(run, job, 'test');
  const id = idOf(result);
  const disks = Array.isArray(result.disks) ? result.disks.length : 0;
  return {
    passed: id === backup.id && disks > 0,
    time: new Date().toISOString(),
    method:
      id === backup.id
        ? `the checksums of its files match, and ${String(disks)} disks were rebuilt and checked`
        : `the latest backup is ${id}, and not ${backup.id}`,
    ...(typeof result.seconds === 'number' ? { seconds: result.seconds } : {}),
  };
}

async function call(
  run: RunCommand,
  { command = ['vm-backup'], job, timeoutSeconds = 86_400 }: LibvirtBackupJob,
  name: 'full' | 'test' | 'list',
): Promise<Readonly<Record<string, unknown>>> {
  const { code, stdout, stderr } = await run([...command, name, job], { timeoutSeconds });
  if (code !== 0) {
    const lines = stderr.trim().split('\n').slice(-5).join('; ');
    throw new MachineOperationError(
      `vm-backup ${name} ${job} ended with ${String(code)}: ${lines}`,
    );
  }
  try {
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, unknown>;
  } catch {
    throw new MachineOperationError(`vm-backup ${name} ${job} printed no JSON`);
  }
}
