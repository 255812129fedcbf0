import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';

/** A process as people know it. */
export interface ProcessEntry {
  readonly pid: number;
  readonly command: string;
}

/** All processes in a process namespace, given as the text of its link, such as `pid:[4026532241]`. */
export function processesIn(namespace: string, proc = '/proc'): ProcessEntry[] {
  return processesWhere((folder) => readlinkSync(`${folder}/ns/pid`) === namespace, proc);
}

/**
 * All processes that see that very folder at the path, in whatever mount namespace they are. It
 * recognizes them without any record, and no other process can be taken for one of them.
 */
export function processesSeeing(
  path: string,
  folder: { readonly dev: number; readonly ino: number },
  proc = '/proc',
): ProcessEntry[] {
  return processesWhere((process) => {
    const seen = statSync(`${process}/root${path}`);
    return seen.dev === folder.dev && seen.ino === folder.ino;
  }, proc);
}

function processesWhere(matches: (folder: string) => boolean, proc: string): ProcessEntry[] {
  const found: ProcessEntry[] = [];
  for (const entry of readdirSync(proc)) {
    if (!/^[0-9]+$/.test(entry)) continue;
    const folder = `${proc}/${entry}`;
    try {
      if (!matches(folder)) continue;
      const line = readFileSync(`${folder}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      const command = line === '' ? readFileSync(`${folder}/comm`, 'utf8').trim() : line;
      found.push({ pid: Number(entry), command });
    } catch {
      // ended while it was looked at, or a kernel thread
    }
  }
  return found;
}
