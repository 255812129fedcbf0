import type { BackupJobConfig } from '../../../.gen/providers/proxmox/backup-job';
import type { BackupPolicyModel, BackupTarget } from '../../model/backup-policy';
import type { Schedule } from '../../model/schedule';
import { literal } from '../common/literal';

/** One job of a policy: which of its schedules, to which of its targets. */
export interface PlannedJob {
  /** What tells it from the policy's other jobs: part of its id on Proxmox VE. */
  readonly part: 'full' | 'incremental' | 'copy' | 'incremental-copy';
  readonly arguments: Omit<BackupJobConfig, 'id' | 'vmid' | 'pool'>;
}

/**
 * The jobs that a policy needs. Each run is complete in itself: what makes one incremental is the storage, a Proxmox Backup
 * Server, to which only the blocks go that changed since the last run.
 *
 * Arguments of `proxmox_backup_job`:
 * https://registry.terraform.io/providers/bpg/proxmox/0.112.0/docs/resources/backup_job
 */
export function backupJobs(policy: BackupPolicyModel): readonly PlannedJob[] {
  const { full, incremental, target, copyTarget } = policy;
  const job = (part: PlannedJob['part'], schedule: Schedule, { storage }: BackupTarget) => ({
    part,
    arguments: jobArguments(policy, schedule, storage),
  });
  return [
    job('full', full, target),
    ...(incremental === undefined ? [] : [job('incremental', incremental, target)]),
    ...(copyTarget === undefined ? [] : [job('copy', full, copyTarget)]),
    ...(copyTarget === undefined || incremental === undefined
      ? []
      : [job('incremental-copy', incremental, copyTarget)]),
  ];
}

function jobArguments(
  { name, retention }: BackupPolicyModel,
  schedule: Schedule,
  storage: string,
): PlannedJob['arguments'] {
  const kept = Object.entries(retention).filter(([, count]) => count > 0);
  return {
    schedule: schedule.expression,
    storage: literal(storage),
    enabled: true,
    mode: 'snapshot',
    compress: 'zstd',
    pruneBackups: Object.fromEntries(kept.map(([age, count]) => [`keep-${age}`, String(count)])),
    // A host that was down at the time makes up for it.
    repeatMissed: true,
    notesTemplate: `{{guestname}}, policy ${literal(name)}`,
  };
}
