import { readProject } from '../../../../lib/operations/terraform/project';
import {
  chooseStacks,
  SynthesisFailed,
  synthesizeApp,
} from '../../../../lib/operations/terraform/synthesis';
import { cleanUp, folderOf } from '../../cli/commands';

cleanUp();

const stack = (name: string, rest: object = {}) => ({
  name,
  workingDirectory: `stacks/${name}`,
  ...rest,
});
const manifest = (...stacks: ReturnType<typeof stack>[]): string =>
  JSON.stringify({ stacks: Object.fromEntries(stacks.map((one) => [one.name, one])) });

/** Runs an app that is this shell command, in a folder with `written.json`. */
const synthesize = (app: string, written = manifest(stack('lab')), before: object = {}) => {
  const folder = folderOf({
    'cdktf.json': JSON.stringify({ app, context: { x: 'y' } }),
    'written.json': written,
    ...before,
  });
  return synthesizeApp(
    readProject(folder),
    { PATH: process.env.PATH, GIVEN: 'value' },
    '2026-11-21',
  );
};
const write = 'mkdir -p "$CDKTF_OUTDIR" && cp written.json "$CDKTF_OUTDIR/manifest.json"';

test('the app gets what cdktf gives it, and the environment', async () => {
  const app = `${write} && test "$CDKTF_CONTEXT_JSON" = '{"vm-lifecycle:today":"2026-11-21","x":"y"}' && test "$GIVEN" = value`;
  const [only] = await synthesize(app);
  expect(only).toMatchObject({ name: 'lab', dependencies: [] });
  expect(only?.folder).toMatch(/cdktf\.out\/stacks\/lab$/);
});

test('stacks come after those that they depend on, else by name', async () => {
  const text = manifest(
    stack('a', { dependencies: ['z', 'm'] }),
    stack('z', { dependencies: ['m'] }),
    stack('b'),
    stack('m'),
  );
  expect((await synthesize(write, text)).map(({ name }) => name)).toEqual(['m', 'z', 'a', 'b']);
});

test.each([
  ['bad input keeps its exit code', 'echo bad >&2; exit 2', 2, 'bad\n'],
  ['a crash is a failure', 'echo crash >&2; exit 9', 1, 'crash\n'],
  ['what stands on standard output is said too', 'echo words; exit 1', 1, 'words\n'],
])('%s', async (_name, app, exitCode, message) => {
  const error = await synthesize(app).catch((one: unknown) => one);
  expect(error).toBeInstanceOf(SynthesisFailed);
  expect(error).toMatchObject({ exitCode, message });
});

test('errors that constructs were annotated with are bad input', async () => {
  const annotations = [
    { level: '@cdktf/warn', message: 'old' },
    { level: '@cdktf/error', message: 'wrong' },
  ];
  const text = manifest(stack('lab', { annotations }));
  await expect(synthesize(write, text)).rejects.toMatchObject({
    message: 'lab: wrong\n',
    exitCode: 2,
  });
});

test('what an earlier run wrote does not pass for a result', async () => {
  const before = { 'cdktf.out/manifest.json': manifest(stack('old')) };
  await expect(synthesize('true', undefined, before)).rejects.toThrow(
    '[VML071] cdktf.json.app: got nothing; the app writes a manifest; let it call synthesize(app), or app.synth()',
  );
});

test('chosen stacks stay in their order, and no other name is taken', () => {
  const all = ['m', 'z', 'a'].map((name) => ({ name, folder: '', dependencies: [] }));
  const names = (...chosen: string[]) => chooseStacks(all, chosen).map(({ name }) => name);
  expect(names()).toEqual(['m', 'z', 'a']);
  expect(names('a', 'm')).toEqual(['m', 'a']);
  expect(() => names('a', 'x', 'y')).toThrow(
    '[VML071] stack: got "x"; the app has the stacks m, z, a; give one of them\n[VML071] stack: got "y"',
  );
});
