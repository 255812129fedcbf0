/** Backups of any age, for tests of what a retention keeps. */
import * as fc from 'fast-check';
import type { BackupRetention } from '../../../lib/model/backup-policy';
import type { BackupChain } from '../../../lib/model/retention';

export const HOUR = 60 * 60 * 1000;
export const newest = Date.UTC(2026, 10, 22, 2);

/** A chain as the jobs name it: by the time of its full backup. */
export function chain(...times: readonly (Date | string)[]): BackupChain {
  const points = times.map((time) => new Date(time));
  return { id: (points[0] ?? new Date(newest)).toISOString().replace(/[-:]|\.\d+/g, ''), points };
}

/** Any that keeps something. */
export const retentions: fc.Arbitrary<Required<BackupRetention>> = fc
  .record({
    last: fc.nat(4),
    daily: fc.nat(9),
    weekly: fc.nat(6),
    monthly: fc.nat(6),
    yearly: fc.nat(3),
  })
  .filter((retention) => Object.values(retention).some((count) => count > 0));

/** Chains at any times of four years, none within another. */
export const histories: fc.Arbitrary<BackupChain[]> = fc
  .uniqueArray(fc.integer({ min: 1, max: 4 * 365 * 24 }), { minLength: 1, maxLength: 60 })
  .chain((hours) =>
    fc
      .array(fc.integer({ min: 0, max: 4 }), { minLength: hours.length, maxLength: hours.length })
      .map((sizes) => {
        const times = hours
          .sort((a, b) => a - b)
          .map((hour) => newest - 4 * 365 * 24 * HOUR + hour * HOUR);
        const chains: BackupChain[] = [];
        for (let at = 0, next = 0; at < times.length; next += 1) {
          const size = sizes[next] ?? 1;
          const points = times.slice(at, at + Math.max(size, 1)).map((time) => new Date(time));
          const { id } = chain(...points);
          chains.push({ id, points: size === 0 ? [] : points });
          at += Math.max(size, 1);
        }
        return chains;
      }),
  );
