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
import { isObject } from '../../model/json';

/**
 * The text of a record, byte for byte the same for the same plan: JSON with one line for each value, so that git shows what
 * changed between two records.
 */
export function recordText(record: PlanRecord): string {
  return `${pretty(ordered(record), '', '')}\n`;
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
function ordered(record: PlanRecord): unknown {
  return {
    ...inOrder(record, ['format', 'stack', 'engine', 'state', 'lock', 'synth', 'key', 'digest']),
    changes: record.changes.map((change) => ({
      ...inOrder(change, [
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
      ]),
      ...optionalValues('identity', change.identity),
      ...optionalValues('values', change.values),
    })),
    drift: record.drift.map((drift) => ({
      ...inOrder(drift, ['address', 'kind']),
      ...optionalValues('values', drift.values),
    })),
  };
}

function optionalValues(name: string, values: readonly RecordedValue[] | undefined): object {
  if (values === undefined) return {};
  const fields = [
    'path',
    'before',
    'after',
    'unknown',
    'hidden',
    'beforeDigest',
    'afterDigest',
  ] as const;
  return { [name]: values.map((value) => inOrder(value, fields)) };
}

function inOrder<T extends object>(value: T, names: readonly (keyof T)[]): object {
  return Object.fromEntries(
    names
      .filter((name) => Object.hasOwn(value, name) && value[name] !== undefined)
      .map((name) => [name, value[name]]),
  );
}

/** Lists of entries are opened, all else is one line. */
function pretty(value: unknown, indent: string, name: string): string {
  const inner = `${indent}  `;
  if (Array.isArray(value) && opened.has(name) && value.length > 0) {
    const elements = value.map((one) => `${inner}${pretty(one, inner, `${name}[]`)}`);
    return `[\n${elements.join(',\n')}\n${indent}]`;
  }
  if (isObject(value) && opened.has(name)) {
    const members = Object.entries(value).map(([key, member]) => {
      const child = name === '' ? key : `${name}.${key}`;
      return `${inner}${JSON.stringify(key)}: ${pretty(member, inner, child)}`;
    });
    return `{\n${members.join(',\n')}\n${indent}}`;
  }
  return oneLine(value);
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

const opened = new Set([
  '',
  'changes',
  'changes[]',
  'changes[].identity',
  'changes[].values',
  'drift',
  'drift[]',
  'drift[].values',
]);
