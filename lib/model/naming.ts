import { errorCodes, throwIfAny, type Problem } from '../errors';
import { memoize } from './memo';
import { shown } from './notes';
import { hasControlCharacter } from './text';

/** Naming convention of an environment: a pattern that names are generated from and checked against. */
export interface NamingConvention {
  /**
   * Text with fields in braces: `{environment}-{application}-{role}-{number:2}`.
   * `{number:2}` is a number with two digits; every other field is a word of a-z and 0-9.
   */
  readonly pattern: string;
}

/** A part of a pattern: fixed text, a word, or a number with so many digits. */
type Part = { readonly text: string } | { readonly field: string; readonly digits?: number };

interface Pattern {
  readonly parts: readonly Part[];
  readonly matcher: RegExp;
}

const WORD = '[a-z0-9]+';
const EXAMPLE = 'write a pattern such as "{environment}-{application}-{number:2}"';

/**
 * A name made by a convention: `{ environment: 'dev', application: 'shop', number: 7 }` gives `dev-shop-07`.
 *
 * @throws VML045 where the pattern is wrong, or a field is missing, unknown, or no word
 */
export function generateName(
  convention: NamingConvention,
  fields: Readonly<Record<string, string | number>>,
  path = 'name',
): string {
  const pattern = readPattern(convention);
  if (typeof pattern === 'string') throwIfAny([patternProblem(convention, path, pattern)]);
  const parts = (pattern as Pattern).parts;
  const problems: Problem[] = [];
  const note = (field: string, value: unknown, rule: string, fix: string): void => {
    problems.push({ code: 'VML045', path: `${path}.${field}`, got: shown(value), rule, fix });
  };
  const known = parts.flatMap((part) => ('field' in part ? [part.field] : []));
  for (const field of Object.keys(fields).filter((name) => !known.includes(name))) {
    const rule = `the pattern has the fields ${known.join(', ')}`;
    note(field, fields[field], rule, 'remove it');
  }
  const name = parts.map((part) => ('text' in part ? part.text : fill(part))).join('');
  throwIfAny(problems);
  return name;

  function fill({ field, digits }: { field: string; digits?: number }): string {
    const value = Object.hasOwn(fields, field) ? fields[field] : undefined;
    if (digits === undefined) {
      if (typeof value === 'string' && /^[a-z0-9]+$/.test(value)) return value;
      note(field, value, 'a field of a name is a word of a-z and 0-9', 'give such a word');
      return '';
    }
    const number = typeof value === 'number' && Number.isSafeInteger(value) ? value : -1;
    const text = String(number).padStart(digits, '0');
    if (number >= 0 && text.length === digits) return text;
    const range = `0 to ${'9'.repeat(digits)}`;
    note(field, value, `this number is ${range}`, 'give such a number');
    return '';
  }
}

/** What is wrong with a name under a convention (VML045). */
export function checkName(
  convention: NamingConvention,
  name: string,
  path = 'name',
): readonly Problem[] {
  const pattern = readPattern(convention);
  if (typeof pattern === 'string') return [patternProblem(convention, path, pattern)];
  if (pattern.matcher.test(name)) return [];
  const rule = `${errorCodes.VML045}, ${shown(convention.pattern)}`;
  const example = pattern.parts.map((part) => ('text' in part ? part.text : exampleOf(part)));
  const fix = `write it like "${example.join('')}"`;
  return [{ code: 'VML045', path, got: shown(name), rule, fix }];
}

function exampleOf({ field, digits }: { field: string; digits?: number }): string {
  return digits === undefined ? field.toLowerCase() : '1'.padStart(digits, '0');
}

function patternProblem(convention: unknown, path: string, rule: string): Problem {
  const pattern: unknown = (convention as NamingConvention | null | undefined)?.pattern;
  const fix = EXAMPLE;
  return { code: 'VML045', path: `${path} (naming.pattern)`, got: shown(pattern), rule, fix };
}

/** The pattern in parts, or what is wrong with it. */
function readPattern(convention: unknown): Pattern | string {
  const pattern: unknown = (convention as NamingConvention | null | undefined)?.pattern;
  return typeof pattern === 'string' ? parse(pattern) : 'a naming pattern is a text';
}

const parse = memoize((pattern): Pattern | string => {
  const parts: Part[] = [];
  const fields = new Set<string>();
  for (const [piece] of pattern.matchAll(/\{[^{}]*\}|[^{}]+|[{}]/g)) {
    const [, field, digits] = /^\{([A-Za-z]+)(?::([1-9]))?\}$/.exec(piece) ?? [];
    const previous = parts.at(-1);
    if (field === undefined) {
      if (/[{}]/.test(piece)) return 'a field is written {word} or {number:2}, with 1 to 9 digits';
      if (hasControlCharacter(piece) || /[/\\%]/.test(piece)) {
        return 'the fixed text of a pattern has no control characters, "/", "\\" and "%"';
      }
      parts.push({ text: piece });
      continue;
    }
    const isNumber = field === 'number';
    if (isNumber !== (digits !== undefined)) {
      return '"number", and no other field, says how many digits it has, as in {number:2}';
    }
    if (fields.has(field)) return 'a field stands once in a pattern';
    if (
      !isNumber &&
      previous !== undefined &&
      'field' in previous &&
      previous.digits === undefined
    ) {
      // Nobody could tell where the first word ends.
      return 'there is fixed text between two words';
    }
    fields.add(field);
    parts.push({ field, digits: digits === undefined ? undefined : Number(digits) });
  }
  if (fields.size === 0) return 'a pattern has at least one field';
  return { parts, matcher: new RegExp(`^${parts.map(sourceOf).join('')}$`) };
});

function sourceOf(part: Part): string {
  if ('text' in part) return part.text.replace(/[^a-zA-Z0-9]/g, '\\$&');
  return part.digits === undefined ? WORD : `\\d{${String(part.digits)}}`;
}
