/** Each example, installed from the packed package, checked, synthesized, planned, applied, planned again and destroyed. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { ensureEngine } from '../../lab/engines/build';
import { repositoryRoot } from '../../lab/support/paths';
import { packPackage } from '../../scripts/package/build';
import { ExampleApp } from './example-app';
import { TestLab } from './support';

jest.setTimeout(600_000);

let lab: TestLab;
const packing = mkdtempSync(join(tmpdir(), 'examples-package-'));
let tarball: string;
let environment: NodeJS.ProcessEnv;
const installed: ExampleApp[] = [];

async function install(name: string): Promise<ExampleApp> {
  const example = await ExampleApp.install(name, tarball, environment);
  installed.push(example);
  return example;
}

interface Framework {
  readonly name: string;
  readonly version: string;
}

/** A repository with everything approved: it is on the branch "main". */
async function commit(example: ExampleApp): Promise<void> {
  await example.git('init', '--quiet', '--initial-branch', 'main');
  await example.git('add', '--all');
  await example.git('commit', '--quiet', '--message', 'approved');
}

beforeAll(async () => {
  ({ file: tarball } = await packPackage(packing));
  lab = await TestLab.start('examples');
  const opa = await ensureEngine('opa');
  environment = {
    ...lab.environment,
    PATH: [process.env.PATH, dirname(opa.path)].join(delimiter),
    TF_VAR_vsphere_user: lab.environment.VSPHERE_USER,
    TF_VAR_vsphere_password: lab.environment.VSPHERE_PASSWORD,
  };
});

afterAll(async () => {
  for (const example of installed) example.remove();
  rmSync(packing, { recursive: true, force: true });
  await lab.stop([]);
});

test('team-environment: tests of the team, records that are reviewed, two environments', async () => {
  const example = await install('team-environment');
  const { stderr: tests } = await example.run('npm', ['test']);
  expect(tests).toMatch(/Tests: +5 passed, 5 total/);

  const planned = await example.vmLifecycle(['plan', '--reference', 'CHG-4711']);
  expect(planned.stdout).toContain('Plan of dev: 23 changes of 2 machines');
  expect(planned.stdout).toContain('Plan of production: 36 changes of 3 machines');
  expect(example.read('plans/production.md')).toContain('production-database-01');
  await commit(example);
  const applied = await example.vmLifecycle(['apply', '--approved-branch', 'main']);
  expect(applied.stdout).toBe('dev: applied 23 changes\nproduction: applied 36 changes\n');
  const again = ['plan', '--reference', 'CHG-4711', '--detailed-exitcode'];
  expect(await example.vmLifecycle(again)).toMatchObject({ code: 0 });
  expect(await example.vmLifecycle(['drift', '--detailed-exitcode'])).toMatchObject({ code: 0 });

  const gone = await example.terraform('dev', 'destroy', '-auto-approve');
  expect(gone.stdout).toContain('Destroy complete! Resources: 23 destroyed.');
  const refused = await example.terraform('production', 'destroy', '-auto-approve');
  expect(refused).toMatchObject({ code: 1 });
  expect(refused.stderr).toContain('Instance cannot be destroyed');
});

describe('existing-app, and the same on cdktn', () => {
  let onCdktf: ExampleApp;
  let onCdktn: ExampleApp;

  beforeAll(async () => {
    onCdktf = await install('existing-app');
    onCdktn = await install('cdktn');
    for (const example of [onCdktf, onCdktn]) {
      await example.tool('tsc');
      await example.tool('tsx', ['main.ts']);
    }
  });

  test('differ in nothing but their dependencies', () => {
    for (const file of ['main.ts', 'cdktf.json', 'tsconfig.json']) {
      expect(onCdktn.read(file)).toBe(onCdktf.read(file));
    }
  });

  test('synthesize the same, but for the version of the framework', () => {
    const framework = (example: ExampleApp) =>
      JSON.parse(example.read('node_modules/cdktf/package.json')) as Framework;
    const cdktf = framework(onCdktf);
    const cdktn = framework(onCdktn);
    expect([cdktf.name, cdktn.name]).toEqual(['cdktf', 'cdktn']);
    const metadata = (version: string): object => ({
      '//': { metadata: { version } },
    });
    const ofCdktf = onCdktf.synthesized('shop');
    const ofCdktn = onCdktn.synthesized('shop');
    expect(ofCdktf).toMatchObject(metadata(cdktf.version));
    expect(ofCdktn).toMatchObject(metadata(cdktn.version));
    const version = (_key: string, value: unknown): unknown =>
      value === cdktn.version ? cdktf.version : value;
    expect(JSON.parse(JSON.stringify(ofCdktn), version)).toEqual(ofCdktf);
  });

  test('live beside resources of the app itself', async () => {
    expect(await onCdktf.life('shop')).toEqual({
      planned: 2,
      again: 0,
      destroyed: 'Destroy complete! Resources: 8 destroyed.',
    });
    await onCdktn.terraform('shop', 'init');
    expect(await onCdktn.terraform('shop', 'plan', '-detailed-exitcode')).toMatchObject({
      code: 2,
    });
  });
});

test('custom-control: controls and policies of an organisation', async () => {
  const example = await install('custom-control');
  await example.tool('tsc');

  example.replace('main.ts', '2028-03-31', '2028-07-01');
  const denied = await example.vmLifecycle(['plan'], [2]);
  expect(denied.code).toBe(2);
  expect(`${denied.stdout}${denied.stderr}`).toContain(
    'acme.guest.kernel-panic is waived until 2028-07-01, after the audit of 2028-06-30',
  );
  example.replace('main.ts', '2028-07-01', '2028-03-31');

  await example.vmLifecycle(['plan']);
  await commit(example);
  const applied = await example.vmLifecycle(['apply', '--approved-branch', 'main']);
  expect(applied.stdout).toBe('staging: applied 16 changes\n');
  expect(await example.vmLifecycle(['plan', '--detailed-exitcode'])).toMatchObject({ code: 0 });

  const attested = await example.vmLifecycle(['attest', '--machine-only', '--json']);
  const { machines } = JSON.parse(attested.stdout) as {
    machines: { name: string; controls: { control: string; state: string }[] }[];
  };
  const acme = machines.map(({ name, controls }) => ({
    name,
    controls: controls.filter(({ control }) => control.startsWith('acme.')),
  }));
  const clock = { control: 'acme.machine.clock-utc', state: 'set', observed: 'utc', met: true };
  expect(acme).toEqual([
    { name: 'probe-01', controls: [expect.objectContaining(clock)] },
    { name: 'web-01', controls: [expect.objectContaining(clock)] },
  ]);
  // What the guests set on first boot, as the state remembers it: one of them has waived it.
  const told = (await example.state('staging')).filter(({ values }) =>
    JSON.stringify(values).includes('kernel.panic_on_oops'),
  );
  expect(told).toEqual([
    expect.objectContaining({ name: expect.stringMatching(/^Web_GuestConfiguration/) as string }),
  ]);

  const gone = await example.terraform('staging', 'destroy', '-auto-approve');
  expect(gone.stdout).toContain('Destroy complete! Resources: 16 destroyed.');
});

test('thirty-lines: from an empty directory to a plan, within a minute', async () => {
  const source = join(repositoryRoot, 'examples/thirty-lines');
  const script = readFileSync(join(source, 'run.sh'), 'utf8');
  const [, commands = ''] = script.split('\n\n');
  expect(commands.trim().split('\n').length).toBeLessThanOrEqual(6);
  const program = readFileSync(join(source, 'main.ts'), 'utf8');
  expect(program.trim().split('\n').length).toBeLessThanOrEqual(30);

  const example = ExampleApp.empty(environment);
  installed.push(example);
  copyFileSync(tarball, join(example.folder, 'vm-lifecycle.tgz'));
  const began = Date.now();
  // Exit code 2: there are changes.
  const { code, stdout } = await example.run(join(source, 'run.sh'), [], [1, 2]);
  const seconds = (Date.now() - began) / 1000;
  expect({ code, stdout }).toEqual({
    code: 2,
    stdout: expect.stringContaining('10 to add, 0 to change, 0 to destroy.') as string,
  });
  expect(seconds).toBeLessThan(60);

  expect(await example.life('staging')).toEqual({
    planned: 2,
    again: 0,
    destroyed: 'Destroy complete! Resources: 10 destroyed.',
  });
});
