/** Lays out a review for a picture: its Markdown as lines of words in columns of one width. */

import type { PhrasingContent, RootContent, Table } from 'mdast';
import { remark } from 'remark';
import remarkGfm from 'remark-gfm';
import type { Span } from './svg';

type Line = readonly Span[];

/** Impacts as they are coloured on a terminal. */
const impactKinds: Readonly<Record<string, Span['kind']>> = {
  'data-loss': 'bad',
  rebuild: 'bad',
  'power-cycle': 'bad',
  reboot: 'warn',
};

export function reviewLines(markdown: string, columns: number): readonly Line[] {
  const { children } = remark().use(remarkGfm).parse(markdown);
  return children.flatMap((node, index) => [
    ...(index === 0 ? [] : [[]]),
    ...linesOf(node, columns),
  ]);
}

function linesOf(node: RootContent, columns: number, indent = ''): readonly Line[] {
  switch (node.type) {
    case 'heading':
      return wrapped(
        spansOf(node.children).map((span) => ({ kind: 'bold' as const, ...span })),
        columns,
        indent,
      );
    case 'paragraph':
      return wrapped(spansOf(node.children), columns, indent);
    case 'list':
      return node.children.flatMap((item) =>
        item.children.flatMap((child, index) =>
          index === 0
            ? firstOfItem(linesOf(child, columns, `${indent}  `), indent)
            : linesOf(child, columns, `${indent}  `),
        ),
      );
    case 'table':
      return tableLines(node);
    case 'code':
      return node.value
        .split('\n')
        .map((line) => [{ text: `${indent}  ${line}`, kind: 'code' as const }]);
    default:
      throw new Error(`a review with a ${node.type} can't be drawn yet`);
  }
}

function firstOfItem([first = [], ...rest]: readonly Line[], indent: string): readonly Line[] {
  const [, ...spans] = first;
  return [[{ text: `${indent}• ` }, ...spans], ...rest];
}

function spansOf(nodes: readonly PhrasingContent[], kind?: Span['kind']): readonly Span[] {
  return nodes.flatMap((node): readonly Span[] => {
    if (node.type === 'text') return [spanOf(node.value, kind)];
    if (node.type === 'inlineCode') return [spanOf(node.value, 'code')];
    if (node.type === 'strong') {
      const text = node.children.map((child) => ('value' in child ? child.value : '')).join('');
      return [spanOf(text, impactKinds[text] ?? 'bold')];
    }
    throw new Error(`a review with a ${node.type} can't be drawn yet`);
  });
}

function spanOf(text: string, kind: Span['kind']): Span {
  return kind === undefined ? { text } : { text, kind };
}

/** Broken between words, and within a word that is longer than a line. */
function wrapped(spans: readonly Span[], columns: number, indent: string): readonly Line[] {
  const lines: Span[][] = [[{ text: indent }]];
  let used = indent.length;
  for (const span of spans) {
    for (const word of span.text.split(/(?<=\s)/)) {
      if (used > indent.length && used + word.trimEnd().length > columns) {
        lines.push([{ text: indent }]);
        used = indent.length;
      }
      for (let from = 0; from < word.length; from += columns - indent.length) {
        if (from > 0) lines.push([{ text: indent }]);
        const part = word.slice(from, from + columns - indent.length);
        lines.at(-1)?.push({ ...span, text: part });
        used = (from > 0 ? indent.length : used) + part.length;
      }
    }
  }
  return lines;
}

function tableLines({ children }: Table): readonly Line[] {
  const rows = children.map((row) => row.children.map((cell) => spansOf(cell.children)));
  const lengthOf = (cell: readonly Span[]): number =>
    cell.reduce((sum, { text }) => sum + text.length, 0);
  const widths = (rows[0] ?? []).map((_cell, column) =>
    Math.max(...rows.map((row) => lengthOf(row[column] ?? []))),
  );
  return rows.map((row, index) =>
    row.flatMap((cell, column) => [
      ...(index === 0 ? cell.map((span): Span => ({ ...span, kind: 'quiet' })) : cell),
      { text: ' '.repeat((widths[column] ?? 0) - lengthOf(cell) + 3) },
    ]),
  );
}
