/** What every text of the input must satisfy, whatever field it stands in. */

/**
 * Characters that no single-line text contains: control characters (Unicode category Cc), lone surrogates, line and
 * paragraph separators, the byte order mark, and the direction overrides that make a text read differently from what
 * it is (CVE-2021-42574).
 */
const FORBIDDEN = /[\p{Cc}\p{Cs}\u2028\u2029\u202A-\u202E\u2066-\u2069\uFEFF]/u;
const ALL_FORBIDDEN = new RegExp(FORBIDDEN.source, 'gu');
const PLAIN = /^[\x20-\x7e]*$/;

/** True where a text has a line break or another character that would corrupt a file, a log or a review. */
export function hasControlCharacter(text: string): boolean {
  return !PLAIN.test(text) && FORBIDDEN.test(text);
}

/** Like {@link hasControlCharacter}, for texts of several lines: line feed and tab are allowed. */
export function hasControlCharacterInLines(text: string): boolean {
  return hasControlCharacter(text.replace(/[\n\t]/g, ' '));
}

/** The text with every forbidden character written as an escape, such as `\u0085`. */
export function escapeControlCharacters(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.replace(
    ALL_FORBIDDEN,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** PEM (RFC 7468), OpenSSH's own format without its frame, and PuTTY's. */
const PRIVATE_KEY = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY|b3BlbnNzaC1rZXktdjE|PuTTY-User-Key-File-/;

/** True where a text holds a private key, in whatever surroundings. */
export function holdsPrivateKey(text: string): boolean {
  return text.length > 19 && PRIVATE_KEY.test(text);
}
