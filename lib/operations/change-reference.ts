/**
 * The ticket of a planned change, beside its record: `plans/<stack>.change.json`.
 *
 * Input: the text of the file. Output: the ticket. May import: lib/errors.
 */

import { got, throwIfAny, type Problem } from '../errors';

export interface ChangeReference {
  /** The ticket, such as `CHG-1`. */
  readonly reference: string;
  /** Digest of the record that it is for: a ticket of another change is none of this one. */
  readonly record: string;
}

export function changeReferenceText({ reference, record }: ChangeReference): string {
  return `${JSON.stringify({ reference, record }, undefined, 2)}\n`;
}

/** @throws VmLifecycleError VML066 for what is no such file */
export function readChangeReference(text: string, source: string): ChangeReference {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const given =
    typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  throwIfAny(
    (['reference', 'record'] as const)
      .filter((field) => typeof given[field] !== 'string' || given[field] === '')
      .map((field): Problem => ({
        code: 'VML066',
        path: `${source}.${field}`,
        got: got(given[field]),
        rule: 'it is a text',
        fix: 'run `vm-lifecycle plan` with --reference',
      })),
  );
  return { reference: String(given.reference), record: String(given.record) };
}
