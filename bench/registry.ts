/** All benchmarks, in the order in which they run and stand on the page. */

import { clones } from './clones';
import { plan } from './plan';
import { review } from './review';
import { size } from './size';
import { startup } from './startup';
import { synth } from './synth';
import type { Benchmark } from './support/benchmark';

export const benchmarks: readonly Benchmark[] = [synth, startup, review, plan, clones, size];
