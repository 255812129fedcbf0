import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backendOf } from '../../../../lib/operations/state/backend';
import { lockHolder } from '../../../../lib/operations/state/lock-holder';
import {
  applicationName,
  connectionVariables,
  postgresqlState,
} from '../../../../lib/operations/state/postgresql-lock';
import { LockHeld } from '../../../../lib/operations/terraform/state-lock';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function backend(value: unknown): void {
  writeFileSync(join(folder, 'cdk.tf.json'), JSON.stringify({ terraform: { backend: value } }));
}

test.each([
  [
    'postgres://ada:p%40ss@db.example.org:5433/state?sslmode=require',
    {
      PGHOST: 'db.example.org',
      PGPORT: '5433',
      PGUSER: 'ada',
      PGPASSWORD: 'p@ss',
      PGDATABASE: 'state',
      PGSSLMODE: 'require',
    },
  ],
  ['postgresql:///state?host=/run/postgresql', { PGHOST: '/run/postgresql', PGDATABASE: 'state' }],
  [
    String.raw`host = db user='ada lovelace' password='it\'s' dbname=state connect_timeout=3`,
    { PGHOST: 'db', PGUSER: 'ada lovelace', PGPASSWORD: "it's", PGDATABASE: 'state' },
  ],
])('the connection %s goes by the environment', (connection, variables) => {
  expect(connectionVariables(connection)).toEqual(variables);
});

test.each(['', 'db.example.org', 'postgres://a:1,b:2/state', 'host=db nonsense'])(
  'the connection %j is left to others',
  (connection) => {
    expect(connectionVariables(connection)).toBeUndefined();
  },
);

test('the state is found by cdk.tf.json and the variables of the backend', () => {
  expect(postgresqlState(backendOf(folder), {})).toBeUndefined();
  backend({ local: {} });
  expect(postgresqlState(backendOf(folder), { PG_CONN_STR: 'x' })).toBeUndefined();
  backend({ pg: {} });
  expect(postgresqlState(backendOf(folder), {})).toEqual({ schema: 'terraform_remote_state' });
  const variables = { PG_CONN_STR: 'postgres://db', PG_SCHEMA_NAME: 's' };
  expect(postgresqlState(backendOf(folder), variables)).toEqual({
    connection: 'postgres://db',
    schema: 's',
  });
  backend({ pg: { conn_str: 'postgres://own', schema_name: 'own' } });
  expect(postgresqlState(backendOf(folder), variables)).toEqual({
    connection: 'postgres://own',
    schema: 'own',
  });
});

const printed = { id: '1', who: 'bob@ci', created: 'now', operation: 'OperationTypeApply' };

test('elsewhere the holder is the one that Terraform prints', async () => {
  backend({ s3: {} });
  const lock = await lockHolder(printed, folder, {});
  expect(lock).toEqual(printed);
  expect(new LockHeld(lock).message).toMatch(
    /^the state is locked by bob@ci since now .*terraform force-unlock 1$/,
  );
});

test('the lock of a local file cannot be released by force, and ends with its process', async () => {
  backend({ local: { path: 'terraform.tfstate' } });
  const { message } = new LockHeld(await lockHolder(printed, folder, {}));
  expect(message).toMatch(/^the state is locked by bob@ci since now .*end its process/);
  expect(message).not.toContain('force-unlock');
});

test('where PostgreSQL does not tell, nobody is accused, and the query is given', async () => {
  backend({ pg: {} });
  const lock = await lockHolder(printed, folder, { PG_CONN_STR: 'not a connection' });
  const { message } = new LockHeld(lock);
  expect(message).toMatch(/^the state is locked; wait until that run has ended\./);
  expect(message).toContain(
    'end its session, which psql finds by: SELECT a.pid, a.application_name',
  );
  expect(message).not.toContain('bob');
  expect(message).not.toContain('force-unlock');
});

test('a lock that is gone meanwhile needs nobody to be ended', () => {
  expect(new LockHeld({ id: '1', released: true }).message).toBe(
    'the state was locked by a run that has ended meanwhile; run the command again',
  );
});

test('a session says who it is, in as many bytes as PostgreSQL keeps', () => {
  expect(applicationName()).toMatch(/^vm-lifecycle \S+@\S* \d+$/);
  expect(Buffer.byteLength(applicationName())).toBeLessThanOrEqual(63);
});
