/**
 * Texts of foreign plans, made harmless for the place where they are shown.
 *
 * Input: any text or value. Output: one line of text. May import: nothing.
 */

/** Control characters, line and paragraph separators, and marks that turn the direction of writing. */
const unprintable =
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** One line that says what it holds: a line break shows as `\n`, other invisible characters as `\u{..}`. */
export function oneLine(text: string): string {
  return text.replace(unprintable, (character) => {
    if (character === '\n') return '\\n';
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}

/** The beginning of a text, which says how long it is. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  // Never half of a character that takes two units.
  const cut = text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
  return `${cut}… (${String(text.length)} characters)`;
}

/** A printed value, at most 120 characters long. Keys of objects are in their order in the plan. */
export function valueText(value: unknown): string {
  return shorten(oneLine(typeof value === 'string' ? value : JSON.stringify(value)), 120);
}

/** `1 change`, `2 changes`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${String(count)} ${count === 1 ? one : many}`;
}

/**
 * Markdown code, in which nothing is markup, a mention or a reference. In cells of tables, a text that would end the cell or
 * the code is written as HTML.
 */
export function code(text: string, inTable = false): string {
  const line = oneLine(text);
  if (line === '') return '(empty)';
  if (inTable && /[|\\`]/.test(line)) return htmlCode(line);
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = /^[` ]|[` ]$/.test(line) ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** The same as HTML, for places where Markdown is not read: every character that could be markup as its number. */
export function htmlCode(text: string): string {
  const escaped = oneLine(text).replace(
    /[^A-Za-z0-9 ]/gu,
    (one) => `&#${String(one.codePointAt(0))};`,
  );
  return `<code>${escaped}</code>`;
}

/** A block of code, one text a line. */
export function codeBlock(lines: readonly string[]): string {
  const texts = lines.map(oneLine);
  const longest = texts.reduce(
    (length, line) => Math.max(length, ...[...line.matchAll(/`+/g)].map(([run]) => run.length)),
    2,
  );
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${texts.join('\n')}\n${fence}`;
}

/** Words joined to a character of this kind would mention, refer to, or link something. */
const wordJoiner = '\u2060';

/** Plain Markdown text: no markup, no HTML, no links, no mentions of people, issues or requests. */
export function plain(text: string): string {
  return oneLine(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_{}[\]()|~]/g, '\\$&')
    .replace(/^(\s*)([-+=#]|\d+\.)/, '$1\\$2')
    .replace(/@|[#!$%](?=[\w"&])/g, `$&${wordJoiner}`)
    .replace(/:(?=\/\/)/g, `:${wordJoiner}`)
    .replace(/\b(www)(?=\.)/gi, `$1${wordJoiner}`);
}
