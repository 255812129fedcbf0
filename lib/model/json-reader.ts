import { got, type ErrorCode, type Problem } from '../errors';
import { isDate } from './dates';
import { alternatives, shown } from './notes';
import { nearest } from './suggest';
import { hasControlCharacter, holdsPrivateKey } from './text';
import { isObject, type JsonObject } from './json';

/** What a number has to be. */
export interface IntegerRange {
  readonly minimum: number;
  readonly maximum: number;
}

/**
 * Reads a file that was parsed as JSON, and collects everything that is wrong with it (VML066). Readers return a value
 * that has the right type also where there is none: nobody uses it, because the problems are thrown in the end.
 */
export class JsonReader {
  readonly problems: Problem[] = [];

  /** @param fix - what to do about the file as a whole, such as `write it as docs/hooks.md shows` */
  constructor(private readonly fix: string) {}

  add(path: string, given: string, rule: string, fix = this.fix, code: ErrorCode = 'VML066'): void {
    this.problems.push({ code, path, got: given, rule, fix });
  }

  /** An object of these fields and no others; those that end in `?` may be left out. */
  object(value: unknown, path: string, fields: readonly string[]): JsonObject {
    if (!isObject(value)) {
      this.add(path, shown(value), 'it is an object');
      return {};
    }
    const names = fields.map((field) => field.replace(/\?$/, ''));
    for (const name of Object.keys(value).filter((one) => !names.includes(one))) {
      const meant = nearest(name, names);
      const fix = meant === undefined ? 'remove it' : `did you mean "${meant}"?`;
      this.add(path, `field ${got(name)}`, `the fields are ${names.join(', ')}`, fix);
    }
    for (const name of fields.filter((field) => !field.endsWith('?') && value[field] === undefined))
      this.add(`${path}.${name}`, 'nothing', 'it is given');
    return value;
  }

  /** A text of one line that says something, and holds no private key. */
  text(value: unknown, path: string, pattern?: RegExp, rule = 'it is a text of one line'): string {
    if (value === undefined) return '';
    const clean =
      typeof value === 'string' &&
      value.trim() !== '' &&
      value.length <= 4096 &&
      !hasControlCharacter(value) &&
      !holdsPrivateKey(value) &&
      (pattern === undefined || pattern.test(value));
    if (!clean) this.add(path, shown(value), rule);
    return clean ? value : '';
  }

  optionalText(value: unknown, path: string): string | undefined {
    return value === undefined ? undefined : this.text(value, path);
  }

  word<Word extends string>(value: unknown, path: string, words: readonly [Word, ...Word[]]): Word {
    const found = words.find((word) => word === value);
    if (found === undefined && value !== undefined) {
      this.add(path, shown(value), `it is ${alternatives(words)}`);
    }
    return found ?? words[0];
  }

  integer(value: unknown, path: string, { minimum, maximum }: IntegerRange): number {
    if (value === undefined) return minimum;
    const fits = typeof value === 'number' && Number.isSafeInteger(value);
    if (fits && value >= minimum && value <= maximum) return value;
    const rule = `it is a whole number from ${String(minimum)} to ${String(maximum)}`;
    this.add(path, shown(value), rule);
    return minimum;
  }

  flag(value: unknown, path: string): boolean {
    if (value !== undefined && typeof value !== 'boolean') {
      this.add(path, shown(value), 'it is true or false');
    }
    return value === true;
  }

  date(value: unknown, path: string): string {
    if (value === undefined) return '';
    if (typeof value === 'string' && isDate(value)) return value;
    this.add(path, shown(value), 'a day is written YYYY-MM-DD');
    return '';
  }

  list(value: unknown, path: string): readonly unknown[] {
    if (Array.isArray(value)) return value;
    if (value !== undefined) this.add(path, shown(value), 'it is a list');
    return [];
  }
}
