import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PolicyInput } from '../../../lib/policy/input';
import type { Finding } from '../../../lib/review/review';

/** An input of policies with what the pack finds in it. */
export interface PolicyFixture {
  readonly name: string;
  readonly input: PolicyInput;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly expected: readonly Pick<Finding, 'rule' | 'severity' | 'subject'>[];
}

const folder = join(__dirname, '..', '..', 'fixtures', 'policy');

/** `<rule>.pass.json`, `<rule>.fail.json`, and cases between. */
export const policyFixtures: readonly PolicyFixture[] = readdirSync(folder)
  .sort()
  .map((file) => ({
    name: file.replace(/\.json$/, ''),
    ...(JSON.parse(readFileSync(join(folder, file), 'utf8')) as Omit<PolicyFixture, 'name'>),
  }));

/** One harmless change of a production VM, with nothing to complain about. */
export function harmlessInput(overrides: Partial<PolicyInput> = {}): PolicyInput {
  const fixture = policyFixtures.find(({ name }) => name === 'owner-missing.pass')!;
  return { ...structuredClone(fixture.input), ...overrides };
}

/** Order is no part of a set. */
export function inOrder<T>(values: readonly T[]): readonly T[] {
  return values
    .map((one) => [JSON.stringify(one), one] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, one]) => one);
}

export function brief({
  rule,
  severity,
  subject,
}: Finding): Pick<Finding, 'rule' | 'severity' | 'subject'> {
  return { rule, severity, ...(subject === undefined ? {} : { subject }) };
}
