import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { readIfThere } from './files';

/** A process that is found again without mistaking another one for it. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks between boot and start; tells a process from a later one with the same id. */
  readonly startTime: string;
  readonly bootId: string;
}

/** The start time in the text of `/proc/<pid>/stat`; the program's name may hold blanks and brackets. */
export function startTimeOf(stat: string): string | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // A zombie has ended: nothing of it runs, it only waits for its parent.
  return fields[0] === 'Z' ? undefined : fields[19];
}

/** True for a whole record of a process that may be ended; process 1 is none. */
export function isIdentity(value: unknown): value is ProcessIdentity {
  const { pid, startTime, bootId } = (value ?? {}) as Partial<Record<string, unknown>>;
  return (
    Number.isSafeInteger(pid) &&
    (pid as number) > 1 &&
    typeof startTime === 'string' &&
    typeof bootId === 'string'
  );
}

/** The identity in a record's text; undefined where it is torn or not a record. */
export function parseIdentity(text: string): ProcessIdentity | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isIdentity(value)
      ? { pid: value.pid, startTime: value.startTime, bootId: value.bootId }
      : undefined;
  } catch {
    return undefined;
  }
}

/** The process that a file records, if it still is that one. */
export function recordedProcess(file: string): ProcessIdentity | undefined {
  const identity = parseIdentity(readIfThere(file) ?? '');
  return identity !== undefined && isRunning(identity) ? identity : undefined;
}

/** The identity of a process that runs; undefined where it has ended already. */
export function identityOf(pid: number): ProcessIdentity | undefined {
  const startTime = startTimeOf(readIfThere(`/proc/${String(pid)}/stat`) ?? '');
  return startTime === undefined ? undefined : { pid, startTime, bootId: currentBootId() };
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

/** Sends a signal; nothing happens where the process has ended meanwhile. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

const forcedSeconds = 5;

/**
 * Ends that very process: asks first, and forces it when the time is over.
 *
 * @returns false where it runs even so
 */
export async function endProcess(identity: ProcessIdentity, seconds: number): Promise<boolean> {
  for (const [name, patience] of [
    ['SIGTERM', seconds],
    ['SIGKILL', forcedSeconds],
  ] as const) {
    if (!isRunning(identity)) return true;
    signal(identity.pid, name);
    const deadline = Date.now() + patience * 1000;
    while (isRunning(identity) && Date.now() < deadline) await sleep(20);
  }
  return !isRunning(identity);
}
