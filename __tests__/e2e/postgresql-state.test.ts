import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StateBackend, type StateBackendFactory } from '../../lib';
import { run } from '../../lib/operations/process';
import { Engine, type StackEngine } from '../../lib/operations/terraform/engine';
import { lockSession } from '../../lib/operations/state/postgresql-lock';
import { terraformBinary } from '../../lab/engines/terraform';
import { PostgresqlServer } from './postgresql-server';
import { synthesizeStack, waitingApply } from './state-stack';

jest.setTimeout(120_000);

const ignore = (): void => undefined;

describe('the state of a team in PostgreSQL', () => {
  let server: PostgresqlServer;
  let root: string;
  let program: string;
  let environment: NodeJS.ProcessEnv;

  beforeAll(async () => {
    server = await PostgresqlServer.start();
    root = mkdtempSync(join(tmpdir(), 'state-'));
    program = await terraformBinary();
    writeFileSync(join(root, 'terraformrc'), '');
    environment = {
      ...process.env,
      TERRAFORM_BINARY_NAME: program,
      PG_CONN_STR: server.connection,
      TF_CLI_CONFIG_FILE: join(root, 'terraformrc'),
      CHECKPOINT_DISABLE: '1',
    };
  });

  afterAll(async () => {
    await server.stop();
    rmSync(root, { recursive: true, force: true });
  });

  /** A checkout of its own, as two people have. */
  async function checkout(
    name: string,
    backend: StateBackendFactory,
    person: string,
    input?: string,
  ): Promise<StackEngine> {
    const engine = await Engine.find({ ...environment, PGAPPNAME: person });
    const folder = synthesizeStack(join(root, name), 'pull-requests', backend, input);
    const stack = engine.on(folder, { lockTimeoutSeconds: 1 });
    await stack.init({ upgrade: true });
    return stack;
  }

  test('each stack has a schema of its own, and the connection is written nowhere', async () => {
    const stack = await checkout('own', StateBackend.postgresql({ schemaPrefix: 'own_' }), 'ada');
    await stack.apply(await stack.plan(), ignore);
    expect(await server.query(`SELECT name FROM "own_pull-requests".states`)).toBe('default');
    expect(readFileSync(join(stack.folder, 'cdk.tf.json'), 'utf8')).not.toContain(
      server.connection,
    );
  });

  test('two applies at once: the one that waits says who holds the lock, and ends', async () => {
    const first = await checkout(
      'held',
      StateBackend.postgresql(),
      'vm-lifecycle ada@laptop 1',
      'a',
    );
    await first.apply(await first.plan(), ignore);
    const held = await checkout('ada', StateBackend.postgresql(), 'unused', 'b');
    const second = await checkout('bob', StateBackend.postgresql(), 'vm-lifecycle bob@ci 2', 'c');
    const plan = await second.plan();
    const holder = await waitingApply(program, held.folder, {
      ...environment,
      PGAPPNAME: 'vm-lifecycle ada@laptop 1',
    });
    const refused = await second.apply(plan, ignore).catch((error: unknown) => error);
    expect(refused).toMatchObject({ name: 'LockHeld' });
    const { message } = refused as Error;
    expect(message).toMatch(
      /^the state is locked by vm-lifecycle ada@laptop 1 \(user state, from the server itself\) since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC; wait/,
    );
    expect(message).toMatch(/SELECT pg_terminate_backend\(\d+\)$/);
    expect(message).not.toContain('bob');
    // A role that may not look into the sessions of others still learns the name.
    await server.query(
      'CREATE ROLE guest LOGIN; GRANT USAGE ON SCHEMA "terraform_pull-requests" TO guest',
    );
    await server.query('GRANT SELECT ON "terraform_pull-requests".states TO guest');
    const state = { schema: 'terraform_pull-requests', connection: server.connectionOf('guest') };
    expect((await lockSession(state, environment)) as object).toEqual({
      pid: expect.any(Number),
      who: 'vm-lifecycle ada@laptop 1 (user state, from an address that this role may not see)',
    });
    holder.stdin?.end('yes\n');
    const [code] = (await once(holder, 'exit')) as [number];
    expect(code).toBe(0);
    expect(await lockSession(state, environment)).toBe('free');
    // The winner's change is there; the plan of the other was made before it, and is refused.
    await expect(second.apply(plan, ignore)).rejects.toThrow(/stale/);
    expect((await second.show(await second.plan())).resource_changes).toMatchObject([
      { change: { actions: ['update'], before: { input: 'b' }, after: { input: 'c' } } },
    ]);
  });

  test('two applies at the same moment: exactly one wins', async () => {
    const backend = StateBackend.postgresql({ schemaPrefix: 'race_' });
    const racers = [
      await checkout('race-1', backend, 'vm-lifecycle ada@laptop 1', 'a'),
      await checkout('race-2', backend, 'vm-lifecycle bob@ci 2', 'b'),
    ];
    const plans = [await racers[0]!.plan(), await racers[1]!.plan()];
    const ends = await Promise.allSettled(
      racers.map((racer, index) => racer.apply(plans[index]!, ignore)),
    );
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const loser = ends.find((end): end is PromiseRejectedResult => end.status === 'rejected');
    expect(String(loser?.reason)).toMatch(
      /stale|locked by (vm-lifecycle (ada|bob)|a run that has ended meanwhile)/,
    );
  });

  test('a state moves from a file to the database, and its resources with it', async () => {
    const id = 'pull-requests';
    const local = await checkout('move', StateBackend.local({ folder: root }), 'ada');
    await local.apply(await local.plan(), ignore);
    const backend = StateBackend.postgresql({ schemaPrefix: 'moved_' });
    const folder = synthesizeStack(join(root, 'move'), id, backend);
    await run(program, ['init', '-migrate-state', '-force-copy', '-no-color'], {
      cwd: folder,
      env: environment,
    });
    const moved = (await Engine.find(environment)).on(folder);
    expect(await server.query(`SELECT count(*) FROM "moved_${id}".states`)).toBe('1');
    expect((await moved.show(await moved.plan())).resource_changes).toMatchObject([
      { change: { actions: ['no-op'] } },
    ]);
  });
});
