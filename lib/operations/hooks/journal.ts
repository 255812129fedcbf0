import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { VmLifecycleError } from '../../errors';
import { isObject } from '../../model/json';

/** One line: what it is about, what happened, and when. */
export interface JournalEntry {
  /** ISO 8601, UTC. */
  readonly time: string;
  /** `step` of a decommission, or `hook`. */
  readonly subject: 'step' | 'hook';
  /** Step, or idempotency key. */
  readonly id: string;
  readonly state: 'begin' | 'note' | 'done' | 'sent' | 'confirmed';
  readonly data?: Readonly<Record<string, unknown>>;
}

/**
 * An append-only file of JSON lines. A line is on the disk before {@link append} returns. A crash can only tear the last
 * line: it is cut off when the file is opened again, and what it would have said is taken as not done.
 *
 * One process at a time has it open.
 */
export class Journal {
  private readonly list: JournalEntry[];
  private readonly descriptor: number;
  private open = true;

  /** @throws VmLifecycleError VML066 for a damaged file, VML071 while another process has it open */
  constructor(readonly file: string) {
    mkdirSync(dirname(file), { recursive: true });
    lock(file);
    try {
      const isNew = !existsSync(file);
      const bytes = isNew ? Buffer.alloc(0) : readFileSync(file);
      const { entries, length } = readEntries(bytes, file);
      this.list = entries;
      this.descriptor = openSync(file, 'a', 0o644);
      if (length < bytes.length) {
        ftruncateSync(this.descriptor, length);
        fsyncSync(this.descriptor);
      }
      if (isNew) syncFolder(dirname(file));
    } catch (error) {
      rmSync(lockOf(file), { force: true });
      throw error;
    }
  }

  get entries(): readonly JournalEntry[] {
    return this.list;
  }

  append(entry: JournalEntry): void {
    const line = Buffer.from(`${JSON.stringify(entry)}\n`);
    for (let at = 0; at < line.length;) at += writeSync(this.descriptor, line, at);
    fsyncSync(this.descriptor);
    this.list.push(entry);
  }

  /** The latest entry of a subject in one of these states. */
  find(
    subject: JournalEntry['subject'],
    id: string,
    ...states: readonly JournalEntry['state'][]
  ): JournalEntry | undefined {
    return this.list.findLast(
      (entry) => entry.subject === subject && entry.id === id && states.includes(entry.state),
    );
  }

  close(): void {
    if (!this.open) return;
    this.open = false;
    closeSync(this.descriptor);
    rmSync(lockOf(this.file), { force: true });
  }
}

/** The entries of a journal that nobody has to have open. */
export function readJournal(file: string): readonly JournalEntry[] {
  return existsSync(file) ? readEntries(readFileSync(file), file).entries : [];
}

/** Whole lines, and how many bytes they are. */
function readEntries(bytes: Buffer, file: string): { entries: JournalEntry[]; length: number } {
  const entries: JournalEntry[] = [];
  let length = 0;
  for (let number = 1; length < bytes.length; number += 1) {
    const end = bytes.indexOf(0x0a, length);
    const entry = end < 0 ? undefined : parse(bytes.toString('utf8', length, end));
    const isLast = end < 0 || end === bytes.length - 1;
    if (entry === undefined && isLast) break; // torn
    if (entry === undefined) {
      throw new VmLifecycleError([
        {
          code: 'VML066',
          path: `${file}:${String(number)}`,
          got: 'a line that is no entry',
          rule: 'a journal is written line by line, and only its last line can be torn',
          fix: 'restore the file from version control or backup; it says what was done',
        },
      ]);
    }
    entries.push(entry);
    length = end + 1;
  }
  return { entries, length };
}

function parse(line: string): JournalEntry | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const texts =
      isObject(value) &&
      ['time', 'subject', 'id', 'state'].every((name) => typeof value[name] === 'string');
    return texts ? (value as unknown as JournalEntry) : undefined;
  } catch {
    return undefined;
  }
}

/** A file that is renamed or made is there after a crash only once its folder is on the disk. */
export function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** The file has its old content or its new one, also after a crash. */
export function writeWhole(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.new`;
  const descriptor = openSync(temporary, 'w', 0o644);
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(temporary, file);
  syncFolder(dirname(file));
}

const lockOf = (file: string): string => `${file}.lock`;

/** A lock of a process of this host that has ended is taken over. */
function lock(file: string): void {
  const path = lockOf(file);
  const own = JSON.stringify({ host: hostname(), pid: process.pid });
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      const descriptor = openSync(path, 'wx', 0o644);
      writeSync(descriptor, own);
      closeSync(descriptor);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = readIfThere(path);
    if (holder === undefined) continue;
    if (isHeld(holder)) throw held(path, holder);
    const aside = `${path}.${randomUUID()}`;
    try {
      // Of two that take over at once, one renames the old lock; the other must not rename the first one's.
      renameSync(path, aside);
      if (readFileSync(aside, 'utf8') !== holder) {
        renameSync(aside, path);
        throw held(path, holder);
      }
      rmSync(aside);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  throw held(path, readIfThere(path) ?? 'another process');
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function isHeld(holder: string): boolean {
  try {
    const { host, pid } = JSON.parse(holder) as { host?: string; pid?: number };
    if (host !== hostname() || pid === undefined) return true;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Torn: its process ended while it took the lock.
    return !(error instanceof SyntaxError) && (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function held(path: string, holder: string): VmLifecycleError {
  return new VmLifecycleError([
    {
      code: 'VML071',
      path,
      got: holder,
      rule: 'one command at a time works on a VM',
      fix: 'wait until the other one has ended; where its machine is gone, remove this file',
    },
  ]);
}
