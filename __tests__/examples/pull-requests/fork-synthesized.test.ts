import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunResult } from '../../../lib/operations/process';
import { ForgeStub } from './forge-stub';

jest.setTimeout(60_000);

let stub: ForgeStub;
let folder: string;

beforeEach(async () => {
  stub = await ForgeStub.start();
  folder = mkdtempSync(join(tmpdir(), 'fork-'));
  for (const stack of ['production', 'staging'])
    mkdirSync(join(folder, 'stacks', stack), { recursive: true });
  const pipeline = { id: 55, sha: 'abc' };
  stub.documents.set('/api/v4/projects/42/merge_requests/7', {
    source_project_id: 99,
    sha: 'abc',
    head_pipeline: pipeline,
  });
  stub.documents.set('/api/v4/projects/99/pipelines/55/jobs', [
    { id: 1, name: 'lint' },
    { id: 2, name: 'test' },
    { id: 3, name: 'fork:synth' },
  ]);
  for (const stack of ['production', 'staging']) {
    const path = `/api/v4/projects/99/jobs/3/artifacts/cdktf.out/stacks/${stack}/cdk.tf.json`;
    stub.documents.set(path, { resource: { stack } });
  }
});

afterEach(async () => {
  await stub.stop();
  rmSync(folder, { recursive: true, force: true });
});

const fetchStacks = (changes: Record<string, string> = {}): Promise<RunResult> =>
  stub.script(
    'fork-synthesized.mjs',
    ['--job', 'fork:synth', '--stacks', join(folder, 'stacks'), '--out', join(folder, 'out')],
    {
      CI_API_V4_URL: `${stub.address}/api/v4`,
      CI_PROJECT_ID: '42',
      FORK_MERGE_REQUEST: '7',
      ...changes,
    },
  );

test('the stacks of the base branch are fetched from the fork, without a token', async () => {
  expect(await fetchStacks()).toEqual({
    code: 0,
    stdout: 'fetched production, staging of abc\n',
    stderr: '',
  });
  expect(JSON.parse(readFileSync(join(folder, 'out/staging/cdk.tf.json'), 'utf8'))).toEqual({
    resource: { stack: 'staging' },
  });
});

test('what was synthesized from an older commit is not taken', async () => {
  stub.documents.set('/api/v4/projects/42/merge_requests/7', {
    source_project_id: 99,
    sha: 'abc',
    head_pipeline: { id: 55, sha: 'old' },
  });
  const { code, stderr } = await fetchStacks();
  expect({ code, stderr }).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('an older commit'),
  });
  expect(existsSync(join(folder, 'out'))).toBe(false);
});

test.each<[string, (stub: ForgeStub) => void, string]>([
  [
    'no pipeline',
    (one) => one.documents.set('/api/v4/projects/42/merge_requests/7', { source_project_id: 9 }),
    'let its author run one',
  ],
  [
    'no job',
    (one) => one.documents.set('/api/v4/projects/99/pipelines/55/jobs', []),
    'has no job "fork:synth"',
  ],
  [
    'artifacts that are not public',
    (one) =>
      one.documents.delete(
        '/api/v4/projects/99/jobs/3/artifacts/cdktf.out/stacks/staging/cdk.tf.json',
      ),
    'give a new FORK_READ_TOKEN',
  ],
])('says what to do: %s', async (_case, prepare, words) => {
  prepare(stub);
  const { code, stderr } = await fetchStacks();
  expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining(words) });
});

test('a number that is none ends with exit code 2', async () => {
  expect(await fetchStacks({ FORK_MERGE_REQUEST: '7/../8' })).toMatchObject({ code: 2 });
});
