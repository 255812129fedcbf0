/** What a benchmark is, and what becomes of one that ran. */

import type { Comparison, ComparisonResult } from './compare';
import type { Machine } from './machine';

export interface BenchmarkContext {
  /** Runs a comparison, prints its table, and keeps it in the results. */
  readonly compare: (comparison: Comparison) => Promise<ComparisonResult>;
  /** Keeps a sentence with the results: what was found, or could not be measured. */
  readonly note: (text: string) => void;
  /** Says what is done, on standard error. */
  readonly progress: (text: string) => void;
  /** The number that `--repetitions` gives, else this one. */
  readonly repetitions: (usual: number) => number;
  /** An empty folder, removed afterwards. */
  readonly folder: string;
}

export interface Benchmark {
  /** `npm run bench -- NAME`; also the name of its results. */
  readonly name: string;
  readonly title: string;
  /** What is compared with what, and what all sides have in common. */
  readonly about: string;
  readonly run: (context: BenchmarkContext) => Promise<void>;
}

/** `bench/results/<name>.json`. */
export interface BenchmarkResult {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly date: string;
  readonly machine: Machine;
  readonly loadAtStart: number;
  readonly seconds: number;
  readonly comparisons: readonly ComparisonResult[];
  readonly notes: readonly string[];
}
