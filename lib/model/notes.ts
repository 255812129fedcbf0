import { errorCodes, got, redacted, type ErrorCode, type Problem } from '../errors';
import { Size } from './size';
import { isLoose, Opaque, type Loose } from './snapshot';
import { nearest } from './suggest';
import { escapeControlCharacters, hasControlCharacter, holdsPrivateKey } from './text';
import { isUnit } from './units';

/** What a field is, in the words of its error texts. */
export interface Expectation {
  /** Completes "it is": `a text`, `"uefi" or "bios"`. */
  readonly is: string;
  /** What to do where it is something else, or missing. */
  readonly fix: string;
  /** @default false */
  readonly required?: boolean;
  /** A Terraform token may stand here. @default false */
  readonly token?: boolean;
}

/** Renders a value for an error text. Lists and objects are named, not printed: a secret might be inside. */
export function shown(value: unknown): string {
  if (value === null) return 'null';
  if (value instanceof Opaque) return value.description;
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && !isUnit(value)) return 'an object';
  if (typeof value === 'symbol') return 'a symbol';
  if (typeof value === 'string' && holdsPrivateKey(value)) return redacted('a private key');
  return escapeControlCharacters(got(value));
}

/** `a`, `a or b`, `a, b or c`. */
export function alternatives(words: readonly string[]): string {
  const quoted = words.map((word) => `"${word}"`);
  return [quoted.slice(0, -1).join(', '), ...quoted.slice(-1)].filter(Boolean).join(' or ');
}

/** Path of a field or entry whose name comes from the input: `tags.team`, `tags["cost centre"]`. */
export function member(path: string, name: string): string {
  if (/^[A-Za-z_][\w-]{0,79}$/.test(name)) return `${path}.${name}`;
  return `${path}[${escapeControlCharacters(got(name))}]`;
}

/** Order of problems: by path, then by code. */
export function byPath(a: Problem, b: Problem): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.code < b.code ? -1 : a.code > b.code ? 1 : 0;
}

const SECRET_NAME = /passw|pwd|passphrase|secret|private_?key/i;

/**
 * Collects the problems of one rule. The readers note what has the wrong type, and return a value only where there is
 * one to check: undefined stands for absent, wrong, and for a token.
 */
export class Notes {
  readonly problems: Problem[] = [];

  constructor(private readonly isTokenValue: (value: unknown) => boolean) {}

  add(code: ErrorCode, path: string, value: string, rule: string, fix: string): void {
    this.problems.push({ code, path, got: value, rule, fix });
  }

  isToken(value: unknown): boolean {
    if (typeof value === 'boolean') return false;
    return value instanceof Opaque ? value.isToken : this.isTokenValue(value);
  }

  /** Notes a value of the wrong type. */
  wrong(value: unknown, path: string, { is, fix }: Expectation): void {
    this.add('VML048', path, shown(value), `it is ${is}`, fix);
  }

  /** A value of the type that is asked for; notes a missing one, a wrong one, and a token where none may be. */
  read<T>(
    value: unknown,
    path: string,
    expected: Expectation,
    isType: (value: unknown) => value is T,
  ): T | undefined {
    if (value === undefined || (value === null && expected.required === true)) {
      if (expected.required === true) {
        this.add('VML041', path, shown(value), errorCodes.VML041, expected.fix);
      }
    } else if (this.isToken(value)) {
      if (expected.token !== true) {
        this.add('VML046', path, 'a token', errorCodes.VML046, 'give the value itself');
      } else if (!isType(value)) {
        this.wrong(new Opaque('a token of another type', true), path, expected);
      }
    } else if (isType(value)) {
      return value;
    } else {
      this.wrong(value, path, expected);
    }
    return undefined;
  }

  /** A text of one line. */
  text(value: unknown, path: string, expected: Expectation): string | undefined {
    // First of all, and in tokens too: a token does not excuse what stands beside it.
    if (typeof value === 'string' && !this.isClean(value, path)) return undefined;
    const text = this.read(value, path, expected, isString);
    if (text?.trim() === '' && expected.required === true) {
      this.add('VML041', path, shown(text), errorCodes.VML041, expected.fix);
      return undefined;
    }
    return text;
  }

  /** Notes a private key, or a control character; false where there is one. */
  private isClean(value: string, path: string): boolean {
    if (this.holdsSecret(value, path)) return false;
    if (!hasControlCharacter(value)) return true;
    this.add('VML008', path, shown(value), errorCodes.VML008, 'write it in one line');
    return false;
  }

  /** Notes a private key, wherever it stands. */
  holdsSecret(value: string, path: string): boolean {
    if (!holdsPrivateKey(value)) return false;
    const fix = 'take it out, and make a new key: this one is no longer secret';
    this.add('VML039', path, shown(value), 'a private key stands in no field', fix);
    return true;
  }

  flag(value: unknown, path: string): void {
    this.read(value, path, FLAG, isBoolean);
  }

  /** One of a few words. */
  word(value: unknown, path: string, words: readonly string[], required = false): void {
    // By far the most common cases, without making texts for errors that don't occur.
    if (value === undefined && !required) return;
    if (typeof value === 'string' && words.includes(value)) return;
    const is = alternatives(words);
    const text = this.read(value, path, { is, fix: `write ${is}`, required }, isString);
    if (text === undefined) return;
    const meant = nearest(text, words);
    this.wrong(text, path, {
      is,
      fix: meant === undefined ? `write ${is}` : `did you mean "${meant}"?`,
    });
  }

  size(value: unknown, path: string, example: string, required = false): Size | undefined {
    const expected = { is: 'a Size', fix: `write it as ${example}`, required };
    return this.read(value, path, expected, isSize);
  }

  list(value: unknown, path: string, expected: Expectation): readonly unknown[] {
    return this.read(value, path, expected, isList) ?? [];
  }

  /** An object; fields that are not in the table of known ones are noted. */
  object(
    value: unknown,
    path: string,
    known: Readonly<Record<string, true>>,
    expected: Expectation,
  ): Loose | undefined {
    // A text here might be a whole file that went astray, with secrets in it.
    const printable = typeof value === 'string' && !this.isToken(value) ? ASTRAY : value;
    const loose = this.read(printable, path, expected, isLoose);
    if (loose !== undefined) this.unknownFields(loose, path, known);
    return loose;
  }

  /** Notes fields that nobody reads: a value with a misspelt name would have no effect, silently. */
  unknownFields(value: Loose, path: string, known: Readonly<Record<string, true>>): void {
    for (const name of Object.keys(value)) {
      if (Object.hasOwn(known, name)) continue;
      if (SECRET_NAME.test(name)) {
        const fix = 'remove it; give guest.sshAuthorizedKeys or guest.sshCertificateAuthority';
        this.add('VML039', member(path, name), redacted('a secret'), errorCodes.VML039, fix);
        continue;
      }
      const meant = nearest(name, Object.keys(known));
      const fix = meant === undefined ? 'remove it' : `did you mean "${meant}"?`;
      // The value is not printed: nobody knows what it is.
      const field = `field ${escapeControlCharacters(got(name))}`;
      this.add('VML043', member(path, name), field, errorCodes.VML043, fix);
    }
  }
}

const FLAG: Expectation = { is: 'true or false', fix: 'write true or false, without quotes' };
const ASTRAY = new Opaque('a text', false);

function isString(value: unknown): value is string {
  return typeof value === 'string';
}
function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean';
}
function isSize(value: unknown): value is Size {
  return Size.isSize(value);
}
function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
