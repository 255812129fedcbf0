/** Small pictures as text: shapes with the colours of the page, light or dark. */

export interface Box {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly lines: readonly string[];
  /** Drawn in the colour of what counts most. @default false */
  readonly strong?: boolean;
}

export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly label?: string;
}

const LINE = 18;
const style = `
  .box { fill: #f6f8fa; stroke: #8c959f; }
  .strong { fill: #ddf4ff; stroke: #0969da; }
  text { fill: #1f2328; font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; white-space: pre; }
  .quiet { fill: #59636e; }
  .bold { font-weight: 700; }
  .bad { fill: #d1242f; }
  .warn { fill: #9a6700; }
  .code { fill: #0550ae; }
  .line { fill: none; stroke: #59636e; stroke-width: 1.3; }
  .tip { fill: #59636e; }
  .sheet { fill: #ffffff; stroke: #d1d9e0; }
  @media (prefers-color-scheme: dark) {
    .box { fill: #212830; stroke: #656c76; }
    .strong { fill: #10233d; stroke: #4493f8; }
    text { fill: #f0f6fc; }
    .quiet { fill: #9198a1; }
    .bad { fill: #ff7b72; }
    .warn { fill: #d29922; }
    .code { fill: #79c0ff; }
    .line { stroke: #9198a1; }
    .tip { fill: #9198a1; }
    .sheet { fill: #0d1117; stroke: #3d444d; }
  }
`;

export function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** A whole picture, on a sheet of its own, so that it can be read on any page. */
export function picture(
  title: string,
  [width, height]: readonly [number, number],
  content: readonly string[],
): string {
  const size = `width="${String(width)}" height="${String(height)}" viewBox="0 0 ${String(width)} ${String(height)}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" aria-label="${escaped(title)}">`,
    `<title>${escaped(title)}</title>`,
    `<style>${style}</style>`,
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto-start-reverse"><path class="tip" d="M0 0 8 4 0 8z"/></marker></defs>',
    `<rect class="sheet" x="0.5" y="0.5" width="${String(width - 1)}" height="${String(height - 1)}" rx="8"/>`,
    ...content,
    '</svg>',
    '',
  ].join('\n');
}

const heightOf = ({ lines }: Box): number => lines.length * LINE + 14;

export function boxOf(box: Box): string {
  const { x, y, width, lines, strong = false } = box;
  const rect = `<rect class="${strong ? 'box strong' : 'box'}" x="${String(x)}" y="${String(y)}" width="${String(width)}" height="${String(heightOf(box))}" rx="6"/>`;
  const texts = lines.map((line, index) => {
    const at = `x="${String(x + width / 2)}" y="${String(y + 20 + index * LINE)}" text-anchor="middle"`;
    return `<text class="${index === 0 ? 'bold' : 'quiet'}" ${at}>${escaped(line)}</text>`;
  });
  return [rect, ...texts].join('\n');
}

/** From the side of one box that faces the other, along one axis, or around a corner. */
export function arrowOf({ from, to, label }: Arrow, boxes: readonly Box[]): string {
  const find = (id: string): Box => {
    const found = boxes.find((box) => box.id === id);
    if (found === undefined) throw new Error(`the picture has no box ${id}`);
    return found;
  };
  const [a, b] = [find(from), find(to)];
  const middle = (box: Box): readonly [number, number] => [
    box.x + box.width / 2,
    box.y + heightOf(box) / 2,
  ];
  const [[ax, ay], [bx, by]] = [middle(a), middle(b)];
  const beside = a.x + a.width < b.x || b.x + b.width < a.x;
  const points = beside
    ? ax < bx
      ? [a.x + a.width, ay, b.x - 2, by]
      : [a.x, ay, b.x + b.width + 2, by]
    : ay < by
      ? [ax, a.y + heightOf(a), bx, b.y - 2]
      : [ax, a.y, bx, b.y + heightOf(b) + 2];
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = points;
  const path = beside
    ? `M${String(x1)} ${String(y1)} H${String((x1 + x2) / 2)} V${String(y2)} H${String(x2)}`
    : `M${String(x1)} ${String(y1)} V${String((y1 + y2) / 2)} H${String(x2)} V${String(y2)}`;
  const lines = [`<path class="line" d="${path}" marker-end="url(#tip)"/>`];
  if (label !== undefined) {
    const [x, y, anchor] = beside
      ? [(x1 + x2) / 2, Math.min(y1, y2) - 7, 'middle']
      : [Math.min(x1, x2) - 8, (y1 + y2) / 2 + 4, 'end'];
    lines.push(
      `<text class="quiet" x="${String(x)}" y="${String(y)}" text-anchor="${anchor}">${escaped(label)}</text>`,
    );
  }
  return lines.join('\n');
}

/** Words of one line, each with a class. */
export interface Span {
  readonly text: string;
  readonly kind?: 'quiet' | 'bold' | 'bad' | 'warn' | 'code';
}

/** A column of text is as wide as this, in the font of the pictures at 13 pixels. */
export const COLUMN = 7.83;

/** Lines of text in a font whose characters have one width. */
export function textOf(lines: readonly (readonly Span[])[]): readonly string[] {
  return lines.flatMap((spans, index) => {
    if (spans.length === 0) return [];
    const parts = spans.map(
      ({ text, kind }) =>
        `<tspan${kind === undefined ? '' : ` class="${kind}"`}>${escaped(text)}</tspan>`,
    );
    return [
      `<text x="20" y="${String(32 + index * LINE)}" xml:space="preserve">${parts.join('')}</text>`,
    ];
  });
}

export const heightOfText = (lines: number): number => 32 + lines * LINE + 6;
