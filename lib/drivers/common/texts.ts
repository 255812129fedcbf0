import { Token } from 'cdktf';
import { redacted, type Problem } from '../../errors';
import { member, Notes } from '../../model/notes';

/** A user and a password in front of the host of a URL (RFC 3986, section 3.2.1). */
const URL_PASSWORD = /^[a-z][a-z0-9+.-]*:\/\/[^/?#@]*:[^/?#]*@/i;

/**
 * What is wrong with the texts of a hypervisor, a template, a network or a tag: control characters, private keys, and
 * passwords in URLs, all of which would stand in the synthesized JSON. Texts may be tokens.
 */
export function textProblems(
  texts: Readonly<Record<string, unknown>>,
  path: string,
  required = false,
): readonly Problem[] {
  const notes = new Notes((value) => Token.isUnresolved(value));
  for (const [field, value] of Object.entries(texts)) {
    const at = member(path, field);
    if (typeof value === 'string' && !Token.isUnresolved(value) && URL_PASSWORD.test(value)) {
      const rule = 'a password stands in no URL: it would be stored in the synthesized JSON';
      const fix = "take it out, and use the provider's own environment variables or an SSH key";
      notes.add('VML039', at, redacted('a URL with a password'), rule, fix);
    } else {
      notes.text(value, at, { is: 'a text', fix: 'give a text', token: true, required });
    }
  }
  return notes.problems;
}

/** What is wrong with fields that are one of a few words. */
export function wordProblems(
  fields: Readonly<Record<string, readonly [value: unknown, words: readonly string[]]>>,
  path: string,
): readonly Problem[] {
  const notes = new Notes((value) => Token.isUnresolved(value));
  for (const [field, [value, words]] of Object.entries(fields)) {
    notes.word(value, member(path, field), words);
  }
  return notes.problems;
}
