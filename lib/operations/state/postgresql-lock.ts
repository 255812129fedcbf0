/**
 * Who holds the lock of a state that PostgreSQL keeps.
 *
 * Input: the backend of a stack, and the environment that Terraform runs in. Output: the session that holds the lock.
 * May import: the process runner, its own folder.
 *
 * The pg backend locks by `pg_try_advisory_lock`, which keeps no text: where it fails, Terraform prints its own request in
 * the place of the holder. Only PostgreSQL knows which session holds the lock, and that session says its application name.
 *
 * https://www.postgresql.org/docs/current/view-pg-locks.html
 */

import { hostname, userInfo } from 'node:os';
import { run, which } from '../process';
import type { Backend } from './backend';

/** A session of PostgreSQL. */
export interface LockSession {
  /** Process of the server. */
  readonly pid: number;
  /** Application name, user of the database and address of the client. */
  readonly who: string;
  /** When it connected: `2026-01-31 12:00:00 UTC`. @default - the role may not see it */
  readonly since?: string;
}

/** How a state is reached that PostgreSQL keeps. */
export interface PostgresqlState {
  /** Connection string. @default - the PG* variables of libpq alone */
  readonly connection?: string;
  readonly schema: string;
}

/** Name by which the sessions of this process are known to PostgreSQL: `vm-lifecycle ada@build-1 4711`. */
export function applicationName(): string {
  // PostgreSQL cuts names at 63 bytes: https://www.postgresql.org/docs/current/runtime-config-logging.html
  const person = `${userName()}@${hostname()}`.slice(0, 40);
  return `vm-lifecycle ${person} ${String(process.pid)}`;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown'; // a container may run under a number that has no name
  }
}

/** The state of a stack in PostgreSQL; undefined where it is kept elsewhere. */
export function postgresqlState(
  { pg }: Backend,
  environment: NodeJS.ProcessEnv,
): PostgresqlState | undefined {
  if (pg === undefined) return undefined;
  const connection = pg.conn_str ?? environment.PG_CONN_STR;
  return {
    ...(connection === undefined ? {} : { connection }),
    // https://developer.hashicorp.com/terraform/language/backend/pg
    schema: pg.schema_name ?? environment.PG_SCHEMA_NAME ?? 'terraform_remote_state',
  };
}

/** What people run who have to find the holder by hand, with psql. */
export const holderQuery = `SELECT a.pid, a.application_name, a.usename, a.client_addr, a.backend_start
  FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE l.locktype = 'advisory' AND l.granted`;

/**
 * A lock with a number of 64 bits is listed in two halves. The lock -1 is that of a state which is made right now.
 */
const query = `SELECT a.pid, a.application_name, a.usename,
    CASE WHEN a.backend_start IS NULL THEN 'an address that this role may not see'
      ELSE coalesce(host(a.client_addr), 'the server itself') END,
    to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')
  FROM pg_locks l JOIN pg_stat_activity a USING (pid)
  WHERE l.locktype = 'advisory' AND l.granted
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND ((l.classid::bigint << 32) | l.objid::bigint) IN (SELECT id FROM :"schema".states UNION SELECT -1)
  ORDER BY a.backend_start, a.pid LIMIT 1;
`;

/** The session that holds the lock, or that it is free meanwhile; undefined without psql, or where the database does not tell. */
export async function lockSession(
  { connection, schema }: PostgresqlState,
  environment: NodeJS.ProcessEnv,
): Promise<LockSession | 'free' | undefined> {
  const variables = connection === undefined ? {} : connectionVariables(connection);
  const psql = await which('psql');
  if (variables === undefined || psql === undefined) return undefined;
  const options = ['--no-psqlrc', '--no-password', '--quiet', '--tuples-only', '--no-align'];
  const { code, stdout } = await run(
    psql,
    [...options, '--field-separator=\t', '--set=ON_ERROR_STOP=1', `--set=schema=${schema}`],
    {
      // The connection goes by the environment: arguments are shown to everybody on the machine.
      env: { ...environment, ...variables, PGCONNECT_TIMEOUT: '5' },
      input: query,
      allow: [1, 2, 3],
      timeoutMs: 15_000,
    },
  );
  if (code !== 0) return undefined;
  const [pid, application, user, client, since] = (stdout.split('\n')[0] ?? '').split('\t');
  if (since === undefined) return 'free';
  const name = application === '' ? 'a session without application name' : String(application);
  return {
    pid: Number(pid),
    who: `${name} (user ${String(user)}, from ${String(client)})`,
    ...(since === '' ? {} : { since: `${since} UTC` }),
  };
}

/** https://www.postgresql.org/docs/current/libpq-envars.html */
const environmentNames: Readonly<Record<string, string>> = {
  host: 'PGHOST',
  port: 'PGPORT',
  user: 'PGUSER',
  password: 'PGPASSWORD',
  dbname: 'PGDATABASE',
  sslmode: 'PGSSLMODE',
  sslrootcert: 'PGSSLROOTCERT',
  sslcert: 'PGSSLCERT',
  sslkey: 'PGSSLKEY',
};

/** A connection string as libpq's environment variables; undefined where it is neither URI nor pairs of key and value. */
export function connectionVariables(connection: string): Record<string, string> | undefined {
  const settings = connectionSettings(connection);
  return settings === undefined
    ? undefined
    : Object.fromEntries(
        Object.entries(settings).flatMap(([key, value]) => {
          const name = environmentNames[key];
          return name === undefined || value === '' ? [] : [[name, value]];
        }),
      );
}

/** https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING */
export function connectionSettings(connection: string): Record<string, string> | undefined {
  if (/^postgres(ql)?:\/\//.test(connection)) {
    try {
      const url = new URL(connection);
      return {
        host: decodeURIComponent(url.hostname),
        port: url.port,
        user: decodeURIComponent(url.username),
        password: decodeURIComponent(url.password),
        dbname: decodeURIComponent(url.pathname.slice(1)),
        ...Object.fromEntries(url.searchParams),
      };
    } catch {
      return undefined;
    }
  }
  const pairs = [...connection.matchAll(/\s*(\w+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|([^\s']+))/gy)];
  const length = pairs.reduce((sum, [pair]) => sum + pair.length, 0);
  if (pairs.length === 0 || connection.slice(length).trim() !== '') return undefined;
  return Object.fromEntries(
    pairs.map(([, key = '', quoted, plain = '']) => [
      key,
      (quoted ?? plain).replace(/\\(.)/g, '$1'),
    ]),
  );
}
