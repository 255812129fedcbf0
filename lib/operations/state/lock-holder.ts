/**
 * Who holds a lock, whatever keeps the state.
 *
 * Input: the lock as Terraform prints it. Output: its holder. May import: its own folder, the type of lib/operations/terraform.
 */

import type { StateLock } from '../terraform/state-lock';
import { backendOf } from './backend';
import { holderQuery, lockSession, postgresqlState } from './postgresql-lock';

/** The lock with its true holder, and with what ends it if that run is dead. */
export async function lockHolder(
  lock: StateLock,
  folder: string,
  environment: NodeJS.ProcessEnv,
): Promise<StateLock> {
  const backend = backendOf(folder);
  // `force-unlock` answers "LocalState not locked": the operating system keeps the lock for the process.
  if (backend.local !== undefined) {
    return { ...lock, release: 'end its process, and the lock of its file ends' };
  }
  const state = postgresqlState(backend, environment);
  if (state === undefined) return lock;
  const session = await lockSession(state, environment);
  // What Terraform printed of the holder is the run that asks; nothing of it is kept.
  if (session === 'free') return { id: lock.id, released: true };
  if (session === undefined) {
    return { id: lock.id, release: `end its session, which psql finds by: ${holderQuery}` };
  }
  return {
    id: lock.id,
    who: session.who,
    ...(session.since === undefined ? {} : { created: session.since }),
    release: `end its session in PostgreSQL by SELECT pg_terminate_backend(${String(session.pid)})`,
  };
}
