/**
 * The file of a plan record.
 *
 * Input: a record, or the text of one. Output: the text, or the record, checked by `plan-record.schema.json`. May import:
 * lib/errors.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VmLifecycleError, type Problem } from '../../errors';
import type { PlanRecord, RecordedValue } from './plan-record';
import { schemaFaults, type Schema } from './schema-faults';

/**
 * The text of a record, byte for byte the same for the same plan: JSON with one line for each value, so that git shows what
 * changed between two records.
 */
export function recordText(record: PlanRecord): string {
  const lists = [
    entryText(record, recordFields, ''),
    `  "changes": ${listText(record.changes, '  ', (one, indent) => opened(one, changeFields, indent))}`,
    `  "drift": ${listText(record.drift, '  ', (one, indent) => opened(one, driftFields, indent))}`,
  ];
  return `{\n${lists.join(',\n')}\n}\n`;
}

/**
 * Reads a record. Whether its digests fit is seen when it is compared.
 *
 * @throws VmLifecycleError VML066 for every fault, with its path
 */
export function readRecord(text: string, source: string): PlanRecord {
  let value: unknown;
  try {
    value = JSON.parse(text) as unknown;
  } catch {
    const fault = /^(<{7}|={7}|>{7})/m.test(text) ? 'a merge that is not finished' : 'no JSON';
    throw new VmLifecycleError([problem(source, fault, 'a plan record is JSON')]);
  }
  const faults = schemaFaults(
    (schema ??= readSchema()),
    value,
    'a plan record has the fields of its format alone',
  );
  if (faults.length > 0) {
    throw new VmLifecycleError(
      faults.map(({ path, got, rule }) => problem(`${source}${path}`, got, rule)),
    );
  }
  return value as PlanRecord;
}

let schema: Schema | undefined;

function readSchema(): Schema {
  return JSON.parse(readFileSync(join(__dirname, 'plan-record.schema.json'), 'utf8')) as Schema;
}

function problem(path: string, given: string, rule: string): Problem {
  return {
    code: 'VML066',
    path,
    got: given,
    rule,
    fix: 'restore the file from git, or write it anew with `vm-lifecycle plan`',
  };
}

/** The fields in the order in which people read them, however the object was made. */
const recordFields = ['format', 'stack', 'engine', 'state', 'lock', 'synth', 'key', 'digest'];
const changeFields = [
  'address',
  'previousAddress',
  'deposed',
  'provider',
  'type',
  'actions',
  'actionReason',
  'replacePaths',
  'importId',
  'identity',
  'values',
  'unchanged',
  'digest',
];
const driftFields = ['address', 'kind', 'values'];
const valueFields: readonly (keyof RecordedValue)[] = [
  'path',
  'before',
  'after',
  'unknown',
  'hidden',
  'beforeDigest',
  'afterDigest',
];

/** Fields that are lists of values. */
const valueLists = new Set(['identity', 'values']);

/** Entries are opened, one field a line. */
function entryText(entry: object, names: readonly string[], indent: string): string {
  const fields = entry as Readonly<Record<string, unknown>>;
  const inner = `${indent}  `;
  const lines: string[] = [];
  for (const name of names) {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (value === undefined) continue;
    const text = valueLists.has(name)
      ? listText(value as readonly RecordedValue[], inner, valueText)
      : oneLine(value);
    lines.push(`${inner}"${name}": ${text}`);
  }
  return lines.join(',\n');
}

function opened(entry: object, names: readonly string[], indent: string): string {
  return `{\n${entryText(entry, names, indent)}\n${indent}}`;
}

function listText<T>(
  list: readonly T[],
  indent: string,
  text: (one: T, indent: string) => string,
): string {
  if (list.length === 0) return '[]';
  const inner = `${indent}  `;
  return `[\n${list.map((one) => inner + text(one, inner)).join(',\n')}\n${indent}]`;
}

function valueText(value: RecordedValue): string {
  let members = '';
  for (const name of valueFields) {
    const one = Object.hasOwn(value, name) ? value[name] : undefined;
    if (one === undefined) continue;
    members += `${members === '' ? '' : ', '}"${name}": ${oneLine(one)}`;
  }
  return members === '' ? '{}' : `{ ${members} }`;
}

/** As Prettier writes what fits into a line. */
function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([key, one]) => `${JSON.stringify(key)}: ${oneLine(one)}`,
  );
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}
