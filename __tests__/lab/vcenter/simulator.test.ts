import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { labInstance, type LabInstance } from '../../../lab/hypervisor/instance';
import { identityOf, isRunning } from '../../../lab/support/process-identity';
import { startVcenter, stopVcenter, vcenterStatus } from '../../../lab/vcenter';
import { readRecord, vcenterFiles, writeRecord } from '../../../lab/vcenter/record';

const program = join(__dirname, 'fake-simulator.js');

describe('vCenter of an instance', () => {
  let parent: string;
  let instance: LabInstance;
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'vml-'));
    instance = labInstance('lab', { VM_LIFECYCLE_LAB_ROOT: parent });
  });
  afterEach(async () => {
    await stopVcenter(instance, { timeoutSeconds: 1 });
    rmSync(parent, { recursive: true });
  });

  it('is stopped where it was never started', async () => {
    expect(await vcenterStatus(instance)).toEqual({ state: 'stopped' });
    await stopVcenter(instance);
    expect(existsSync(instance.root)).toBe(false);
  });

  it('starts on loopback, with a password that is not on its command line', async () => {
    const connection = await startVcenter(instance, { program });
    expect(connection.server).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(connection.password).toMatch(/^[\w-]{24}$/);
    expect(await vcenterStatus(instance)).toEqual({
      state: 'running',
      pid: readRecord(instance)?.process.pid,
      connection,
    });
    const log = readFileSync(vcenterFiles(instance).log, 'utf8');
    expect(log).toContain('user administrator@vsphere.local, arguments serve -listen 127.0.0.1:0');
    expect(log).not.toContain(connection.password);
  });

  it('is left as it is when it runs already, also by starts at the same time', async () => {
    const both = await Promise.all([
      startVcenter(instance, { program }),
      startVcenter(instance, { program }),
    ]);
    const pid = readRecord(instance)?.process.pid;
    const again = await startVcenter(instance, { program });
    expect(new Set([...both, again].map(({ password }) => password)).size).toBe(1);
    expect(readRecord(instance)?.process.pid).toBe(pid);
  });

  it('replaces the record of one that has died, and takes its port again', async () => {
    const before = await startVcenter(instance, { program });
    const died = readRecord(instance)!.process;
    process.kill(died.pid, 'SIGKILL');
    while (isRunning(died)) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await vcenterStatus(instance)).toEqual({ state: 'stopped' });
    const now = await startVcenter(instance, { program });
    expect(now.server).toBe(before.server);
    expect(now.password).not.toBe(before.password);
    expect(readRecord(instance)?.process.pid).not.toBe(died.pid);
  });

  it('never ends a process that only has the id of the recorded one', async () => {
    mkdirSync(vcenterFiles(instance).folder, { recursive: true });
    const other = { ...identityOf(process.pid)!, startTime: '1' };
    const connection = { server: '127.0.0.1:20443', user: 'u', password: 'p' };
    await writeRecord(instance, { process: other, connection });
    expect(await vcenterStatus(instance)).toEqual({ state: 'stopped' });
    await startVcenter(instance, { program });
    expect(readRecord(instance)?.process.pid).not.toBe(process.pid);
  });

  it('ends what a broken-off start has left, and starts', async () => {
    await expect(
      startVcenter(instance, { program, templates: ['hangs'], timeoutSeconds: 0.3 }),
    ).rejects.toThrow(/was not ready within 0.3 s, so it was ended: see .*vcenter\.log/);
    const left = readRecord(instance)!.process;
    expect(isRunning(left)).toBe(false);
    const { server } = await startVcenter(instance, { program });
    expect(await takesConnections(server)).toBe(true);
  });

  it('fails with the end of the log where the simulator ends', async () => {
    await expect(startVcenter(instance, { program, templates: ['fails'] })).rejects.toThrow(
      /ended while it started: see .*\ncannot create the inventory/,
    );
    expect(await vcenterStatus(instance)).toEqual({ state: 'stopped' });
  });

  it('stops, by force where it must, and keeps its log only', async () => {
    const said: string[] = [];
    const { server } = await startVcenter(instance, { program, templates: ['ignores-stop'] });
    const { pid } = readRecord(instance)!.process;
    await stopVcenter(instance, { timeoutSeconds: 0.1, onProgress: (text) => said.push(text) });
    expect(said).toEqual([`stopping vCenter of "lab" (process ${String(pid)})`]);
    expect(await takesConnections(server)).toBe(false);
    expect(await vcenterStatus(instance)).toEqual({ state: 'stopped' });
    const files = vcenterFiles(instance);
    expect(
      [files.record, files.output, files.temporary].filter((file) => existsSync(file)),
    ).toEqual([]);
    expect(existsSync(files.log)).toBe(true);
  });
});

function takesConnections(server: string): Promise<boolean> {
  const [host, port] = server.split(':');
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port) }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => {
      resolve(false);
    });
  });
}
