/** Runs ours and its peers by turns, so that what else the machine does falls on all of them alike. */

import type { Sample } from './child';

export interface Side {
  readonly title: string;
  /** A peer is what the others are compared with. */
  readonly peer?: boolean;
  /** Not measured; undoes what an earlier run left. */
  readonly before?: () => unknown;
  readonly run: () => Promise<Sample>;
  /** Not measured; also after a failed run. */
  readonly after?: () => unknown;
}

/** What must hold: a measure of one side is at most so many times, or so much more than, that of a peer. */
export interface Limit {
  readonly side: string;
  readonly measure: string;
  readonly peer?: string;
  /** At most so many times the peer's. */
  readonly times?: number;
  /** At most so much more than the peer's. */
  readonly more?: number;
  /** At most this value, whatever the peers take. */
  readonly value?: number;
}

export interface Comparison {
  readonly title: string;
  readonly sides: readonly Side[];
  readonly repetitions: number;
  /** Runs of each side that are not counted: caches fill. @default 0 */
  readonly warmups?: number;
  readonly limits?: readonly Limit[];
}

export interface SideResult {
  readonly title: string;
  readonly peer: boolean;
  readonly samples: readonly Sample[];
}

export interface LimitResult extends Limit {
  readonly measured: number;
  readonly met: boolean;
}

export interface ComparisonResult {
  readonly title: string;
  readonly sides: readonly SideResult[];
  readonly limits: readonly LimitResult[];
}

export async function compare(
  { title, sides, repetitions, warmups = 0, limits = [] }: Comparison,
  onRun: (text: string) => void,
): Promise<ComparisonResult> {
  const results = sides.map((side) => ({
    title: side.title,
    peer: side.peer ?? false,
    samples: [] as Sample[],
  }));
  for (let round = -warmups; round < repetitions; round++) {
    // Forwards and backwards by turns: none is always the one that runs first.
    const order = round % 2 === 0 ? [...sides.keys()] : [...sides.keys()].reverse();
    for (const index of order) {
      const side = sides[index];
      if (side === undefined) continue;
      const sample = await runOnce(side);
      if (round >= 0) results[index]?.samples.push(sample);
      const which = round < 0 ? 'warm-up' : `run ${String(round + 1)} of ${String(repetitions)}`;
      onRun(`${side.title}, ${which}: ${sample.seconds?.toFixed(2) ?? '-'} s`);
    }
  }
  return { title, sides: results, limits: limits.map((limit) => judged(limit, results)) };
}

async function runOnce(side: Side): Promise<Sample> {
  await side.before?.();
  try {
    return await side.run();
  } finally {
    await side.after?.();
  }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = NaN, high = NaN] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}

export function valuesOf(side: SideResult, measure: string): number[] {
  return side.samples.flatMap((sample) => sample[measure] ?? []);
}

/** The median of the ratios of runs that followed each other: a load that comes and goes falls out of it. */
export function ratio(ours: SideResult, peer: SideResult, measure: string): number {
  return median(pairs(ours, peer, measure).map(([a, b]) => a / b));
}

function pairs(ours: SideResult, peer: SideResult, measure: string): [number, number][] {
  return ours.samples.flatMap((sample, round): [number, number][] => {
    const [a, b] = [sample[measure], peer.samples[round]?.[measure]];
    return a === undefined || b === undefined ? [] : [[a, b]];
  });
}

function judged(limit: Limit, sides: readonly SideResult[]): LimitResult {
  const find = (title: string | undefined): SideResult => {
    const found = sides.find((side) => side.title === title);
    if (found === undefined) throw new Error(`a limit names no side "${String(title)}"`);
    return found;
  };
  const ours = find(limit.side);
  const { measure, value, times, more } = limit;
  if (value !== undefined) {
    const measured = median(valuesOf(ours, measure));
    return { ...limit, measured, met: measured <= value };
  }
  const peer = find(limit.peer);
  const measured =
    times === undefined
      ? median(pairs(ours, peer, measure).map(([a, b]) => a - b))
      : ratio(ours, peer, measure);
  return { ...limit, measured, met: measured <= (times ?? more ?? NaN) };
}
