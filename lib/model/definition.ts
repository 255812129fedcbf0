import type { Problem } from '../errors';
import { byPath, type Notes } from './notes';

/** What was declared, with every default filled in, or why there is none. */
export interface Definition<Model> {
  /** Frozen; undefined where there are problems. */
  readonly model: Model | undefined;
  /** All problems, sorted by path. */
  readonly problems: readonly Problem[];
}

/** The definition that the notes allow: a model where they hold no problem. */
export function definitionOf<Model extends object>(
  notes: Notes,
  make: () => Model,
): Definition<Model> {
  const problems = [...notes.problems].sort(byPath);
  return { model: problems.length === 0 ? Object.freeze(make()) : undefined, problems };
}
