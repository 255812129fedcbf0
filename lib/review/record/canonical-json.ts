import { createHash } from 'node:crypto';

/**
 * One text for one value: the JSON Canonicalization Scheme (RFC 8785). Names are sorted by UTF-16 code units, numbers and
 * strings are written as ECMAScript does; names without a value are left out, as `JSON.stringify` does.
 */
export function canonicalJson(value: unknown): string {
  if (value instanceof CanonicalText) return value.text;
  if (Array.isArray(value)) return `[${value.map((one) => canonicalJson(one)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const fields = value as Readonly<Record<string, unknown>>;
  // Most of the time of a large record is spent here: no lists in between, and the order that `sort` has by itself.
  let members = '';
  for (const name of Object.keys(fields).sort()) {
    const member = fields[name];
    if (member === undefined) continue;
    if (members !== '') members += ',';
    members += `${nameText(name)}:${canonicalJson(member)}`;
  }
  return `{${members}}`;
}

/** What is canonical text already: it stands for its value. */
export class CanonicalText {
  constructor(readonly text: string) {}
}

/** Names of attributes, which need no escapes, are written as they are. */
function nameText(name: string): string {
  return /^\w*$/.test(name) ? `"${name}"` : JSON.stringify(name);
}

/** SHA-256 of the canonical text, in hexadecimal digits. */
export function digestOf(value: unknown): string {
  return sha256(canonicalJson(value));
}

export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** The object without some of its fields. */
export function without(value: object, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}
