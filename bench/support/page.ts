/** Results as text: tables for the terminal and for docs/benchmarks.md. */

import type { BenchmarkResult } from './benchmark';
import {
  median,
  ratio,
  valuesOf,
  type ComparisonResult,
  type LimitResult,
  type SideResult,
} from './compare';
import { loadWarning } from './machine';

/** What is measured: heading, and how a number is written. */
const measures: Readonly<Record<string, { title: string; short: string; unit: string }>> = {
  seconds: { title: 'time', short: 'time', unit: 's' },
  agentSeconds: { title: 'until the guest agents answer', short: 'to agent', unit: 's' },
  addedSeconds: { title: 'added to plan and show', short: 'added', unit: 's' },
  synthesisSeconds: { title: 'synthesis', short: 'synthesis', unit: 's' },
  initSeconds: { title: 'terraform init', short: 'init', unit: 's' },
  millisecondsPerVm: { title: 'time per VM', short: 'per VM', unit: 'ms' },
  cpuSeconds: { title: 'processor time', short: 'processor', unit: 's' },
  peakMebibytes: { title: 'peak memory', short: 'memory', unit: 'MiB' },
  diskMebibytes: { title: 'on disk', short: 'disk', unit: 'MiB' },
  packages: { title: 'packages', short: 'packages', unit: '' },
};

const measureOf = (name: string): { title: string; short: string; unit: string } =>
  measures[name] ?? { title: name, short: name, unit: '' };

/** Three digits that mean something; whole numbers as they are. */
function digits(value: number): string {
  if (Number.isInteger(value)) return String(value);
  if (Math.abs(value) >= 100) return value.toFixed(0);
  return Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(Math.abs(value) < 0.1 ? 3 : 2);
}

function cell(side: SideResult, measure: string): string {
  const values = valuesOf(side, measure);
  if (values.length === 0) return '-';
  const { unit } = measureOf(measure);
  const range = [Math.min(...values), Math.max(...values)].map(digits);
  const spread = range[0] === range[1] ? '' : ` (${range.join(' to ')})`;
  return `${digits(median(values))}${unit === '' ? '' : ` ${unit}`}${spread}`;
}

/** Head and rows: sides down, measures across, then the ratios to each peer. */
export function tableOf({ sides }: ComparisonResult): { head: string[]; rows: string[][] } {
  const names = [
    ...new Set(sides.flatMap(({ samples }) => samples.flatMap((one) => Object.keys(one)))),
  ];
  const order = Object.keys(measures);
  names.sort((a, b) => order.indexOf(a) - order.indexOf(b));
  const peers = sides.filter((side) => side.peer);
  const ratios = (side: SideResult, peer: SideResult): string =>
    side === peer
      ? ''
      : names
          .map((name) => ({ name, value: ratio(side, peer, name) }))
          .filter(({ value }) => Number.isFinite(value))
          .map(({ name, value }) => `${measureOf(name).short} ${value.toFixed(2)}`)
          .join(', ');
  return {
    head: [
      '',
      ...names.map((name) => measureOf(name).title),
      ...peers.map((peer) => `times ${peer.title}`),
    ],
    rows: sides.map((side) => [
      side.title,
      ...names.map((name) => cell(side, name)),
      ...peers.map((peer) => ratios(side, peer)),
    ]),
  };
}

export function limitText(limit: LimitResult): string {
  const { side, measure, peer, times, more, value, measured, met } = limit;
  const { short, unit } = measureOf(measure);
  const suffix = unit === '' ? '' : ` ${unit}`;
  const [is, most] =
    value !== undefined
      ? [`${digits(measured)}${suffix}`, `${digits(value)}${suffix}`]
      : times !== undefined
        ? [`${measured.toFixed(2)} times ${peer ?? ''}`, `${String(times)} times`]
        : [
            `${measured < 0 ? '' : '+'}${digits(measured)}${suffix} to ${peer ?? ''}`,
            `${digits(more ?? NaN)}${suffix}`,
          ];
  return `${met ? 'met' : 'NOT MET'}: ${side}, ${short}: ${is} (at most ${most})`;
}

function aligned(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export function comparisonText(comparison: ComparisonResult): string {
  const { head, rows } = tableOf(comparison);
  const limits = comparison.limits.map((limit) => `  ${limitText(limit)}\n`);
  return `${comparison.title}\n${aligned(head, rows)}\n${limits.join('')}`;
}

const line = (cells: readonly string[]): string =>
  `| ${cells.map((text) => text.replace(/\|/g, '\\|')).join(' | ')} |`;

function comparisonMarkdown(comparison: ComparisonResult): string {
  const { head, rows } = tableOf(comparison);
  const table = [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
  const limits = comparison.limits.map((limit) => `- ${limitText(limit)}`).join('\n');
  return `### ${comparison.title}\n\n${table}\n${limits === '' ? '' : `\n${limits}\n`}`;
}

function machineText({ machine, date, loadAtStart }: BenchmarkResult): string {
  const providers = Object.entries(machine.providers).map(
    ([name, version]) => `${name} ${version}`,
  );
  const warning = loadWarning(loadAtStart);
  return (
    `${date}; ${machine.cpu}, ${String(machine.cores)} cores, ${String(machine.memoryGibibytes)} GiB; ${machine.os}; ` +
    `Node.js ${machine.node}, Terraform ${machine.terraform}, cdktf ${machine.cdktf}, providers ${providers.join(', ')}; ` +
    `load at start ${loadAtStart.toFixed(2)}${warning === undefined ? '' : ` (${warning})`}.`
  );
}

/** docs/benchmarks.md. */
export function benchmarksPage(results: readonly BenchmarkResult[], notice: string): string {
  const parts = results.map((result) =>
    [
      `## ${result.title}`,
      `\`npm run bench -- ${result.name}\`: ${result.about}`,
      machineText(result),
      ...result.comparisons.map((one) => comparisonMarkdown(one).trimEnd()),
      ...(result.notes.length === 0 ? [] : [result.notes.map((note) => `- ${note}`).join('\n')]),
    ].join('\n\n'),
  );
  return `# Benchmarks

${notice}

\`npm run bench\` runs them all, \`npm run bench -- NAME\` one. Ours and its peers run by turns. A cell is the median, with the
least and the greatest in brackets; a ratio is the median of the ratios within each turn. Processor time and memory are
those of the whole tree of processes: the memory is that of its largest process.

${parts.join('\n\n')}
`;
}
