import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../../lab/support/paths';

jest.setTimeout(120_000);

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly lines: string[];
  readonly files: string[];
}

/** Runs a user's program, as `cdktf synth` does. */
function run(mode: string): Outcome {
  const folder = mkdtempSync(join(tmpdir(), 'program-'));
  folders.push(folder);
  const out = join(folder, 'cdktf.out');
  const program = join(__dirname, 'programs', 'shop.ts');
  const result = spawnSync(process.execPath, ['--require', 'tsx/cjs', program, mode], {
    cwd: repositoryRoot,
    encoding: 'utf8',
    env: { ...process.env, CDKTF_OUTDIR: out },
  });
  const entries = existsSync(out) ? readdirSync(out, { recursive: true, withFileTypes: true }) : [];
  return {
    code: result.status,
    stdout: result.stdout,
    lines: result.stderr.split('\n').filter(Boolean),
    files: entries.filter((entry) => entry.isFile()).map((entry) => entry.name),
  };
}

test('a program with five bad VMs ends with exit code 2, with all problems of the first, and writes nothing', () => {
  expect(run('bad')).toEqual({
    code: 2,
    stdout: '',
    lines: [
      '[VML020] lab/Web1.cpuCount: got 0; a CPU count is a positive integer; give a whole number, such as 2',
      '[VML018] lab/Web1.memory: got 1022 MiB; memory is a multiple of 4 MiB (vSphere); give 1020 or 1024 MiB',
      '[VML048] lab/Web1.networks[0].network: got "ofice"; it is one of the networks of the environment "lab": "office"; did you mean "office"?',
    ],
    files: [],
  });
});

test('a program whose VMs clash ends with exit code 2, with the problems of all, and writes nothing', () => {
  const { code, stdout, lines, files } = run('clash');
  expect({ code, stdout, files }).toEqual({ code: 2, stdout: '', files: [] });
  expect(lines.map((line) => line.split(': got')[0])).toEqual(
    [2, 3, 4, 5].map((number) => `[VML007] lab/Web${String(number)}.name`),
  );
});

test('a program whose Aspect undoes a control ends with exit code 2, and writes nothing', () => {
  const { code, stdout, lines, files } = run('aspect');
  expect({ code, stdout, files }).toEqual({ code: 2, stdout: '', files: [] });
  expect(lines.map((line) => line.split(': got')[0])).toEqual(
    [1, 2, 3, 4, 5].map((number) => `[VML040] lab/Web${String(number)}.Resource.machine`),
  );
});

test('a program with a bug ends with exit code 1 and its stack trace', () => {
  const { code, lines, files } = run('bug');
  expect({ code, files }).toEqual({ code: 1, files: [] });
  expect(lines.join('\n')).toMatch(/TypeError: a bug of the program\n\s+at /);
});

test('a good program ends with exit code 0, and writes its stack', () => {
  expect(run('good')).toEqual({
    code: 0,
    stdout: '',
    lines: [],
    files: expect.arrayContaining(['manifest.json', 'cdk.tf.json']) as string[],
  });
});
