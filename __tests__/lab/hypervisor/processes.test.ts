import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  isRunning,
  parseIdentity,
  processesIn,
  processesSeeing,
  startTimeOf,
} from '../../../lab/hypervisor/processes';

const stat = (pid: number, name: string, state: string, start: string): string =>
  `${String(pid)} (${name}) ${state} 1 2 3 0 -1 4194560 5 6 7 8 9 10 11 12 20 0 1 0 ${start} 1000 200`;

describe('processes', () => {
  let proc: string;
  beforeEach(() => {
    proc = mkdtempSync(join(tmpdir(), 'vm-lifecycle-proc-'));
    mkdirSync(join(proc, 'sys/kernel/random'), { recursive: true });
    writeFileSync(join(proc, 'sys/kernel/random/boot_id'), 'boot-1\n');
    for (const [pid, namespace] of Object.entries({ 41: 'pid:[1]', 42: 'pid:[2]' })) {
      mkdirSync(join(proc, pid, 'ns'), { recursive: true });
      mkdirSync(join(proc, pid, 'root/run/libvirt'), { recursive: true });
      symlinkSync(namespace, join(proc, pid, 'ns/pid'));
      writeFileSync(join(proc, pid, 'stat'), stat(Number(pid), 'a) R (b', 'S', '777'));
      writeFileSync(join(proc, pid, 'cmdline'), 'libvirtd\0--pid-file\0x\0');
    }
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

  it('lists the processes of a process namespace', () => {
    expect(processesIn('pid:[2]', proc)).toEqual([{ pid: 42, command: 'libvirtd --pid-file x' }]);
  });

  it('lists the processes that see a folder, and no other', () => {
    const folder = statSync(join(proc, '41/root/run/libvirt'));
    expect(processesSeeing('/run/libvirt', folder, proc).map(({ pid }) => pid)).toEqual([41]);
  });
});
