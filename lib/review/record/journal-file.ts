/**
 * The file that a journal is kept in: lines are only added, and each is on the disk before the call returns.
 *
 * Input: events. Output: a file of lines. May import: node:fs.
 */

import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { journalLine, readJournal, type JournalEntry, type JournalEvent } from './journal';

export interface RecordName {
  readonly stack: string;
  readonly digest: string;
}

/** Name of the journal of a record: `<stack>.<first 16 digits of its digest>.journal.jsonl`. */
export function journalName({ stack, digest }: RecordName): string {
  return `${stack}.${digest.slice(0, 16)}.journal.jsonl`;
}

/** What it holds; nothing where there is no file yet. @throws VmLifecycleError VML066 for a line that is none */
export function loadJournal(folder: string, record: RecordName): readonly JournalEntry[] {
  const path = join(folder, journalName(record));
  return existsSync(path) ? readJournal(readFileSync(path, 'utf8'), record.digest, path) : [];
}

/** An open journal. */
export class JournalFile {
  readonly path: string;
  private readonly file: number;

  /** Makes the folder and the file where they are missing. */
  constructor(
    folder: string,
    private readonly record: RecordName,
  ) {
    this.path = join(folder, journalName(record));
    mkdirSync(folder, { recursive: true });
    this.file = openSync(this.path, 'a+');
    cutTornLine(this.file, readFileSync(this.path));
    syncFolder(folder);
  }

  /** Adds a line, and waits until it is on the disk. */
  append({ event, address, action }: JournalEvent): void {
    writeSync(this.file, journalLine({ event, address, action, digest: this.record.digest }));
    fsyncSync(this.file);
  }

  close(): void {
    closeSync(this.file);
  }
}

/** A line that a crash cut short was never reported as written: the next one must not continue it. */
function cutTornLine(file: number, content: Buffer): void {
  const end = content.lastIndexOf('\n') + 1;
  if (end < content.length) ftruncateSync(file, end);
}

/** The name of a new file is on the disk once its folder is. */
function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
