import type { Journal, JournalEntry } from '../hooks/journal';

export type StepResult = Readonly<Record<string, unknown>>;

/** What a step knows of itself and of those before it. */
export interface StepRun {
  /** An earlier attempt has begun it, and its end is not known. */
  readonly resumed: boolean;
  /** When it was begun first. ISO 8601, UTC. */
  readonly began: string;
  /** Keeps something that the next attempt has to know, before it happens. */
  readonly note: (data: StepResult) => void;
  /** Everything that was noted since a step was begun. @default - this step */
  readonly notes: (step?: string) => StepResult;
  /** What an earlier step has found; it is done. */
  readonly resultOf: (step: string) => StepResult;
  /** Has an earlier step done again, with those after it; the step finds the data in its notes. */
  readonly reopen: (step: string, data: StepResult) => void;
}

/** One step. Doing it twice has to end as doing it once: a crash can come between its effect and the journal. */
export interface Step {
  readonly id: string;
  /** For people: `final backup`. */
  readonly title: string;
  /** What it would do, for a dry run. */
  readonly describe: string;
  run(step: StepRun): Promise<StepResult>;
}

export interface StepDescription {
  readonly id: string;
  readonly title: string;
  /** What it does, or did. */
  readonly detail: string;
  /** `begun`: it broke off, and is done again. */
  readonly state: 'done' | 'begun' | 'open';
}

export interface EngineOptions {
  readonly now: () => Date;
  readonly onProgress?: (message: string) => void;
}

/** Does the steps that are not done, in their order. What is done is read from the journal. */
export async function runSteps(
  steps: readonly Step[],
  journal: Journal,
  { now, onProgress }: EngineOptions,
): Promise<void> {
  const append = (id: string, state: JournalEntry['state'], data?: StepResult): void => {
    journal.append({
      time: now().toISOString(),
      subject: 'step',
      id,
      state,
      ...(data === undefined ? {} : { data }),
    });
  };
  for (const [index, step] of steps.entries()) {
    const state = stateOf(journal.entries, step.id);
    if (state === 'done') continue;
    const resumed = state === 'begun';
    if (!resumed) append(step.id, 'begin');
    onProgress?.(`${step.title}${resumed ? ', again' : ''}`);
    const result = await step.run({
      resumed,
      began: beginOf(journal.entries, step.id)?.time ?? now().toISOString(),
      note: (data) => {
        append(step.id, 'note', data);
      },
      notes: (id = step.id) => notesOf(journal.entries, id),
      resultOf: (id) => resultIn(journal.entries, id),
      reopen: (id, data) => {
        const first = steps.findIndex((one) => one.id === id);
        for (const one of steps.slice(first, index + 1)) {
          append(one.id, 'begin', one.id === id ? data : undefined);
        }
      },
    });
    append(step.id, 'done', result);
  }
}

export function describeSteps(
  steps: readonly Step[],
  entries: readonly JournalEntry[],
): readonly StepDescription[] {
  return steps.map(({ id, title, describe }) => ({
    id,
    title,
    detail: describe,
    state: stateOf(entries, id),
  }));
}

const isOf =
  (id: string) =>
  (entry: JournalEntry): boolean =>
    entry.subject === 'step' && entry.id === id;

export function stateOf(entries: readonly JournalEntry[], id: string): 'done' | 'begun' | 'open' {
  const last = entries.filter(isOf(id)).findLast(({ state }) => state !== 'note');
  if (last === undefined) return 'open';
  return last.state === 'done' ? 'done' : 'begun';
}

/** What a step has found. */
export function resultIn(entries: readonly JournalEntry[], id: string): StepResult {
  return entries.filter(isOf(id)).findLast(({ state }) => state === 'done')?.data ?? {};
}

function beginOf(entries: readonly JournalEntry[], id: string): JournalEntry | undefined {
  return entries.filter(isOf(id)).findLast(({ state }) => state === 'begin');
}

function notesOf(entries: readonly JournalEntry[], id: string): StepResult {
  const own = entries.filter(isOf(id));
  const since = own.findLastIndex(({ state }) => state === 'begin');
  return Object.assign({}, ...own.slice(since).map(({ data }) => data ?? {})) as StepResult;
}
