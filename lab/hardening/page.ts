import type { LynisReport } from './lynis';

const begin = '<!-- measured: begin -->';
const end = '<!-- measured: end -->';

/** The page with new figures between its marks; everything else stays. */
export function hardeningPage(
  page: string,
  measured: {
    readonly plain: LynisReport;
    readonly hardened: LynisReport;
    readonly generation: string;
  },
): string {
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from)
    throw new Error(`docs/hardening.md needs the marks ${begin} and ${end}`);
  return `${page.slice(0, from + begin.length)}\n${figures(measured)}\n${page.slice(to)}`;
}

function figures({
  plain,
  hardened,
  generation,
}: {
  readonly plain: LynisReport;
  readonly hardened: LynisReport;
  readonly generation: string;
}): string {
  return `
lynis ${hardened.version}, golden image \`${generation}\`, pack \`baseline\`:

| guest | hardening index | tests | findings |
| --- | --- | --- | --- |
| plain | ${String(plain.index)} | ${String(plain.tests)} | ${String(plain.findings.length)} |
| hardened | ${String(hardened.index)} | ${String(hardened.tests)} | ${String(hardened.findings.length)} |

What lynis still finds in the hardened guest:

${hardened.findings.map((finding) => `- ${finding.replace(/[<>|]/g, ' ')}`).join('\n')}
`;
}
