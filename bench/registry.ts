/** All benchmarks, in the order in which they run and stand on the page. */

import { review } from './review';
import type { Benchmark } from './support/benchmark';

export const benchmarks: readonly Benchmark[] = [review];
