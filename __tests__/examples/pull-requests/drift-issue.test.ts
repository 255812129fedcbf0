import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ForgeStub } from './forge-stub';

jest.setTimeout(60_000);

const marker = '<!-- vm-lifecycle drift -->';

let stub: ForgeStub;
let folder: string;

beforeEach(async () => {
  stub = await ForgeStub.start();
  folder = mkdtempSync(join(tmpdir(), 'drift-'));
});

afterEach(async () => {
  await stub.stop();
  rmSync(folder, { recursive: true, force: true });
});

function report(text: string): string {
  const file = join(folder, 'drift.md');
  writeFileSync(file, text);
  return file;
}

describe.each([
  ['GitHub', 'github', 'github-actions[bot]'],
  ['GitLab', 'gitlab', '5'],
] as const)('the issue about drift on %s', (_name, host, own) => {
  const issue = (argument: string): ReturnType<ForgeStub['script']> =>
    stub.script('drift-issue.mjs', [argument], stub[host]);

  test('is opened once, updated, closed, and a new one is opened afterwards', async () => {
    expect((await issue('--none')).stdout).toBe('no drift, no issue\n');
    expect(await issue(report('web-01 is off'))).toMatchObject({ code: 0, stderr: '' });
    expect((await issue(report('web-01 is off'))).stdout).toMatch(/^unchanged /);
    expect((await issue(report('web-01 and web-02 are off'))).stdout).toMatch(/^updated /);
    expect(stub.issues).toMatchObject([
      { author: own, body: `${marker}\nweb-01 and web-02 are off\n` },
    ]);
    expect((await issue('--none')).stdout).toMatch(/^closed /);
    expect(stub.issues).toMatchObject([{ state: 'closed' }]);
    expect((await issue('--none')).stdout).toBe('no drift, no issue\n');
    await issue(report('web-03 is off'));
    expect(stub.issues.map(({ state }) => state)).toEqual(['closed', undefined]);
  });

  test("is found on a later page, and a stranger's is left alone", async () => {
    stub.issues.push({ id: 1, body: `${marker}\nfooled\n`, author: 'mallory' });
    stub.issues.push({ id: 2, body: 'other', author: own });
    stub.issues.push({ id: 3, body: `${marker}\nold\n`, author: own });
    await issue(report('new'));
    expect(stub.issues.map(({ body }) => body)).toEqual([
      `${marker}\nfooled\n`,
      'other',
      `${marker}\nnew\n`,
    ]);
  });

  test('is opened once when the answer to its opening is lost', async () => {
    const headers = { 'retry-after': '0' };
    stub.faults.push({ method: 'POST', status: 502, headers, afterwards: true });
    expect(await issue(report('text'))).toMatchObject({ code: 0 });
    expect(stub.issues).toHaveLength(1);
  });
});

test('a pull request is no issue', async () => {
  const pull = { id: 1, body: `${marker}\nx\n`, author: 'github-actions[bot]', pull: true };
  stub.issues.push(pull);
  await stub.script('drift-issue.mjs', [report('text')], stub.github);
  expect(stub.issues).toHaveLength(2);
});

test.each([
  ['an empty report', 'empty', 'got nothing; a report of drift has text, and --none'],
  ['a report that is too long', 'x'.repeat(70_000), 'nothing is cut'],
])('bad input ends with exit code 2: %s', async (_case, text, words) => {
  const file = report(text === 'empty' ? '' : text);
  const { code, stderr } = await stub.script('drift-issue.mjs', [file], stub.github);
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(words) });
});
