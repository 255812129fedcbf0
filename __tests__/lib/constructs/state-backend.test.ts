import { App, Testing } from 'cdktf';
import { EnvironmentStack, StateBackend, type StateBackendFactory } from '../../../lib';

function terraformOf(backend: StateBackendFactory, id = 'production'): Record<string, unknown> {
  const stack = new EnvironmentStack(new App(), id, { backend });
  const { terraform } = JSON.parse(Testing.synth(stack, true)) as {
    terraform: Record<string, unknown>;
  };
  return (terraform.backend ?? { cloud: terraform.cloud }) as Record<string, unknown>;
}

test.each<[string, StateBackendFactory, Record<string, unknown>]>([
  [
    'a file for each stack',
    StateBackend.local({ folder: '/srv/state' }),
    { local: { path: '/srv/state/production.tfstate' } },
  ],
  [
    'PostgreSQL by its environment variables',
    StateBackend.postgresql(),
    { pg: { schema_name: 'terraform_production' } },
  ],
  [
    'PostgreSQL at an address, with schemas that are there',
    StateBackend.postgresql({
      connection: 'postgres://state@db.example.org/terraform?sslmode=verify-full',
      schemaPrefix: 'vm_',
      createSchema: false,
    }),
    {
      pg: {
        conn_str: 'postgres://state@db.example.org/terraform?sslmode=verify-full',
        schema_name: 'vm_production',
        skip_schema_creation: true,
      },
    },
  ],
  [
    'S3 with a lock file',
    StateBackend.s3({ bucket: 'state', region: 'eu-central-1', prefix: 'vms/' }),
    {
      s3: {
        bucket: 'state',
        key: 'vms/production.tfstate',
        encrypt: true,
        region: 'eu-central-1',
        use_lockfile: true,
      },
    },
  ],
  [
    'S3 with a table of locks, a key of its own and another service',
    StateBackend.s3({
      bucket: 'state',
      kmsKeyId: 'alias/state',
      locking: { dynamodbTable: 'locks' },
      endpoint: 'https://s3.example.org',
    }),
    {
      s3: {
        bucket: 'state',
        key: 'production.tfstate',
        encrypt: true,
        kms_key_id: 'alias/state',
        dynamodb_table: 'locks',
        endpoints: { s3: 'https://s3.example.org' },
        use_path_style: true,
      },
    },
  ],
  [
    'HTTP',
    StateBackend.http({ address: 'https://state.example.org/vms/' }),
    {
      http: {
        address: 'https://state.example.org/vms/production',
        lock_address: 'https://state.example.org/vms/production',
        unlock_address: 'https://state.example.org/vms/production',
        lock_method: 'LOCK',
        unlock_method: 'UNLOCK',
      },
    },
  ],
  [
    'GitLab',
    StateBackend.http({
      address: 'https://gitlab.example.org/api/v4/projects/42/terraform/state',
      locking: 'gitlab',
    }),
    {
      http: {
        address: 'https://gitlab.example.org/api/v4/projects/42/terraform/state/production',
        lock_address:
          'https://gitlab.example.org/api/v4/projects/42/terraform/state/production/lock',
        unlock_address:
          'https://gitlab.example.org/api/v4/projects/42/terraform/state/production/lock',
        lock_method: 'POST',
        unlock_method: 'DELETE',
      },
    },
  ],
  [
    'HCP Terraform',
    StateBackend.hcpTerraform({ organization: 'example', project: 'vms', workspacePrefix: 'vms-' }),
    { cloud: { organization: 'example', workspaces: { name: 'vms-production', project: 'vms' } } },
  ],
])('%s', (_case, backend, expected) => {
  expect(terraformOf(backend)).toEqual(expected);
});

test('two stacks never share a state', () => {
  const backend = StateBackend.postgresql();
  expect(terraformOf(backend, 'staging')).not.toEqual(terraformOf(backend, 'production'));
});

const secret = 'hunter2';

test.each<[string, () => unknown, string]>([
  [
    'a password in an address',
    () => StateBackend.postgresql({ connection: `postgres://state:${secret}@db/terraform` }),
    '[VML056] StateBackend.postgresql.connection: got credentials (value not shown); cdk.tf.json, plans and logs hold no secret; leave them out, and give them by PG_CONN_STR or PGPASSWORD',
  ],
  [
    'a password among settings',
    () => StateBackend.postgresql({ connection: `host=db password='${secret}'` }),
    '[VML056] StateBackend.postgresql.connection',
  ],
  [
    'a password in a query',
    () => StateBackend.postgresql({ connection: `postgres://db/x?user=a&password=${secret}` }),
    '[VML056] StateBackend.postgresql.connection',
  ],
  [
    'a user in the address of a service',
    () => StateBackend.http({ address: `https://ada:${secret}@state.example.org` }),
    '[VML056] StateBackend.http.address: got credentials (value not shown); cdk.tf.json, plans and logs hold no secret; leave them out, and give them by TF_HTTP_USERNAME and TF_HTTP_PASSWORD',
  ],
  [
    'keys in an endpoint',
    () => StateBackend.s3({ bucket: 'b', endpoint: `https://key:${secret}@s3.example.org` }),
    '[VML056] StateBackend.s3.endpoint',
  ],
  [
    'a token in a query',
    () => StateBackend.http({ address: `https://state.example.org?token=${secret}` }),
    '[VML055] StateBackend.http.address: got an address with a query; an address is http or https, without query and fragment; write it as https://host/path',
  ],
  [
    'no address',
    () => StateBackend.http({ address: 'state' }),
    '[VML055] StateBackend.http.address',
  ],
  [
    'another protocol',
    () => StateBackend.http({ address: 'ftp://state.example.org' }),
    '[VML055] StateBackend.http.address: got the protocol ftp:',
  ],
  ['no bucket', () => StateBackend.s3({ bucket: ' ' }), '[VML041] StateBackend.s3.bucket'],
  [
    'no organization',
    () => StateBackend.hcpTerraform({ organization: '' }),
    '[VML041] StateBackend.hcpTerraform.organization',
  ],
  [
    'a name that PostgreSQL would cut',
    () => terraformOf(StateBackend.postgresql(), 's'.repeat(54)),
    'the name of a schema has at most 63 bytes (PostgreSQL); give a shorter schemaPrefix, or a shorter id of the stack',
  ],
])('fails with %s, and does not print it', (_case, make, words) => {
  const message = messageOf(make);
  expect(message).toContain(words);
  expect(message).not.toContain(secret);
});

test('a name of a schema may be as long as PostgreSQL allows', () => {
  expect(terraformOf(StateBackend.postgresql(), 's'.repeat(53))).toEqual({
    pg: { schema_name: `terraform_${'s'.repeat(53)}` },
  });
});

function messageOf(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'no error';
}
