import type { Finding } from '../review/review';
import { isObject } from '../model/json';

/** Rules of a package that say something; any other rule is a helper of theirs. */
export const resultRules = ['findings', 'deny', 'violation', 'warn'] as const;

type ResultRule = (typeof resultRules)[number];

/** A finding about a policy that gave no usable answer: what can't be decided is denied. */
export function failure(rule: string, source: string, message: string): Finding {
  return { rule, severity: 'deny', message: `${source}: ${message}`, source };
}

/**
 * Findings of a package, by its rules: `findings`, a set of { rule, severity, subject?, message }, or conftest's `deny`,
 * `violation` and `warn`, sets of texts or of objects with `msg`. What is neither is a finding itself.
 *
 * @param source name of the policy, for people
 */
export function packageFindings(document: unknown, source: string): readonly Finding[] {
  if (!isObject(document)) {
    return [failure('policy-undefined', source, 'the policy gives no result')];
  }
  const given = resultRules.filter((rule) => Object.hasOwn(document, rule));
  if (given.length === 0) {
    const wanted = resultRules.join(', ');
    return [failure('policy-undefined', source, `the policy gives none of ${wanted}`)];
  }
  return given.flatMap((rule) => ruleFindings(rule, document[rule], source));
}

/** Findings of one rule. */
export function ruleFindings(rule: ResultRule, value: unknown, source: string): readonly Finding[] {
  if (value === undefined) {
    return [failure('policy-undefined', source, `its rule ${rule} is undefined`)];
  }
  if (!Array.isArray(value)) {
    return [failure('policy-malformed', source, `its rule ${rule} is no set`)];
  }
  return value.map((entry: unknown) =>
    rule === 'findings' ? ownFinding(entry, source) : conftestFinding(rule, entry, source),
  );
}

function ownFinding(entry: unknown, source: string): Finding {
  if (!isObject(entry) || !isText(entry.rule) || !isText(entry.message) || !isSubject(entry)) {
    const wanted = 'a finding is { rule, severity, subject?, message }, all texts';
    return failure('policy-malformed', source, `${wanted}; it gave ${shown(entry)}`);
  }
  const { rule, severity, subject, message } = entry;
  const known = severity === 'deny' || severity === 'warn';
  return {
    rule,
    severity: known ? severity : 'deny',
    ...(subject === undefined ? {} : { subject }),
    message: known ? message : `${message} (its severity is ${shown(severity)}: taken for deny)`,
    source,
  };
}

function conftestFinding(
  rule: Exclude<ResultRule, 'findings'>,
  entry: unknown,
  source: string,
): Finding {
  const record = isObject(entry) ? entry : { msg: entry };
  if (!isText(record.msg) || !isSubject(record)) {
    const wanted = 'an entry is a text, or an object with a text msg';
    return failure('policy-malformed', source, `${wanted}; ${rule} gave ${shown(entry)}`);
  }
  return {
    rule: isText(record.rule) ? record.rule : rule,
    severity: rule === 'warn' ? 'warn' : 'deny',
    ...(record.subject === undefined ? {} : { subject: record.subject }),
    message: record.msg,
    source,
  };
}

/** By severity, subject, rule and message, in code units; each once. */
export function sortFindings(findings: readonly Finding[]): readonly Finding[] {
  const keyed = findings.map((finding) => {
    const { severity, subject = '', rule, message, source } = finding;
    return { finding, key: [severity, subject, rule, message, source].join('\u0000') };
  });
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return keyed.filter(({ key }, i) => key !== keyed[i - 1]?.key).map(({ finding }) => finding);
}

function shown(value: unknown): string {
  // A policy may have put anything of the plan into it.
  return value === null
    ? 'null'
    : Array.isArray(value)
      ? 'a list'
      : `a value of type ${typeof value}`;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function isSubject(
  record: Readonly<Record<string, unknown>>,
): record is Readonly<Record<string, unknown>> & { readonly subject?: string } {
  return record.subject === undefined || typeof record.subject === 'string';
}
