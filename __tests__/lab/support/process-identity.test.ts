import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  endProcess,
  identityOf,
  isRunning,
  parseIdentity,
  recordedProcess,
  startTimeOf,
} from '../../../lab/support/process-identity';

const stat = (pid: number, name: string, state: string, start: string): string =>
  `${String(pid)} (${name}) ${state} 1 2 3 0 -1 4194560 5 6 7 8 9 10 11 12 20 0 1 0 ${start} 1000 200`;

describe('the identity of a process', () => {
  let proc: string;
  beforeEach(() => {
    proc = mkdtempSync(join(tmpdir(), 'vm-lifecycle-proc-'));
    mkdirSync(join(proc, 'sys/kernel/random'), { recursive: true });
    writeFileSync(join(proc, 'sys/kernel/random/boot_id'), 'boot-1\n');
    mkdirSync(join(proc, '42'));
    writeFileSync(join(proc, '42/stat'), stat(42, 'a) R (b', 'S', '777'));
  });
  afterEach(() => {
    rmSync(proc, { recursive: true });
  });

  it('reads the start time behind a name with blanks and brackets', () => {
    expect(startTimeOf(stat(42, 'tmux: server) S 1 (x', 'S', '12345'))).toBe('12345');
  });

  it('takes a zombie as ended', () => {
    expect(startTimeOf(stat(42, 'x', 'Z', '12345'))).toBeUndefined();
  });

  it.each([
    ['that very process', { pid: 42, startTime: '777', bootId: 'boot-1' }, true],
    ['a later process with its id', { pid: 42, startTime: '776', bootId: 'boot-1' }, false],
    ['a process of an earlier boot', { pid: 42, startTime: '777', bootId: 'boot-0' }, false],
    ['a process that ended', { pid: 43, startTime: '777', bootId: 'boot-1' }, false],
  ])('isRunning: %s', (_, identity, expected) => {
    expect(isRunning(identity, proc)).toBe(expected);
  });

  it.each(['', '{"pid":', '{"pid":1,"startTime":"1","bootId":"b"}', '{"pid":-1}', 'null', '{}'])(
    'fails to take %j for a record',
    (text) => {
      expect(parseIdentity(text)).toBeUndefined();
    },
  );

  it('reads a record', () => {
    const identity = { pid: 4711, startTime: '12', bootId: 'b' };
    expect(parseIdentity(JSON.stringify(identity))).toEqual(identity);
  });

  it('is known of this process, and of none that does not run', () => {
    expect(identityOf(process.pid)).toMatchObject({ pid: process.pid });
    expect(identityOf(2 ** 22 + 1)).toBeUndefined();
  });

  it('is taken from a file while that very process runs', () => {
    const file = join(proc, 'record.json');
    expect(recordedProcess(file)).toBeUndefined();
    const identity = identityOf(process.pid)!;
    writeFileSync(file, JSON.stringify(identity));
    expect(recordedProcess(file)).toEqual(identity);
    writeFileSync(file, JSON.stringify({ ...identity, startTime: '1' }));
    expect(recordedProcess(file)).toBeUndefined();
  });
});

describe('endProcess', () => {
  it.each([
    ['asks', 'echo; exec sleep 60', 30, 'SIGTERM'],
    [
      'forces what does not listen',
      'trap "" TERM; echo; while :; do sleep 0.1; done',
      0.2,
      'SIGKILL',
    ],
  ])('%s', async (_, script, patience, signal) => {
    const child = spawn('/bin/sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] });
    const ended = once(child, 'exit');
    await once(child.stdout, 'data');
    expect(await endProcess(identityOf(child.pid!)!, patience)).toBe(true);
    expect(await ended).toEqual([null, signal]);
  });

  it('leaves a process alone that only has the id', async () => {
    expect(await endProcess({ ...identityOf(process.pid)!, startTime: '1' }, 0)).toBe(true);
  });
});
