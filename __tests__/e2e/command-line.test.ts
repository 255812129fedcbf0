/** The commands, with real Terraform, on stacks that need no provider. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CommandLineProject } from './command-line-project';

jest.setTimeout(240_000);

const program = (resources: string): string => `
import { App, DataResource, TerraformVariable } from 'cdktf';
import { EnvironmentStack, runApp, synthesize } from 'vm-lifecycle';
runApp(() => {
  const app = new App();
  const stack = new EnvironmentStack(app, 'dev', {});
  ${resources}
  synthesize(app);
});
`;
const note = (id: string, input: string, rest = ''): string =>
  `new DataResource(stack, '${id}', { input: '${input}' ${rest} });`;
const locked = ', lifecycle: { preventDestroy: true }';

const projects: CommandLineProject[] = [];
const projectOf = (resources: string): CommandLineProject => {
  const project = new CommandLineProject(program(resources));
  projects.push(project);
  return project;
};
afterAll(() => {
  for (const project of projects) project.remove();
});

const apply = ['apply', '--approved-branch', 'main'];

test('a change is planned, reviewed on a branch, and applied once', async () => {
  const project = projectOf(note('One', 'a') + note('Two', 'b', locked));

  const planned = await project.run(['plan', '--detailed-exitcode']);
  expect(planned).toMatchObject({ code: 3 });
  expect(planned.stdout).toContain('Plan of dev: 2 changes');
  expect(planned.stdout).toContain('Next: vm-lifecycle apply dev');
  expect(JSON.parse(project.read('plans/protected.json'))).toEqual({
    version: 1,
    stacks: { dev: { 'terraform_data.Two': {} } },
  });

  // On no branch yet.
  const early = await project.run(apply);
  expect(early).toMatchObject({ code: 2, stdout: '' });
  expect(early.stderr).toContain(
    '[VML068] dev: got 2 planned changes, and no record on main; what is applied was reviewed; ',
  );
  expect(existsSync(join(project.root, 'terraform.dev.tfstate'))).toBe(false);

  project.commit('plan');
  expect(await project.run(apply)).toMatchObject({ code: 0, stdout: 'dev: applied 2 changes\n' });
  expect(await project.run(apply)).toMatchObject({ code: 0, stdout: 'dev: nothing to do\n' });

  // Nothing is open any more.
  expect(await project.run(['plan', '--detailed-exitcode'])).toMatchObject({ code: 0 });
  expect(existsSync(join(project.root, 'plans/dev.json'))).toBe(false);
  expect(await project.run(['drift', '--detailed-exitcode'])).toMatchObject({ code: 0 });
});

test('code that was changed after the review is not applied', async () => {
  const project = projectOf(note('One', 'a'));
  await project.run(['plan']);
  project.commit('plan');
  project.program(program(note('One', 'other')));
  const refused = await project.run(apply);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('[VML068] dev: got another configuration; ');
  expect(existsSync(join(project.root, 'terraform.dev.tfstate'))).toBe(false);
});

test('a protected resource vanishes neither from the code nor by a plan, until its exact address is approved', async () => {
  const project = projectOf(note('One', 'a') + note('Two', 'b', locked));
  await project.run(['plan']);
  project.commit('plan');
  await project.run(apply);

  project.program(program(note('One', 'a')));
  const vanished = await project.run(['plan']);
  expect(vanished.code).toBe(2);
  expect(vanished.stderr).toContain(
    '[VML067] dev/terraform_data.Two: got nothing, where a protected resource was; ',
  );

  const approval = (address: string): string =>
    JSON.stringify({
      version: 1,
      approvals: [
        { stack: 'dev', address, allows: 'destroy', reason: 'a test', expires: '2026-12-31' },
      ],
    });
  project.write('plans/approvals.json', approval('terraform_data.two'));
  expect(await project.run(['plan'])).toMatchObject({ code: 2 });
  project.write('plans/approvals.json', approval('terraform_data.Two'));
  const planned = await project.run(['plan']);
  expect(planned.code).toBe(0);

  // Approved is what is on the branch, the approval included.
  project.git('stash', '--include-untracked', '--quiet', '--', 'plans/approvals.json');
  project.commit('plan without its approval');
  project.git('stash', 'pop', '--quiet');
  const refused = await project.run(apply);
  expect(refused.code).toBe(2);
  expect(refused.stdout).toContain('terraform_data.Two');

  project.commit('approval');
  expect(await project.run(apply)).toMatchObject({ code: 0, stdout: 'dev: applied 1 change\n' });
});

test('two checkouts write the same bytes', async () => {
  const project = projectOf(note('One', 'a') + note('Two', 'b', locked));
  const other = projectOf(note('One', 'a') + note('Two', 'b', locked));
  for (const one of [project, other]) await one.run(['plan']);
  for (const file of ['plans/dev.json', 'plans/dev.md', 'plans/protected.json']) {
    expect(other.read(file)).toBe(project.read(file));
  }
});

test('the ticket of a production change is opened at plan, and completed once after the apply', async () => {
  const project = projectOf(note('One', 'a'));
  project.program(program(note('One', 'a')).replace("'dev', {}", "'production', {}"));
  project.write(
    'ticket.js',
    `const message = JSON.parse(require('fs').readFileSync(0, 'utf8'));
     require('fs').appendFileSync('tickets.log', message.event + ' ' + message.key + '\\n');
     process.stdout.write(JSON.stringify({ reference: 'CHG-7' }));`,
  );
  const hook = {
    name: 'tickets',
    kind: 'ticket',
    events: ['opened', 'completed'],
    command: { program: process.execPath, args: [join(project.root, 'ticket.js')] },
  };
  project.write('hooks.json', JSON.stringify({ version: 1, hooks: [hook] }));
  const folder = process.cwd();
  process.chdir(project.root);
  try {
    expect(await project.run(['plan'])).toMatchObject({ code: 0 });
    expect(await project.run(['plan'])).toMatchObject({ code: 0 });
    expect(project.read('plans/production.change.json')).toContain('"reference": "CHG-7"');
    project.commit('plan');
    expect(await project.run(apply)).toMatchObject({ code: 0 });
    expect(await project.run(apply)).toMatchObject({ code: 0 });
    const told = project.read('tickets.log').split('\n').filter(Boolean);
    expect(told.map((line) => line.split(' ')[0])).toEqual(['opened', 'completed']);
  } finally {
    process.chdir(folder);
  }
});

test('no secret of the environment or of a variable reaches a file, a comment or the output', async () => {
  const canary = 'canary-6f1d2c9b';
  const project = projectOf(
    `for (const name of ['secret', 'unmarked']) {
       const { stringValue } = new TerraformVariable(stack, name, { sensitive: name === 'secret', type: 'string' });
       new DataResource(stack, 'Note-' + name, { input: stringValue });
     }`,
  );
  const environment = {
    TF_VAR_secret: canary,
    TF_VAR_unmarked: canary,
    VSPHERE_PASSWORD: canary,
    PROXMOX_VE_API_TOKEN: canary,
    VM_LIFECYCLE_RECORD_KEY: canary.repeat(3),
  };
  const printed: string[] = [];
  const run = async (...args: string[]): Promise<number> => {
    const { code, stdout, stderr } = await project.run(args, environment);
    printed.push(stdout, stderr);
    return code;
  };
  expect(await run('plan', '--json')).toBe(0);
  project.commit('plan');
  expect(await run(...apply)).toBe(0);
  expect(await run('drift')).toBe(0);
  expect(await run('doctor')).toBe(0);
  environment.TF_VAR_unmarked = `${canary}-changed`;
  expect(await run('plan')).toBe(0);
  const files = [
    'plans/dev.json',
    'plans/dev.md',
    'cdktf.out/stacks/dev/cdk.tf.json',
    ...project
      .git('ls-files', '--others', '--ignored', '--exclude-standard', '.vm-lifecycle')
      .split('\n'),
  ].filter(Boolean);
  expect(files.length).toBeGreaterThan(3);
  for (const text of [...printed, ...files.map((file) => project.read(file))]) {
    expect(text).not.toContain(canary);
  }
});

test.each([
  [['plan', 'staging'], 'got "staging"; the app has the stacks dev; give one of them'],
  [['destroy-all'], "error: unknown command 'destroy-all'"],
  [['review', 'nothing.json'], '[VML066] nothing.json: got ENOENT; the file can be read; '],
  [['apply'], '[VML068] approvedBranch: got nothing; '],
])('bad input ends with exit code 2: %j', async (args, text) => {
  const project = projectOf(note('One', 'a'));
  const result = await project.run(args);
  expect(result).toMatchObject({ code: 2, stdout: '' });
  expect(result.stderr).toContain(text);
  expect(existsSync(join(project.root, 'plans'))).toBe(false);
});

test('every command prints JSON', async () => {
  const project = projectOf(note('One', 'a'));
  for (const args of [
    ['plan', '--json'],
    ['--json', 'drift'],
    ['doctor', '--json'],
  ]) {
    const { stdout } = await project.run(args);
    expect(() => JSON.parse(stdout) as unknown).not.toThrow();
  }
});
