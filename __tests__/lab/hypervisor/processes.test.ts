import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processesIn, processesSeeing } from '../../../lab/hypervisor/processes';

describe('processes', () => {
  let proc: string;
  beforeEach(() => {
    proc = mkdtempSync(join(tmpdir(), 'vm-lifecycle-proc-'));
    for (const [pid, namespace] of Object.entries({ 41: 'pid:[1]', 42: 'pid:[2]' })) {
      mkdirSync(join(proc, pid, 'ns'), { recursive: true });
      mkdirSync(join(proc, pid, 'root/run/libvirt'), { recursive: true });
      symlinkSync(namespace, join(proc, pid, 'ns/pid'));
      writeFileSync(join(proc, pid, 'cmdline'), 'libvirtd\0--pid-file\0x\0');
    }
  });
  afterEach(() => {
    rmSync(proc, { recursive: true });
  });

  it('lists the processes of a process namespace', () => {
    expect(processesIn('pid:[2]', proc)).toEqual([{ pid: 42, command: 'libvirtd --pid-file x' }]);
  });

  it('lists the processes that see a folder, and no other', () => {
    const folder = statSync(join(proc, '41/root/run/libvirt'));
    expect(processesSeeing('/run/libvirt', folder, proc).map(({ pid }) => pid)).toEqual([41]);
  });
});
