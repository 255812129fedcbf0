/**
 * Colours, in one way for reports and commands.
 *
 * Input: a stream and the environment. Output: whether it may be coloured, and coloured texts. May import: nothing.
 */

import { styleText } from 'node:util';

export type Style = Parameters<typeof styleText>[0];

/** A text in a style, or as it is. */
export type Paint = (style: Style, text: string) => string;

/** @param color false: every text stays as it is */
export function painter(color: boolean): Paint {
  return (style, text) => (color ? styleText(style, text, { validateStream: false }) : text);
}

/**
 * Whether a stream may be coloured: a terminal may, a pipe or file may not. `NO_COLOR` (https://no-color.org) takes colours
 * away, `FORCE_COLOR` asks for them anywhere, and its value `0` or `false` takes them away, as Node.js reads it.
 */
export function mayColor(
  { isTTY = false }: { readonly isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  const { FORCE_COLOR: forced, NO_COLOR: none = '', TERM: kind } = environment;
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return none === '' && kind !== 'dumb' && isTTY;
}
