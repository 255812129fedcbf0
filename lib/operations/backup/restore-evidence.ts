/**
 * The evidence of a restore drill: what was tested, when, how long it took, and what was checked.
 *
 * Input: what a drill has measured, on any hypervisor. Output: the record, with a verdict on each declared property.
 * Pure. May import lib/model and lib/errors. Its format is `restore-evidence.schema.json`, which other tools may rely on.
 */

import type { BackupPolicyModel, BackupRetention, BackupTarget } from '../../model/backup-policy';

/** How long a restored guest may take until its agent answers. */
export const AGENT_SECONDS = 120;

/** One backup that the drill made. */
export interface MeasuredBackup {
  readonly chain: string;
  readonly level: 'full' | 'incremental';
  readonly time: string;
  readonly bytes: number;
  readonly seconds: number;
  /** Number of file systems that the guest's agent froze. */
  readonly frozenFileSystems: number;
  /** How often the guest itself saw its file systems frozen and thawed during this backup. */
  readonly freezesSeenInGuest: number;
}

/** Something whose content has to survive. */
export interface MeasuredContent {
  readonly name: string;
  /** Whether it was there at the full backup already, or came with the incremental one. */
  readonly age: 'old' | 'new';
  /** SHA-256 before the loss. */
  readonly expected: string;
  /** SHA-256 after the restore; null where it is missing. */
  readonly restored: string | null;
}

/** Everything that a drill has measured. */
export interface DrillMeasurements {
  readonly policy: BackupPolicyModel;
  readonly vm: { readonly name: string; readonly uuid: string };
  readonly hypervisor: string;
  /** ISO 8601, UTC. */
  readonly started: string;
  readonly finished: string;
  readonly backups: readonly MeasuredBackup[];
  readonly restore: MeasuredRestore;
  readonly contents: readonly MeasuredContent[];
  readonly pruning: { readonly expected: readonly string[]; readonly kept: readonly string[] };
  /** Further checks of the hypervisor at hand. */
  readonly further: readonly DrillCheck[];
}

export interface MeasuredRestore {
  readonly source: 'target' | 'copyTarget';
  readonly chain: string;
  readonly point: number;
  /** Putting the disks back. */
  readonly diskSeconds: number;
  /** From the start of the VM until its agent answered. */
  readonly agentSeconds: number;
  /** From the decision to restore until the content was read. */
  readonly totalSeconds: number;
  /** True where no file system had to replay its journal: it was frozen when it was backed up. */
  readonly journalClean: boolean;
}

export interface DrillCheck {
  readonly id: string;
  readonly passed: boolean;
  readonly detail: string;
}

/** The record of one drill. */
export interface RestoreEvidence {
  readonly format: 'vm-lifecycle/restore-evidence/1';
  readonly passed: boolean;
  readonly started: string;
  readonly finished: string;
  readonly hypervisor: string;
  readonly vm: { readonly name: string; readonly uuid: string };
  readonly policy: {
    readonly name: string;
    readonly full: string;
    readonly incremental: string | null;
    readonly retention: Required<BackupRetention>;
    readonly target: BackupTarget;
    readonly copyTarget: BackupTarget | null;
    readonly recoveryPointSeconds: number;
    readonly recoveryTimeSeconds: number;
  };
  readonly backups: readonly MeasuredBackup[];
  readonly restore: MeasuredRestore;
  readonly contents: readonly MeasuredContent[];
  readonly checks: readonly DrillCheck[];
}

/** Judges a drill by what its policy declares. It has passed where every check has. */
export function restoreEvidence(measured: DrillMeasurements): RestoreEvidence {
  const { policy, vm, hypervisor, started, finished, backups, restore, contents } = measured;
  const checks = [
    ...backups.map(frozenCheck),
    check(
      'journal',
      restore.journalClean,
      restore.journalClean
        ? 'the restored file system was clean'
        : 'the restored file system had to replay its journal: it was not frozen',
    ),
    ...(['old', 'new'] as const).map((age) => contentCheck(age, contents)),
    check(
      'agent',
      restore.agentSeconds <= AGENT_SECONDS,
      `answered ${seconds(restore.agentSeconds)} after the start; at most ${seconds(AGENT_SECONDS)}`,
    ),
    recoveryTimeCheck(policy, restore),
    pruningCheck(measured.pruning),
    ...measured.further,
  ];
  return {
    format: 'vm-lifecycle/restore-evidence/1',
    passed: checks.every(({ passed }) => passed),
    started,
    finished,
    hypervisor,
    vm,
    policy: {
      name: policy.name,
      full: policy.full.expression,
      incremental: policy.incremental?.expression ?? null,
      retention: policy.retention,
      target: policy.target,
      copyTarget: policy.copyTarget ?? null,
      recoveryPointSeconds: policy.recoveryPoint.toSeconds(),
      recoveryTimeSeconds: policy.recoveryTime.toSeconds(),
    },
    backups,
    restore,
    contents,
    checks,
  };
}

function frozenCheck(backup: MeasuredBackup): DrillCheck {
  const { level, frozenFileSystems, freezesSeenInGuest } = backup;
  return check(
    `frozen-${level}`,
    frozenFileSystems > 0 && freezesSeenInGuest > 0,
    `${String(frozenFileSystems)} file systems frozen, as the agent says; ${String(freezesSeenInGuest)} freezes seen in the guest`,
  );
}

function contentCheck(age: 'old' | 'new', contents: readonly MeasuredContent[]): DrillCheck {
  const these = contents.filter((content) => content.age === age);
  const wrong = these.filter(({ expected, restored }) => expected !== restored);
  const names = (wrong.length > 0 ? wrong : these).map(({ name }) => name).join(', ');
  return check(
    `content-${age}`,
    these.length > 0 && wrong.length === 0,
    these.length === 0
      ? 'nothing was compared'
      : `${wrong.length > 0 ? 'differs' : 'same'}: ${names}`,
  );
}

function recoveryTimeCheck(policy: BackupPolicyModel, restore: MeasuredRestore): DrillCheck {
  const objective = policy.recoveryTime.toSeconds();
  return check(
    'recovery-time',
    restore.totalSeconds <= objective,
    `restored within ${seconds(restore.totalSeconds)}; the objective is ${seconds(objective)}`,
  );
}

function pruningCheck({ expected, kept }: DrillMeasurements['pruning']): DrillCheck {
  const same = [...expected].sort().join() === [...kept].sort().join();
  return check(
    'retention',
    same && kept.length > 0,
    same
      ? `${String(kept.length)} chains kept, as declared`
      : `kept ${kept.join(', ')}; declared ${expected.join(', ')}`,
  );
}

function check(id: string, passed: boolean, detail: string): DrillCheck {
  return { id, passed, detail };
}

function seconds(amount: number): string {
  return `${amount.toFixed(1)} s`;
}
