import { join } from 'node:path';
import { readProject } from '../../../../lib/operations/terraform/project';
import { cleanUp, folderOf } from '../../cli/commands';

cleanUp();

const projectOf = (settings: unknown) =>
  folderOf({ 'cdktf.json': typeof settings === 'string' ? settings : JSON.stringify(settings) });

test('what is not said has the defaults of cdktf, and of this package', () => {
  const root = projectOf({ app: 'node main.js' });
  expect(readProject(root)).toEqual({
    root,
    app: 'node main.js',
    outFolder: join(root, 'cdktf.out'),
    plansFolder: join(root, 'plans'),
    journalFolder: join(root, '.vm-lifecycle'),
    context: {},
  });
});

test('folders are relative to the project, or absolute', () => {
  const context = {
    'vm-lifecycle:plans': 'terraform/plans',
    'vm-lifecycle:journal': '/var/journal',
  };
  const root = projectOf({ app: 'x', output: 'out', context });
  expect(readProject(root)).toMatchObject({
    outFolder: join(root, 'out'),
    plansFolder: join(root, 'terraform/plans'),
    journalFolder: '/var/journal',
    context,
  });
});

test.each([
  ['{', 'got no JSON object; cdktf.json is a JSON object'],
  ['[]', 'got no JSON object'],
  [{}, 'got nothing; cdktf.json names the command that synthesizes'],
  [{ app: ' ' }, 'got " "; cdktf.json names the command'],
  [{ app: 7 }, 'got 7; cdktf.json names the command'],
])('%j is refused', (settings, text) => {
  expect(() => readProject(projectOf(settings))).toThrow(`[VML071] cdktf.json: ${text}`);
});

test('a folder without an app is refused', () => {
  expect(() => readProject(folderOf())).toThrow(
    '[VML071] cdktf.json: got nothing; commands run in',
  );
});
