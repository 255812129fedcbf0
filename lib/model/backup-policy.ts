import type { Duration } from './duration';
import type { Schedule } from './schedule';

/** Name of the tag that every protected VM carries; its value is the name of the policy. */
export const backupPolicyTag = 'backup-policy';

/**
 * How many backups of each age are kept; Proxmox VE's meaning of the words. A rule counts only times that no rule above it
 * covers already: with 28 daily and 12 monthly ones, the monthly ones go back a further year. At least one is positive.
 */
export interface BackupRetention {
  /** The latest ones, whatever their age. @default 0 */
  readonly last?: number;
  /** The latest one of each day, for so many days that have one. @default 0 */
  readonly daily?: number;
  /** The latest one of each week (ISO 8601), for so many weeks that have one. @default 0 */
  readonly weekly?: number;
  /** The latest one of each month, for so many months that have one. @default 0 */
  readonly monthly?: number;
  /** The latest one of each year, for so many years that have one. @default 0 */
  readonly yearly?: number;
}

/** Where backups are kept. */
export interface BackupTarget {
  /**
   * Name of a storage (Proxmox), an absolute path on the host (libvirt), a repository of the backup product (vSphere).
   * Token, except on libvirt.
   */
  readonly storage: string;
  /** What fails together with the target: a host, a storage array, a site. It differs from that of the VMs. */
  readonly failureDomain: string;
}

/** What a backup policy says of schedules, retention and targets. */
export interface BackupPolicyModelProps {
  /** Name: the value of the tag `backup-policy`. Lower-case letters, digits and "-", at most 40. */
  readonly name: string;
  /** When full backups are made. */
  readonly full: Schedule;
  /** When incremental backups are made, each on top of the one before it. @default - none */
  readonly incremental?: Schedule;
  readonly retention: BackupRetention;
  readonly target: BackupTarget;
  /** A second copy, in another failure domain, made after each backup. @default - none */
  readonly copyTarget?: BackupTarget;
  /** Recovery point objective: at most this much work is lost. The schedules have to meet it. */
  readonly recoveryPoint: Duration;
  /** Recovery time objective: a VM runs again after at most this time. The restore drill fails above it. */
  readonly recoveryTime: Duration;
  /** How often a restore is tested; at least once a year. */
  readonly restoreTest: Schedule;
}

/** A backup policy as plain data. Immutable. */
export interface BackupPolicyModel extends BackupPolicyModelProps {
  readonly retention: Required<BackupRetention>;
}
