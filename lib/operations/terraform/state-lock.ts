/**
 * Who holds the lock of a state.
 *
 * Input: what Terraform printed. Output: the holder. May import: nothing.
 */

/** https://developer.hashicorp.com/terraform/language/state/locking */
export interface StateLock {
  readonly id: string;
  readonly operation?: string;
  readonly who?: string;
  readonly created?: string;
  /** What ends the lock of a run that is dead. @default - `terraform force-unlock` with the id */
  readonly release?: string;
  /** True: the holder has let it go meanwhile. @default false */
  readonly released?: boolean;
}

/** Another run works on the state. */
export class LockHeld extends Error {
  constructor(readonly lock: StateLock) {
    const { id, operation, who, created, release = `terraform force-unlock ${id}` } = lock;
    super(
      lock.released === true
        ? 'the state was locked by a run that has ended meanwhile; run the command again'
        : `the state is locked${who === undefined ? '' : ` by ${who}`}` +
            (created === undefined ? '' : ` since ${created}`) +
            `${operation === undefined ? '' : ` (${operation})`}; wait until that run has ended. ` +
            `Only when it is proven to be dead: ${release}`,
    );
    this.name = 'LockHeld';
  }
}

/** The holder, where the text is the error that a state is locked; boxes and JSON lines are both read. */
export function heldLock(text: string): StateLock | undefined {
  if (!text.includes('Error acquiring the state lock')) return undefined;
  const plain = text.replace(/\\n/g, '\n');
  const field = (name: string): string | undefined =>
    new RegExp(`^[^A-Za-z]*${name}:[ \\t]*(\\S.*?)[ \\t]*$`, 'm').exec(plain)?.[1];
  const optional = { operation: field('Operation'), who: field('Who'), created: field('Created') };
  return {
    id: field('ID') ?? 'LOCK_ID',
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  };
}
