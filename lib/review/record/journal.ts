/**
 * What was applied of a record, as Terraform itself said while it applied.
 *
 * Input: lines of `terraform apply -json`, and journals. Output: events, and what they show. May import: lib/errors.
 *
 * https://developer.hashicorp.com/terraform/internals/machine-readable-ui
 */

import { VmLifecycleError, got } from '../../errors';
import { isObject } from '../../model/json';

/** `begin` and `end` without an address are those of an apply as a whole; `end` is one that Terraform called a success. */
export interface JournalEvent {
  readonly event: 'begin' | 'applied' | 'failed' | 'end';
  readonly address?: string;
  /** As Terraform does it: a replacement is a `delete` and a `create`. */
  readonly action?: string;
}

/** A line of a journal. */
export interface JournalEntry extends JournalEvent {
  /** Digest of the record that is applied. */
  readonly digest: string;
}

const hooks: Readonly<Record<string, JournalEvent['event']>> = {
  apply_start: 'begin',
  apply_complete: 'applied',
  apply_errored: 'failed',
};

/** What a line of `terraform apply -json` says of a resource; undefined for all other lines. */
export function journalEvent(line: string): JournalEvent | undefined {
  const message = parsed(line);
  if (!isObject(message) || typeof message.type !== 'string') return undefined;
  const event = Object.hasOwn(hooks, message.type) ? hooks[message.type] : undefined;
  const { hook } = message;
  if (event === undefined || !isObject(hook) || !isObject(hook.resource)) return undefined;
  const { addr } = hook.resource;
  if (typeof addr !== 'string' || typeof hook.action !== 'string') return undefined;
  return { event, address: addr, action: hook.action };
}

/** One line, with its end. */
export function journalLine({ event, address, action, digest }: JournalEntry): string {
  return `${JSON.stringify({ event, address, action, digest })}\n`;
}

/**
 * The events of one record. A last line without an end was being written when the machine stopped: it is left out. Lines of
 * other records are not mixed in.
 *
 * @throws VmLifecycleError VML066 for every line that is none of a journal
 */
export function readJournal(text: string, digest: string, source: string): readonly JournalEntry[] {
  const lines = text.split('\n').slice(0, -1);
  const entries = lines.map((line) => parsed(line));
  const problems = entries.flatMap((entry, index) =>
    isEntry(entry)
      ? []
      : [
          {
            code: 'VML066' as const,
            path: `${source}:${String(index + 1)}`,
            got: got(lines[index]),
            rule: 'each line of a journal is an event of an apply',
            fix: 'restore the journal; without it, plan again and have the record reviewed',
          },
        ],
  );
  if (problems.length > 0) throw new VmLifecycleError(problems);
  return entries.filter(isEntry).filter((entry) => entry.digest === digest);
}

/** What a journal shows of the record that it belongs to. */
export class Progress {
  /** True once an apply of the record has begun. */
  readonly started: boolean;
  /** True once anything was applied. */
  readonly advanced: boolean;
  private readonly counts = new Map<string, number>();

  constructor(journal: readonly JournalEvent[]) {
    this.started = journal.length > 0;
    this.advanced = journal.some(({ event }) => event === 'applied');
    for (const { event, address = '', action = '' } of journal) {
      const name = JSON.stringify([event, address, action]);
      this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    }
  }

  /** How often an action on an address was applied. */
  applied(address: string, action: string): number {
    return this.count('applied', address, action);
  }

  private count(event: JournalEvent['event'], address: string, action: string): number {
    return this.counts.get(JSON.stringify([event, address, action])) ?? 0;
  }

  /** How often an action on an address was begun, whatever became of it. */
  begun(address: string, action: string): number {
    return Math.max(
      ...(['begin', 'applied'] as const).map((event) => this.count(event, address, action)),
    );
  }
}

function isEntry(value: unknown): value is JournalEntry {
  return (
    isObject(value) &&
    typeof value.event === 'string' &&
    ['begin', 'applied', 'failed', 'end'].includes(value.event) &&
    typeof value.digest === 'string' &&
    (value.address === undefined || typeof value.address === 'string') &&
    (value.action === undefined || typeof value.action === 'string')
  );
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
