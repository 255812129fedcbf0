import { got, type Problem } from '../errors';
import type {
  BackupPolicyModel,
  BackupPolicyModelProps,
  BackupRetention,
  BackupTarget,
} from './backup-policy';
import { Duration } from './duration';
import { byPath, Notes } from './notes';
import { RETENTION_RULES } from './retention';
import { Schedule } from './schedule';
import type { Loose } from './snapshot';

const policyFields: Readonly<Record<keyof Required<BackupPolicyModelProps>, true>> = {
  name: true,
  full: true,
  incremental: true,
  retention: true,
  target: true,
  copyTarget: true,
  recoveryPoint: true,
  recoveryTime: true,
  restoreTest: true,
};

/** A policy, or why there is none. */
export interface BackupPolicyDefinition {
  readonly policy: BackupPolicyModel | undefined;
  /** All problems, sorted by path. */
  readonly problems: readonly Problem[];
}

const NAME = /^[a-z][a-z0-9-]{0,39}$/;
/** NIST SP 800-34 asks for a test of the contingency plan at least once a year. */
const LONGEST_UNTESTED = Duration.days(366);

/** What a target is compared by: storages and domains of any case are one. */
export function sameDomain(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}

/** Checks a policy and fills in its defaults. Never throws. */
export function defineBackupPolicy(
  props: BackupPolicyModelProps,
  path: string,
  isToken: (value: unknown) => boolean,
): BackupPolicyDefinition {
  const check = new Check(path, isToken);
  const loose = check.fields(props);
  const name = check.name(loose.name);
  const full = check.schedule(loose.full, 'full', true);
  const incremental = check.schedule(loose.incremental, 'incremental', false);
  const retention = check.retention(loose.retention);
  const target = check.target(loose.target, 'target', true);
  const copyTarget = check.target(loose.copyTarget, 'copyTarget', false);
  const recoveryPoint = check.duration(loose.recoveryPoint, 'recoveryPoint', 'Duration.hours(24)');
  const recoveryTime = check.duration(loose.recoveryTime, 'recoveryTime', 'Duration.hours(4)');
  const restoreTest = check.schedule(loose.restoreTest, 'restoreTest', true);
  check.meetsRecoveryPoint(recoveryPoint, full, incremental);
  check.isTestedYearly(restoreTest);
  check.copyLiesElsewhere(target, copyTarget);

  const { problems } = check;
  if (
    problems.length > 0 ||
    name === undefined ||
    full === undefined ||
    retention === undefined ||
    target === undefined ||
    recoveryPoint === undefined ||
    recoveryTime === undefined ||
    restoreTest === undefined
  ) {
    return { policy: undefined, problems: [...problems].sort(byPath) };
  }
  const policy = Object.freeze({
    ...{ name, full, retention, target, recoveryPoint, recoveryTime, restoreTest },
    ...(incremental === undefined ? {} : { incremental }),
    ...(copyTarget === undefined ? {} : { copyTarget }),
  });
  return { policy, problems: [] };
}

class Check {
  private readonly notes: Notes;

  constructor(
    private readonly path: string,
    isToken: (value: unknown) => boolean,
  ) {
    this.notes = new Notes(isToken);
  }

  get problems(): readonly Problem[] {
    return this.notes.problems;
  }

  fields(props: unknown): Loose {
    const is = { is: 'an object with the fields of a policy', fix: 'give at least its target' };
    return this.notes.object(props, this.path, policyFields, { ...is, required: true }) ?? {};
  }

  name(value: unknown): string | undefined {
    const fix = 'write it as in "nightly": lower-case letters, digits and "-", at most 40';
    const at = `${this.path}.name`;
    const name = this.notes.text(value, at, { is: 'a text', fix, required: true });
    if (name === undefined || NAME.test(name)) return name;
    this.notes.add('VML055', at, got(name), 'the name of a policy becomes part of unit names', fix);
    return undefined;
  }

  schedule(value: unknown, field: string, required: boolean): Schedule | undefined {
    const fix = "write it as in Schedule.weekly('sun', '02:00')";
    return this.notes.read(
      value,
      `${this.path}.${field}`,
      { is: 'a Schedule', fix, required },
      (given): given is Schedule => Schedule.isSchedule(given),
    );
  }

  duration(value: unknown, field: string, example: string): Duration | undefined {
    const at = `${this.path}.${field}`;
    const fix = `write it as ${example}`;
    const duration = this.notes.read(
      value,
      at,
      { is: 'a Duration', fix, required: true },
      (given): given is Duration => Duration.isDuration(given),
    );
    if (duration?.toSeconds() !== 0) return duration;
    this.notes.add('VML054', at, got(duration), 'an objective is longer than nothing', fix);
    return undefined;
  }

  retention(value: unknown): Required<BackupRetention> | undefined {
    const at = `${this.path}.retention`;
    const fix = 'write it as { daily: 28, monthly: 12 }';
    const known = Object.fromEntries(RETENTION_RULES.map((rule) => [rule, true as const]));
    const given = this.notes.object(value, at, known, { is: 'an object', fix, required: true });
    if (given === undefined) return undefined;
    const before = this.problems.length;
    const count = (rule: keyof BackupRetention): number => {
      const amount = given[rule] ?? 0;
      if (Number.isSafeInteger(amount) && (amount as number) >= 0) return amount as number;
      this.notes.add(
        'VML038',
        `${at}.${rule}`,
        got(amount),
        'a retention counts backups: a whole number, 0 or more',
        fix,
      );
      return 0;
    };
    const retention = {
      last: count('last'),
      daily: count('daily'),
      weekly: count('weekly'),
      monthly: count('monthly'),
      yearly: count('yearly'),
    };
    if (this.problems.length > before) return undefined;
    if (Object.values(retention).some((amount) => amount > 0)) return Object.freeze(retention);
    this.notes.add('VML038', at, '0 of everything', 'this retention keeps nothing', fix);
    return undefined;
  }

  target(value: unknown, field: string, required: boolean): BackupTarget | undefined {
    const at = `${this.path}.${field}`;
    const fix = "write it as { storage: '/srv/backup', failureDomain: 'site-b' }";
    const known = { storage: true, failureDomain: true } as const;
    const given = this.notes.object(value, at, known, { is: 'an object', fix, required });
    if (given === undefined) return undefined;
    const text = { is: 'a text', fix, required: true };
    const before = this.problems.length;
    this.notes.text(given.storage, `${at}.storage`, { ...text, token: true });
    const failureDomain = this.notes.text(given.failureDomain, `${at}.failureDomain`, text);
    if (failureDomain === undefined || this.problems.length > before) return undefined;
    return Object.freeze({ storage: given.storage as string, failureDomain });
  }

  meetsRecoveryPoint(objective?: Duration, full?: Schedule, incremental?: Schedule): void {
    if (objective === undefined || full === undefined) return;
    const at = `${this.path}.recoveryPoint`;
    if (full.longestGap() === undefined) {
      this.notes.add(
        'VML037',
        `${this.path}.full`,
        got(full),
        'full backups go on: without a new one the increments of the last one grow for ever',
        "write it as in Schedule.weekly('sun', '02:00')",
      );
      return;
    }
    const gap = Schedule.longestGap(incremental === undefined ? [full] : [full, incremental]);
    if (gap !== undefined && gap.toSeconds() <= objective.toSeconds()) return;
    const reason =
      gap === undefined
        ? 'the schedules end, and no objective is met after that'
        : `the schedules leave ${gap.toText()} between two backups, which is more than may be lost`;
    this.notes.add(
      'VML037',
      at,
      got(objective),
      reason,
      'back up more often, or declare a longer recoveryPoint',
    );
  }

  isTestedYearly(restoreTest?: Schedule): void {
    if (restoreTest === undefined) return;
    const gap = restoreTest.longestGap();
    if (gap !== undefined && gap.toSeconds() <= LONGEST_UNTESTED.toSeconds()) return;
    this.notes.add(
      'VML037',
      `${this.path}.restoreTest`,
      got(restoreTest),
      'a restore is tested at least once a year (NIST SP 800-34)',
      "write it as in Schedule.quarterly(1, '06:00')",
    );
  }

  copyLiesElsewhere(target?: BackupTarget, copy?: BackupTarget): void {
    if (target === undefined || copy === undefined) return;
    for (const field of ['storage', 'failureDomain'] as const) {
      if (!sameDomain(target[field], copy[field])) continue;
      this.notes.add(
        'VML038',
        `${this.path}.copyTarget.${field}`,
        got(copy[field]),
        'a second copy that fails together with the first is none',
        'keep it in another failure domain',
      );
    }
  }
}
