import * as fc from 'fast-check';
import type { BackupRetention } from '../../../lib/model/backup-policy';
import { retain, RETENTION_RULES, type BackupChain } from '../../../lib/model/retention';
import { chain, histories, HOUR, newest, retentions } from './backup-histories';

/** A full backup on Sunday, and an incremental one on each other day, for so many weeks. */
function weeks(count: number): BackupChain[] {
  return Array.from({ length: count }, (_, week) =>
    chain(
      ...Array.from(
        { length: 7 },
        (_unused, day) => new Date(newest - (week * 7 - day) * 24 * HOUR),
      ),
    ),
  );
}

const ids = (chains: readonly BackupChain[]): string[] => chains.map(({ id }) => id);

describe('what stays', () => {
  test('28 dailies and 12 monthlies: four weeks, and a chain for each of the twelve months before', () => {
    const { keep } = retain(weeks(80), { daily: 28, monthly: 12 });
    const months = new Set(
      keep.flatMap(({ points }) => points.map((p) => p.toISOString().slice(0, 7))),
    );
    expect(ids(keep).slice(0, 4)).toEqual(ids(weeks(4)));
    expect(keep.length).toBe(4 + 12);
    expect(months.size).toBeGreaterThanOrEqual(13);
  });

  test.each<[BackupRetention, string[]]>([
    [{ last: 1 }, ['d']],
    [{ last: 3 }, ['d', 'c', 'b']],
    [{ daily: 1 }, ['d']],
    [{ daily: 2 }, ['d', 'b']],
    [{ weekly: 2 }, ['d', 'a']],
    [{ monthly: 2 }, ['d', 'a']],
    [{ last: 1, daily: 1 }, ['d', 'b']],
    [{ yearly: 5 }, ['d']],
  ])('%j', (retention, expected) => {
    const all = {
      a: chain('2026-10-31T02:00:00Z'),
      b: chain('2026-11-21T02:00:00Z'),
      c: chain('2026-11-22T02:00:00Z'),
      d: chain('2026-11-22T14:00:00Z'),
    };
    const { keep, remove } = retain(Object.values(all), retention);
    const names = Object.entries(all);
    const named = (chains: readonly BackupChain[]): string[] =>
      chains.map(({ id }) => names.find(([, { id: other }]) => other === id)?.[0] ?? '');
    expect(named(keep)).toEqual(expected);
    expect([...named(keep), ...named(remove)].sort()).toEqual(['a', 'b', 'c', 'd']);
  });

  test('a week belongs to the year of its Thursday', () => {
    // Friday 2027-01-01 and Monday 2026-12-28 are of the same week, Sunday 2026-12-27 is not.
    const chains = ['2026-12-27', '2026-12-28', '2027-01-01'].map((day) =>
      chain(`${day}T02:00:00Z`),
    );
    expect(ids(retain(chains, { weekly: 2 }).keep)).toEqual([
      '20270101T020000Z',
      '20261227T020000Z',
    ]);
  });

  test('the newest complete chain, and an unfinished one after it; an older unfinished one goes', () => {
    const complete = chain('2026-11-20T02:00:00Z');
    const begun = { id: '20261121T020000Z', points: [] };
    const failed = { id: '20261119T020000Z', points: [] };
    const { keep, remove } = retain([failed, complete, begun], { monthly: 1 });
    expect(ids(keep)).toEqual([begun.id, complete.id]);
    expect(ids(remove)).toEqual([failed.id]);
  });

  test('everything, where nothing is complete', () => {
    const begun = { id: '20261121T020000Z', points: [] };
    expect(retain([begun], { last: 1 }).remove).toEqual([]);
  });
});

const periodOf: Record<keyof BackupRetention, (time: Date) => string> = {
  last: (time) => time.toISOString(),
  daily: (time) => time.toISOString().slice(0, 10),
  weekly: (time) => String(Math.floor((time.getTime() / HOUR / 24 + 3) / 7)),
  monthly: (time) => time.toISOString().slice(0, 7),
  yearly: (time) => time.toISOString().slice(0, 4),
};

describe('of any history and retention', () => {
  const holds = (
    check: (chains: BackupChain[], retention: Required<BackupRetention>) => void,
  ): void => {
    fc.assert(fc.property(histories, retentions, check), { numRuns: 400, seed: 20261121 });
  };

  test('the newest complete chain stays, and every chain is on one side, whole', () => {
    holds((chains, retention) => {
      const { keep, remove } = retain(chains, retention);
      expect([...ids(keep), ...ids(remove)].sort()).toEqual(ids(chains).sort());
      for (const one of [...keep, ...remove]) expect(chains).toContain(one);
      const complete = chains
        .filter(({ points }) => points.length > 0)
        .sort((a, b) => (a.id < b.id ? 1 : -1));
      if (complete[0] !== undefined) expect(keep).toContain(complete[0]);
    });
  });

  test('as many periods of each rule are covered as are declared, or as there are', () => {
    holds((chains, retention) => {
      const { keep } = retain(chains, retention);
      for (const rule of RETENTION_RULES) {
        const periods = (some: readonly BackupChain[]): number =>
          new Set(some.flatMap(({ points }) => points.map(periodOf[rule]))).size;
        expect(periods(keep)).toBeGreaterThanOrEqual(Math.min(retention[rule], periods(chains)));
      }
    });
  });

  test('it keeps no more chains than it declares points, apart from the newest and what follows it', () => {
    holds((chains, retention) => {
      const { keep } = retain(chains, retention);
      const declared = Object.values(retention).reduce((sum, count) => sum + count, 0);
      const complete = keep.filter(({ points }) => points.length > 0);
      expect(complete.length).toBeLessThanOrEqual(Math.max(declared, 1));
    });
  });

  test('to apply it again removes nothing more', () => {
    holds((chains, retention) => {
      const { keep } = retain(chains, retention);
      expect(retain(keep, retention).remove).toEqual([]);
    });
  });
});
