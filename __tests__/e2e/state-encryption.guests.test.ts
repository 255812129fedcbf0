import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { terraformBinary } from '../../lab/engines/terraform';
import { StateBackend } from '../../lib';
import { Engine, type StackEngine } from '../../lib/operations/terraform/engine';
import { PostgresqlServer } from './postgresql-server';
import { synthesizeStack, waitingApply } from './state-stack';

jest.setTimeout(600_000);

/** As docs/state.md has it, with the fewest iterations that are allowed. */
const encryption = (passphrase: string, reading = ''): string => `
key_provider "pbkdf2" "passphrase" {
  passphrase = "${passphrase}"
  iterations = 200000
}
method "aes_gcm" "passphrase" { keys = key_provider.pbkdf2.passphrase }
method "unencrypted" "before" {}
state {
  method = method.aes_gcm.passphrase
  ${reading === '' ? 'enforced = true' : reading}
}
plan {
  method   = method.aes_gcm.passphrase
  enforced = true
}
`;

const ignore = (): void => undefined;
const canary = 'canary-of-the-state';
const table = '"terraform_encrypted".states';

/** In the phase of guests only because OpenTofu is built for it. */
describe('a state that OpenTofu encrypts, in PostgreSQL', () => {
  let server: PostgresqlServer;
  let root: string;
  let environment: NodeJS.ProcessEnv;

  beforeAll(async () => {
    server = await PostgresqlServer.start();
    root = mkdtempSync(join(tmpdir(), 'encryption-'));
    writeFileSync(join(root, 'tofurc'), '');
    environment = {
      ...process.env,
      TERRAFORM_BINARY_NAME: await terraformBinary({ use: 'opentofu' }),
      TF_CLI_CONFIG_FILE: join(root, 'tofurc'),
      PG_CONN_STR: server.connection,
    };
  });

  afterAll(async () => {
    await server.stop();
    rmSync(root, { recursive: true, force: true });
  });

  async function stack(variables: NodeJS.ProcessEnv, input = canary): Promise<StackEngine> {
    const engine = await Engine.find({ ...environment, ...variables });
    const folder = synthesizeStack(
      join(root, 'app'),
      'encrypted',
      StateBackend.postgresql(),
      input,
    );
    const one = engine.on(folder, { lockTimeoutSeconds: 1 });
    await one.init({ upgrade: true });
    return one;
  }

  test('is encrypted from its next version on', async () => {
    const plain = await stack({});
    await plain.apply(await plain.plan(), ignore);
    expect(await server.query(`SELECT data FROM ${table}`)).toContain(canary);
    const lineage = await plain.lineage();
    const moving = encryption(
      'a passphrase of the team',
      'fallback { method = method.unencrypted.before }',
    );
    const encrypted = await stack({ TF_ENCRYPTION: moving }, `${canary}-2`);
    await encrypted.apply(await encrypted.plan(), ignore);
    const stored = await server.query(`SELECT data FROM ${table}`);
    expect(stored).toContain('encrypted_data');
    expect(stored).not.toContain(canary);
    expect(await encrypted.lineage()).toBe(lineage);
  });

  test('is planned, shown and applied as any other, and its plan file is encrypted, too', async () => {
    const encrypted = await stack(
      { TF_ENCRYPTION: encryption('a passphrase of the team') },
      canary,
    );
    const file = await encrypted.plan();
    expect((await encrypted.show(file)).resource_changes).toMatchObject([
      {
        change: { actions: ['update'], before: { input: `${canary}-2` }, after: { input: canary } },
      },
    ]);
    const stored = readFileSync(file, 'utf8');
    expect(stored).toContain('encrypted_data');
    expect(stored).not.toContain(canary);
    await encrypted.apply(file, ignore);
    expect(await server.query(`SELECT data FROM ${table}`)).not.toContain(canary);
  });

  test('is refused without the passphrase, and with another one', async () => {
    await expect(stack({})).rejects.toThrow(/This state file is encrypted/);
    const wrong = { TF_ENCRYPTION: encryption('another passphrase of the team') };
    await expect(stack(wrong)).rejects.toThrow(/decrypt/);
  });

  test('says who holds its lock', async () => {
    const variables = { TF_ENCRYPTION: encryption('a passphrase of the team') };
    const waiting = await stack({ ...variables, PGAPPNAME: 'vm-lifecycle bob@ci 2' }, 'other');
    const holder = await waitingApply(String(environment.TERRAFORM_BINARY_NAME), waiting.folder, {
      ...environment,
      ...variables,
      PGAPPNAME: 'vm-lifecycle ada@laptop 1',
    });
    await expect(waiting.plan()).rejects.toThrow(
      /^the state is locked by vm-lifecycle ada@laptop 1 \(user state, from the server itself\)/,
    );
    holder.stdin?.end('no\n');
    await once(holder, 'exit');
  });
});
