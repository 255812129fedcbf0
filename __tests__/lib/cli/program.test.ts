import { exitCodes } from '../../../lib/cli/exit-codes';
import { cleanUp, commandLine, folderOf, printing, terraform } from './commands';

cleanUp();

const names = ['plan', 'review', 'apply', 'drift', 'retire', 'destroy', 'attest', 'doctor'];

test('help is no error, and names every command', async () => {
  const help = await commandLine(['--help'], '/');
  expect(help).toMatchObject({ code: 0, stderr: '' });
  for (const name of names) expect(help.stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
  for (const name of names) {
    const one = await commandLine([name, '--help'], '/');
    expect({ name, ...one }).toMatchObject({ code: 0, stderr: '' });
    expect(one.stdout).toContain(`vm-lifecycle ${name} `);
    expect(one.stdout).toContain('--json');
  }
});

test('the version is no error', async () => {
  expect(await commandLine(['--version'], '/')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string,
  });
});

test.each([
  ['an unknown option', ['plan', '--force'], "unknown option '--force'"],
  ['an unknown command', ['deploy'], "unknown command 'deploy'"],
  ['a missing argument', ['retire', 'lab'], "missing required argument 'vm'"],
  ['too many arguments', ['doctor', 'lab'], 'too many arguments'],
  ['no whole number', ['retire', 'a', 'b', '--quarantine-days', '-1'], 'It is a whole number.'],
  ['no known fate', ['retire', 'a', 'b', '--disks', 'burn'], 'Allowed choices are'],
])('%s is bad input', async (_name, args, text) => {
  const ended = await commandLine(args, '/');
  expect(ended).toMatchObject({ code: exitCodes.refused, stdout: '' });
  expect(ended.stderr).toContain(text);
  expect(ended.stderr).toContain('vm-lifecycle --help lists the commands');
});

test('nothing at all shows the help, and is bad input', async () => {
  expect(await commandLine([], '/')).toMatchObject({
    code: exitCodes.refused,
    stderr: expect.stringContaining('Usage: vm-lifecycle') as string,
  });
});

describe('errors that commands throw', () => {
  const environment = { TERRAFORM_BINARY_NAME: terraform() };
  const appThat = (app: string): string => folderOf({ 'cdktf.json': JSON.stringify({ app }) });

  test('bad input ends with 2, in the words of its problems', async () => {
    const ended = await commandLine(['plan'], folderOf());
    expect(ended).toMatchObject({ code: exitCodes.refused, stdout: '' });
    expect(ended.stderr).toMatch(
      /^\[VML071\] cdktf\.json: got nothing; commands run in the folder/,
    );
  });

  test('an app that refuses its input ends with 2, in its own words', async () => {
    const ended = await commandLine(['plan'], appThat('echo wrong >&2; exit 2'), environment);
    expect(ended.code).toBe(exitCodes.refused);
    expect(ended.stderr).toContain('wrong\n');
  });

  test('an app that crashes ends with 1', async () => {
    const ended = await commandLine(['plan'], appThat('echo crash >&2; exit 3'), environment);
    expect(ended.code).toBe(exitCodes.failed);
    expect(ended.stderr).toContain('crash\n');
  });

  test('a program that fails ends with 1, also with --json', async () => {
    const broken = printing('no', 7);
    const ended = await commandLine(['--json', 'plan'], appThat('true'), {
      TERRAFORM_BINARY_NAME: broken,
    });
    expect(ended).toMatchObject({ code: exitCodes.failed, stdout: '' });
    expect(ended.stderr).toContain('command failed with exit code 7');
  });

  test('--project names another folder', async () => {
    const ended = await commandLine(
      ['--project', appThat('exit 3'), 'plan'],
      folderOf(),
      environment,
    );
    expect(ended.code).toBe(exitCodes.failed);
  });
});
