import { join } from 'node:path';
import { cleanUp, commandLine, folderOf, terraform } from './commands';

cleanUp();

interface Check {
  readonly check: string;
  readonly verdict: string;
  readonly found: string;
  readonly fix?: string;
}

async function doctor(
  folder: string,
  environment: NodeJS.ProcessEnv = { TERRAFORM_BINARY_NAME: terraform() },
) {
  const { code, stdout, stderr } = await commandLine(['doctor', '--json'], folder, environment);
  const { passed, checks } = JSON.parse(stdout) as { passed: boolean; checks: Check[] };
  const of = (name: string): Check | undefined => checks.find(({ check }) => check === name);
  return { code, passed, of, printed: stdout + stderr };
}

/** Nothing is there. */
const absent = join(folderOf(), 'absent');
const app = { 'cdktf.json': JSON.stringify({ app: 'true' }) };

test('with all that is needed, it is well', async () => {
  const { code, passed, of } = await doctor(folderOf(app));
  expect([code, passed]).toEqual([0, true]);
  expect(of('engine')).toMatchObject({
    verdict: 'ok',
    found: expect.stringMatching(/^terraform 1\.11\.4 \(/) as string,
  });
  expect(of('cdktf.json')).toMatchObject({ verdict: 'ok', found: 'true' });
  expect(of('plans')).toMatchObject({ verdict: 'ok', found: '0 approvals, 0 retirements' });
  expect(of('approved branch')).toMatchObject({ verdict: 'warning', found: 'none' });
  expect(of('provider source')).toMatchObject({ verdict: 'ok', found: "Terraform's defaults" });
});

test('an engine that is not there, or too old, fails', async () => {
  const missing = await doctor(folderOf(app), { TERRAFORM_BINARY_NAME: absent });
  expect([missing.code, missing.passed]).toEqual([1, false]);
  expect(missing.of('engine')).toMatchObject({
    verdict: 'failed',
    found: `terraform: "${absent}"`,
    fix: expect.stringContaining('install one of them') as string,
  });
  const old = await doctor(folderOf(app), { TERRAFORM_BINARY_NAME: terraform('1.7.5') });
  expect(old.of('engine')).toMatchObject({
    verdict: 'failed',
    found: 'terraform: Terraform 1.7.5',
  });
});

test('without cdktf.json it fails, and checks the rest all the same', async () => {
  const { code, of } = await doctor(folderOf());
  expect(code).toBe(1);
  expect(of('cdktf.json')).toMatchObject({ verdict: 'failed', found: 'cdktf.json: nothing' });
  expect(of('engine')).toMatchObject({ verdict: 'ok' });
  expect(of('plans')).toBeUndefined();
});

test('settings of Terraform in a file that is not there are a warning', async () => {
  const folder = folderOf(app);
  const source = async (file: string) =>
    (await doctor(folder, { TERRAFORM_BINARY_NAME: terraform(), TF_CLI_CONFIG_FILE: file })).of(
      'provider source',
    );
  expect(await source(absent)).toMatchObject({
    verdict: 'warning',
    found: 'TF_CLI_CONFIG_FILE names a file that is not there',
  });
  expect(await source(join(folder, 'cdktf.json'))).toMatchObject({ verdict: 'ok' });
});

test('policies in Rego need opa; their tests do not', async () => {
  const path = process.env.PATH;
  const only = (files: Record<string, string>) => doctor(folderOf({ ...app, ...files }));
  try {
    process.env.PATH = '/bin';
    const { code, of } = await only({ 'policies/own.rego': 'package own' });
    expect(code).toBe(1);
    expect(of('policies')).toMatchObject({
      verdict: 'failed',
      found: 'own.rego and no opa on PATH',
    });
    expect((await only({ 'policies/own_test.rego': '' })).of('policies')).toMatchObject({
      verdict: 'ok',
    });
  } finally {
    process.env.PATH = path;
  }
});

test('a mistake in a committed file is found', async () => {
  const { code, of } = await doctor(folderOf({ ...app, 'plans/approvals.json': '{' }));
  expect(code).toBe(1);
  expect(of('plans')?.verdict).toBe('failed');
});

test('which variables are set is said, and never what they hold', async () => {
  const { of, printed } = await doctor(folderOf(app), {
    TERRAFORM_BINARY_NAME: terraform(),
    VSPHERE_SERVER: 'canary-server',
    PROXMOX_VE_API_TOKEN: 'canary-token',
  });
  expect(of('access to vSphere')).toMatchObject({ found: 'VSPHERE_SERVER set' });
  expect(of('access to Proxmox VE')).toMatchObject({ found: 'PROXMOX_VE_API_TOKEN set' });
  expect(printed).not.toContain('canary');
});

test('people get a table', async () => {
  const { stdout } = await commandLine(['doctor'], folderOf(app), {
    TERRAFORM_BINARY_NAME: terraform(),
  });
  expect(stdout).toMatch(/^check +verdict +found +what to do\n/);
  expect(stdout).toMatch(/^Node\.js +ok /m);
});
