/**
 * Which backups a retention keeps. The jobs on the hosts and Proxmox VE decide alike.
 *
 * Input: what there is. Output: what stays and what goes. Pure.
 */

import type { BackupRetention } from './backup-policy';

/** A full backup with the incremental ones on top of it: only together they can be restored. */
export interface BackupChain {
  /** Unique among the chains of a VM. */
  readonly id: string;
  /** When its backups were made, the full one first. Empty where it was begun and never completed. */
  readonly points: readonly Date[];
}

export interface Retained {
  /** Newest first. */
  readonly keep: readonly BackupChain[];
  readonly remove: readonly BackupChain[];
}

const DAY = 24 * 60 * 60 * 1000;

/** The period that a backup belongs to, by rule; days and months are those of UTC. */
const periods: Readonly<Record<keyof BackupRetention, (time: Date) => string>> = {
  last: (time) => String(time.getTime()),
  daily: (time) => time.toISOString().slice(0, 10),
  weekly: isoWeek,
  monthly: (time) => time.toISOString().slice(0, 7),
  yearly: (time) => time.toISOString().slice(0, 4),
};

/** Rules from the shortest period to the longest: each begins where those before it end. */
export const RETENTION_RULES = Object.keys(periods) as readonly (keyof BackupRetention)[];

/**
 * Applies a retention to the chains of one VM. A chain stays while one of its points is kept, because no point of it can
 * be restored without those before. The newest complete chain always stays, and so does whatever is newer.
 */
export function retain(chains: readonly BackupChain[], retention: BackupRetention): Retained {
  const sorted = [...chains].sort(newestFirst);
  const kept = keptPoints(
    sorted.flatMap(({ points }) => points),
    retention,
  );
  const newest = sorted.findIndex(({ points }) => points.length > 0);
  const stays = (chain: BackupChain, index: number): boolean =>
    index <= newest || newest < 0 || chain.points.some((point) => kept.has(point.getTime()));
  return {
    keep: sorted.filter(stays),
    remove: sorted.filter((chain, index) => !stays(chain, index)),
  };
}

/** Times of the points that a retention keeps. */
function keptPoints(points: readonly Date[], retention: BackupRetention): ReadonlySet<number> {
  const newestToOldest = [...points].sort((a, b) => b.getTime() - a.getTime());
  const kept = new Set<number>();
  const passed = new Set<number>();
  for (const rule of RETENTION_RULES) {
    const periodOf = periods[rule];
    const covered = new Set([...kept].map((time) => periodOf(new Date(time))));
    const chosen = new Set<string>();
    for (const point of newestToOldest) {
      const time = point.getTime();
      const period = periodOf(point);
      if (kept.has(time) || passed.has(time) || covered.has(period)) continue;
      if (chosen.has(period)) {
        passed.add(time); // an older one of a period that has its backup
        continue;
      }
      if (chosen.size >= (retention[rule] ?? 0)) break;
      chosen.add(period);
      kept.add(time);
    }
  }
  return kept;
}

/** By their full backups; ids, which are times, decide where there is none. */
function newestFirst(a: BackupChain, b: BackupChain): number {
  return a.id < b.id ? 1 : a.id > b.id ? -1 : 0;
}

/** Year and week of ISO 8601: a week belongs to the year of its Thursday. */
function isoWeek(time: Date): string {
  const weekday = (time.getUTCDay() + 6) % 7;
  const thursday = new Date(time.getTime() + (3 - weekday) * DAY);
  const year = thursday.getUTCFullYear();
  const week = 1 + Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / DAY / 7);
  return `${String(year)}-W${String(week).padStart(2, '0')}`;
}
