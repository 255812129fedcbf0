import { spawn, type ChildProcess } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { labInstance, type LabInstance } from '../../../lab/hypervisor/instance';
import { currentBootId, isRunning, startTimeOf } from '../../../lab/support/process-identity';
import { proxmoxStatus, startProxmox, stopProxmox } from '../../../lab/proxmox/server';

describe('the record of the simulator', () => {
  let parent: string;
  let instance: LabInstance;
  let folder: string;
  let sleeper: ChildProcess;

  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'vm-lifecycle-server-'));
    instance = labInstance('unit', { VM_LIFECYCLE_LAB_ROOT: parent });
    folder = join(instance.root, 'proxmox');
    mkdirSync(folder, { recursive: true });
    sleeper = spawn('sleep', ['60']);
  });

  afterEach(() => {
    sleeper.kill('SIGKILL');
    rmSync(parent, { recursive: true, force: true });
  });

  const identity = (startTime?: string) => {
    const pid = sleeper.pid ?? 0;
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    return { pid, startTime: startTime ?? startTimeOf(stat)!, bootId: currentBootId() };
  };

  const record = (text: string): void => {
    writeFileSync(join(folder, 'process.json'), text);
  };

  it.each(['', '{"pid":', '{}'])('%j is none: it is stopped', async (text) => {
    record(text);
    expect(await proxmoxStatus(instance)).toEqual({ state: 'stopped' });
  });

  it('is no longer true for another process that got its id, and that one is left alone', async () => {
    record(JSON.stringify(identity('1')));
    expect(await proxmoxStatus(instance)).toEqual({ state: 'stopped' });
    await stopProxmox(instance);
    expect(isRunning(identity())).toBe(true);
    expect(existsSync(join(folder, 'process.json'))).toBe(false);
  });

  it('finds a simulator that has not answered yet, and stops exactly that process', async () => {
    const found = identity();
    record(JSON.stringify(found));
    expect(await proxmoxStatus(instance)).toEqual({ state: 'starting', pid: found.pid });
    await stopProxmox(instance);
    expect(isRunning(found)).toBe(false);
    expect(await proxmoxStatus(instance)).toEqual({ state: 'stopped' });
  });

  it('fails to take one for running that does not answer, and says what to do', async () => {
    record(JSON.stringify(identity()));
    await expect(
      startProxmox(instance, { python: '/bin/false', timeoutSeconds: 0 }),
    ).rejects.toThrow(/does not answer: see .*simulator\.log, and stop it before another try/);
  });

  it('replaces the record of a dead one; secrets are for the owner only, and stay', async () => {
    record(JSON.stringify(identity('1')));
    const failing = { python: '/bin/false' };
    await expect(startProxmox(instance, failing)).rejects.toThrow(/ended while it started/);
    const secrets = join(folder, 'secrets.json');
    const first = readFileSync(secrets, 'utf8');
    expect(statSync(secrets).mode & 0o777).toBe(0o600);
    await expect(startProxmox(instance, failing)).rejects.toThrow(/ended while it started/);
    expect(readFileSync(secrets, 'utf8')).toBe(first);
  });

  it('fails where the program is missing', async () => {
    await expect(startProxmox(instance, { python: '/nowhere/python' })).rejects.toThrow(
      /ended while it started/,
    );
  });

  it('stopping what does not run does nothing', async () => {
    await stopProxmox(instance);
    expect(await proxmoxStatus(instance)).toEqual({ state: 'stopped' });
  });
});
