import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';

/** A process that is found again without mistaking another one for it. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks between boot and start; tells a process from a later one with the same id. */
  readonly startTime: string;
  readonly bootId: string;
}

/** A process as people know it. */
export interface ProcessEntry {
  readonly pid: number;
  readonly command: string;
}

/** The start time in the text of `/proc/<pid>/stat`; the program's name may hold blanks and brackets. */
export function startTimeOf(stat: string): string | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // A zombie has ended: nothing of it runs, it only waits for its parent.
  return fields[0] === 'Z' ? undefined : fields[19];
}

/** The identity in a record's text; undefined where it is torn or not a record. */
export function parseIdentity(text: string): ProcessIdentity | undefined {
  try {
    const { pid, startTime, bootId } = JSON.parse(text) as Record<string, unknown>;
    return Number.isSafeInteger(pid) &&
      (pid as number) > 1 &&
      typeof startTime === 'string' &&
      typeof bootId === 'string'
      ? { pid: pid as number, startTime, bootId }
      : undefined;
  } catch {
    return undefined;
  }
}

/** The id of this boot. */
export function currentBootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

/** True while that very process runs; false for another one that got its id. */
export function isRunning(identity: ProcessIdentity, proc = '/proc'): boolean {
  try {
    const boot = readFileSync(`${proc}/sys/kernel/random/boot_id`, 'utf8').trim();
    const stat = readFileSync(`${proc}/${String(identity.pid)}/stat`, 'utf8');
    return boot === identity.bootId && startTimeOf(stat) === identity.startTime;
  } catch {
    return false;
  }
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
