import type { Duration } from './duration';
import type { Schedule } from './schedule';

/** How many backups of each age are kept. At least one of them is positive. */
export interface BackupRetention {
  /** The latest ones, whatever their age. @default 0 */
  readonly last?: number;
  /** One for each of the last days. @default 0 */
  readonly daily?: number;
  /** One for each of the last weeks. @default 0 */
  readonly weekly?: number;
  /** One for each of the last months. @default 0 */
  readonly monthly?: number;
  /** One for each of the last years. @default 0 */
  readonly yearly?: number;
}

/** Where backups are kept. */
export interface BackupTarget {
  /** Name of the storage on the hypervisor (Proxmox), or an absolute path on the host (libvirt). */
  readonly storage: string;
  /** What fails together with the target: a host, a storage array, a site. It differs from that of the VMs. */
  readonly failureDomain: string;
}

/** A backup policy as plain data. Immutable. */
export interface BackupPolicyModel {
  readonly name: string;
  readonly full: Schedule;
  readonly incremental?: Schedule;
  readonly retention: Required<BackupRetention>;
  readonly target: BackupTarget;
  /** A second copy, at another site. */
  readonly copyTarget?: BackupTarget;
  /** Recovery point objective: at most this much work is lost. */
  readonly recoveryPoint: Duration;
  /** Recovery time objective: a VM runs again after at most this time. */
  readonly recoveryTime: Duration;
  /** How often a restore is tested. */
  readonly restoreTest: Schedule;
}
