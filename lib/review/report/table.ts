/**
 * Tables for people.
 *
 * Input: cells, which may be coloured and have several lines. Output: a text. May import: nothing.
 */

import { stripVTControlCharacters } from 'node:util';

/**
 * Aligned columns without borders, two spaces between them, for terminals, pipes and logs alike. Table libraries take
 * minutes for the ten thousand rows that a plan may have.
 */
export function textTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows].flatMap(linesOfRow);
  const widths = head.map((_title, column) =>
    lines.reduce((widest, line) => Math.max(widest, widthOf(line[column] ?? '')), 0),
  );
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function linesOfRow(row: readonly string[]): readonly (readonly string[])[] {
  const cells = row.map((cell) => cell.split('\n'));
  const height = Math.max(...cells.map(({ length }) => length));
  return Array.from({ length: height }, (_line, index) => cells.map((cell) => cell[index] ?? ''));
}

/** Characters of East Asia and pictures, which take two columns. */
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]|\p{Emoji_Presentation}/gu;
/** What takes none: it belongs to the character before it. */
const narrow = /[\p{Mn}\p{Me}\p{Cf}]/gu;
/** Most cells. */
const plainAscii = /^[\x20-\x7e]*$/;

/** Columns that a text takes. */
function widthOf(text: string): number {
  if (plainAscii.test(text)) return text.length;
  const shown = stripVTControlCharacters(text).replace(narrow, '');
  return Array.from(shown).length + (shown.match(wide)?.length ?? 0);
}
