import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDetached, type DetachedServer } from '../../../lab/support/detached';

describe('startDetached', () => {
  let folder: string;
  let log: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'detached-'));
    log = join(folder, 'log');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const ended = async ({ exitCode }: DetachedServer): Promise<number | undefined> => {
    while (exitCode() === undefined) await new Promise((resolve) => setTimeout(resolve, 10));
    return exitCode();
  };
  const sh = (script: string, output?: string): DetachedServer =>
    startDetached('/bin/sh', ['-c', script], { cwd: folder, env: { WHO: 'me' }, log, output });

  it('adds what a server prints to its log, which is for the owner', async () => {
    const first = sh('echo $WHO; exit 3');
    expect(first.pid).toBeGreaterThan(1);
    expect(await ended(first)).toBe(3);
    expect(await ended(sh('echo again >&2'))).toBe(0);
    expect(readFileSync(log, 'utf8')).toBe('me\nagain\n');
    expect(statSync(log).mode & 0o777).toBe(0o600);
  });

  it('replaces the standard output of an earlier one, where that has a file', async () => {
    const output = join(folder, 'output');
    writeFileSync(output, 'what an earlier one printed');
    expect(await ended(sh('echo ready; echo problem >&2', output))).toBe(0);
    expect(readFileSync(output, 'utf8')).toBe('ready\n');
    expect(readFileSync(log, 'utf8')).toBe('problem\n');
  });

  it('says in the log why a program could not be started', async () => {
    const server = startDetached('/nowhere/server', [], { cwd: folder, env: {}, log });
    expect(server.pid).toBeUndefined();
    expect(await ended(server)).toBe(127);
    expect(readFileSync(log, 'utf8')).toBe('spawn /nowhere/server ENOENT\n');
  });
});
