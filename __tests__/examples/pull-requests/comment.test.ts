import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ForgeStub } from './forge-stub';

jest.setTimeout(60_000);

const marker = '<!-- vm-lifecycle review -->';

let stub: ForgeStub;
let folder: string;

beforeEach(async () => {
  stub = await ForgeStub.start();
  folder = mkdtempSync(join(tmpdir(), 'comment-'));
});

afterEach(async () => {
  await stub.stop();
  rmSync(folder, { recursive: true, force: true });
});

function review(text: string, name = 'production.md'): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const writes = (): string[] => stub.requests.filter((request) => !request.startsWith('GET '));

describe.each([
  ['GitHub', 'github', 'github-actions[bot]', 'PATCH'],
  ['GitLab', 'gitlab', '5', 'PUT'],
] as const)('the review on %s', (_name, host, own, update) => {
  const comment = (...files: string[]): ReturnType<ForgeStub['script']> =>
    stub.script('comment.mjs', files, stub[host]);

  test('is commented once, and that comment is updated afterwards', async () => {
    expect(await comment(review('one change\n'))).toMatchObject({ code: 0, stderr: '' });
    expect(stub.comments).toMatchObject([{ body: `${marker}\none change\n`, author: own }]);
    const second = await comment(review('two changes\n'), review('none\n', 'staging.md'));
    expect(second.stdout).toMatch(/^updated /);
    expect(stub.comments).toMatchObject([
      { body: `${marker}\ntwo changes\n\nnone\n`, author: own },
    ]);
    const third = await comment(review('two changes\n'), review('none\n', 'staging.md'));
    expect(third.stdout).toMatch(/^unchanged /);
    expect(writes().map((request) => request.split(' ')[0])).toEqual(['POST', update]);
  });

  test("leaves a stranger's comment with the marker alone, and ours that only quotes it", async () => {
    const strange = `${marker}\nall is well\n`;
    const quote = `> ${marker}\n\nwhat is this?`;
    stub.comments.push({ id: 1, body: strange, author: 'mallory' });
    stub.comments.push({ id: 2, body: quote, author: own });
    await comment(review('a disk is lost'));
    expect(stub.comments.map(({ body }) => body)).toEqual([
      strange,
      quote,
      `${marker}\na disk is lost\n`,
    ]);
  });

  test('is found on a later page', async () => {
    for (let id = 1; id <= 4; id += 1) stub.comments.push({ id, body: 'hello', author: own });
    stub.comments.push({ id: 5, body: `${marker}\nold\n`, author: own });
    await comment(review('new'));
    expect(stub.comments).toHaveLength(5);
    expect(stub.comments[4]?.body).toBe(`${marker}\nnew\n`);
  });

  test('survives a 502, and a 429 that says when', async () => {
    stub.faults.push({
      method: 'GET',
      status: 502,
      headers: { 'retry-after': '0' },
      body: '<html>',
    });
    stub.faults.push({ method: 'POST', status: 429, headers: { 'retry-after': '0' } });
    expect(await comment(review('text'))).toMatchObject({ code: 0 });
    expect(stub.comments).toHaveLength(1);
  });

  test('is there once when the answer to its making is lost', async () => {
    const lost = { method: 'POST', status: 502, afterwards: true };
    stub.faults.push({ ...lost, headers: { 'retry-after': '0' } });
    expect(await comment(review('text'))).toMatchObject({ code: 0 });
    expect(stub.comments).toHaveLength(1);
  });

  test('gives up on a fault that stays, with exit code 1', async () => {
    const fault = { method: 'POST', status: 503, headers: { 'retry-after': '0' } };
    stub.faults.push(...Array.from({ length: 5 }, () => fault));
    const { code, stderr } = await comment(review('text'));
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^POST .*: 503 a fault; gave up after 5 of 5 attempts; run the job again later\n$/,
    );
  });

  test('waits for nobody longer than two minutes', async () => {
    stub.faults.push({ method: 'POST', status: 429, headers: { 'retry-after': '3600' } });
    const { code, stderr } = await comment(review('text'));
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('the server asks to wait 3600 s'),
    });
  });

  test('says what to do about a wrong token, and does not print it', async () => {
    const variables = { ...stub[host], GITHUB_TOKEN: 'wrong-token', REVIEW_TOKEN: 'wrong-token' };
    const { code, stdout, stderr } = await stub.script('comment.mjs', [review('text')], variables);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      host === 'github'
        ? /401 Bad credentials; the token is wrong, revoked or expired: give a new one \(GITHUB_TOKEN: \$\{\{ github\.token \}\}\)\n$/
        : /401 Bad credentials; the token is wrong, revoked or expired: give a new one \(REVIEW_TOKEN: a project access token; CI_JOB_TOKEN does not do\)\n$/,
    );
    expect(`${stdout}${stderr}`).not.toContain('wrong-token');
  });

  test('says which permission is missing', async () => {
    stub.faults.push({ method: 'POST', status: 403, body: '{"message":"Forbidden"}' });
    const { code, stderr } = await comment(review('text'));
    expect(code).toBe(1);
    expect(stderr).toMatch(
      host === 'github' ? /permissions: pull-requests: write/ : /scope api, role Reporter/,
    );
  });

  test('takes its token to no other host', async () => {
    const other = await ForgeStub.start();
    try {
      stub.faults.push({ method: 'GET', status: 302, headers: { location: other.address } });
      expect((await comment(review('text'))).code).toBe(1);
      const link = { link: `<${other.address}/x>; rel="next"` };
      stub.faults.push(
        ...(host === 'gitlab' ? [{ method: 'GET', status: 200, body: '{"id":5}' }] : []),
        { method: 'GET', status: 200, headers: link, body: '[]' },
      );
      const { code, stderr } = await comment(review('text'));
      expect(code).toBe(1);
      expect(stderr).toContain('the token is for');
      expect(other.requests).toEqual([]);
    } finally {
      await other.stop();
    }
  });

  test('is refused, not cut, where it is too long', async () => {
    const limit = host === 'github' ? 65_536 : 1_000_000;
    const { code, stderr } = await comment(review('x'.repeat(limit - marker.length - 1)));
    expect(code).toBe(2);
    expect(stderr).toContain(`has ${String(limit + 1)} characters`);
    expect(stderr).toContain('comment each stack on its own (--name STACK)');
    expect(stub.requests).toEqual([]);
    // One character less fits.
    expect((await comment(review('x'.repeat(limit - marker.length - 2)))).code).toBe(0);
  });

  test('is not commented first where there is nothing to say', async () => {
    const only = await comment('--update-only', review('No changes.'));
    expect(only).toMatchObject({ code: 0, stdout: 'there is no comment to update\n' });
    expect(stub.comments).toEqual([]);
    await comment(review('a change'));
    await comment('--update-only', review('No changes.'));
    expect(stub.comments.map(({ body }) => body)).toEqual([`${marker}\nNo changes.\n`]);
  });

  test('has a comment for each name', async () => {
    await comment('--name', 'staging', review('first'));
    await comment('--name', 'production', review('second'));
    await comment('--name', 'staging', review('third'));
    expect(stub.comments.map(({ body }) => body)).toEqual([
      '<!-- vm-lifecycle review staging -->\nthird\n',
      '<!-- vm-lifecycle review production -->\nsecond\n',
    ]);
  });
});

describe('the review of a fork on GitHub', () => {
  const head = {
    PULL_REQUEST: '',
    PULL_REQUEST_HEAD: 'stranger:more-memory',
    PULL_REQUEST_SHA: 'a'.repeat(40),
  };

  test('goes to the pull request whose head is the commit', async () => {
    stub.documents.set('/repos/example/machines/pulls', [
      { number: 6, head: { sha: 'b'.repeat(40) } },
      { number: 7, head: { sha: 'a'.repeat(40) } },
    ]);
    const variables = { ...stub.github, ...head };
    expect(await stub.script('comment.mjs', [review('text')], variables)).toMatchObject({
      code: 0,
    });
    expect(stub.requests[0]).toContain('head=stranger%3Amore-memory');
    expect(stub.comments).toHaveLength(1);
  });

  test('goes nowhere once a newer commit is there', async () => {
    stub.documents.set('/repos/example/machines/pulls', [{ number: 7, head: { sha: 'c' } }]);
    const variables = { ...stub.github, ...head };
    const { code, stdout } = await stub.script('comment.mjs', [review('text')], variables);
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/^no open/) });
    expect(writes()).toEqual([]);
  });
});

test('a token that writes as somebody else is named, before comments pile up', async () => {
  const variables = { ...stub.github, COMMENT_AUTHOR: 'octocat' };
  const { code, stderr } = await stub.script('comment.mjs', [review('text')], variables);
  expect(code).toBe(1);
  expect(stderr).toContain('set COMMENT_AUTHOR to github-actions[bot]');
});

test.each([
  ['no variables', [], {}, 'usage: comment.mjs'],
  ['no host', ['r.md'], {}, 'GITHUB_REPOSITORY and CI_PROJECT_ID are both unset'],
  ['no token', ['r.md'], { GITHUB_REPOSITORY: 'a/b' }, 'GITHUB_TOKEN is unset: set it to'],
  ['no number', ['r.md'], { GITHUB_REPOSITORY: 'a/b', GITHUB_TOKEN: 't' }, 'PULL_REQUEST is unset'],
  [
    'a wrong number',
    ['r.md'],
    { GITHUB_REPOSITORY: 'a/b', GITHUB_TOKEN: 't', PULL_REQUEST: '../1' },
    'PULL_REQUEST: got "../1"; it is a number',
  ],
  ['a job token', ['r.md'], { CI_PROJECT_ID: '1' }, 'REVIEW_TOKEN is unset: set it to a project'],
  ['a missing file', ['missing.md'], {}, 'give the file that "vm-lifecycle plan" wrote'],
  ['an empty file', ['empty.md'], {}, 'got nothing; a review has text'],
  ['an unknown option', ['--force', 'r.md'], {}, 'usage: comment.mjs'],
  ['a wrong name', ['--name', 'a -->', 'r.md'], {}, '--name: got "a -->"'],
])('bad input ends with exit code 2: %s', async (_case, args, variables, words) => {
  review('text', 'r.md');
  review('\n', 'empty.md');
  const files = args.map((arg) => (arg.endsWith('.md') ? join(folder, arg) : arg));
  const { code, stderr } = await stub.script('comment.mjs', files, variables);
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(words) });
});
