/** Machine operations on the simulated Proxmox VE: power, and final backups. */
import { rmSync } from 'node:fs';
import { labInstance } from '../../lab/hypervisor';
import {
  proxmoxEnvironment,
  readProxmox,
  startProxmox,
  stopProxmox,
  type ProxmoxConnection,
} from '../../lab/proxmox';
import type { MachineOperations } from '../../lib/drivers/operations';
import { ProxmoxApi, proxmoxApiProps } from '../../lib/drivers/proxmox/api';
import { proxmoxOperations } from '../../lib/drivers/proxmox/operations';

jest.setTimeout(300_000);

const instance = labInstance(`pve-operations-${String(process.pid)}`);
const uuid = '3e823619-b8f5-562d-a327-6c9c5592ae79';
let connection: ProxmoxConnection;
let api: ProxmoxApi;
let operations: MachineOperations;

/** Clones a template, as an administrator would. */
async function machine(vmid: number, name: string) {
  const resources = await api.get<{ vmid: number; node: string }[]>('cluster/resources?type=vm');
  const { node } = resources.find((one) => one.vmid === 9000)!;
  await api.task('POST', `nodes/${node}/qemu/9000/clone`, { newid: vmid, name, full: 1 }, 60);
  const path = `nodes/${node}/qemu/${String(vmid)}`;
  await api.send('PUT', `${path}/config`, { smbios1: `uuid=${uuid}` });
  await api.task('POST', `${path}/status/start`, {}, 60);
  return { name, uuid, id: String(vmid) };
}

beforeAll(async () => {
  connection = await startProxmox(instance);
  const props = proxmoxApiProps(proxmoxEnvironment(connection));
  api = new ProxmoxApi(props);
  operations = proxmoxOperations({ api: props, backup: { storage: 'backup' } });
});

afterAll(async () => {
  await operations.close?.();
  api.close();
  await stopProxmox(instance);
  rmSync(instance.root, { recursive: true, force: true });
});

test('a guest shuts down', async () => {
  const vm = await machine(300, 'web-1');
  expect(await operations.powerState(vm)).toBe('running');
  const { disks } = await operations.inspect(vm);
  expect(disks.map(({ name }) => name)).toContain('scsi0');
  const result = await operations.shutdown(vm, { timeoutSeconds: 60, force: false });
  expect(result.mode).toBe('graceful');
  expect(await operations.powerState(vm)).toBe('off');
  expect(await operations.shutdown(vm, { timeoutSeconds: 60, force: false })).toEqual({
    mode: 'already-off',
    seconds: 0,
  });
  // Without its id it is found by name, and known by its UUID.
  expect(await operations.powerState({ name: 'web-1', uuid })).toBe('off');
});

test('a machine is switched off where that is asked for', async () => {
  const vm = await machine(301, 'web-2');
  const forced: string[] = [];
  const result = await operations.shutdown(vm, {
    timeoutSeconds: 0,
    force: true,
    onForce: () => forced.push('forced'),
  });
  expect([result.mode, forced]).toEqual(['forced', ['forced']]);
  expect(await operations.powerState(vm)).toBe('off');
});

test('another machine is not taken for it', async () => {
  await expect(operations.powerState({ name: 'web-9', uuid, id: '300' })).rejects.toThrow(
    `web-9 (${uuid}): VM 300 is web-1 (${uuid}): correct the retirement record`,
  );
  const other = '00000000-0000-0000-0000-000000000000';
  await expect(operations.powerState({ name: 'web-1', uuid: other })).rejects.toThrow(
    'correct the retirement record',
  );
  expect(await operations.powerState({ name: 'web-9', uuid })).toBe('absent');
});

test('a final backup is protected, and is not made twice', async () => {
  const vm = { name: 'web-1', uuid, id: '300' };
  const since = new Date().toISOString();
  const backup = await operations.finalBackup?.(vm, { since, except: [] });
  expect(backup).toMatchObject({
    product: 'vzdump',
    id: expect.stringMatching(/^backup:backup\//) as string,
  });
  expect(backup!.bytes).toBeGreaterThan(0);
  expect(await operations.finalBackup?.(vm, { since, except: [] })).toEqual(backup);
  const api2 = await api.get<{ volid: string; protected?: number; notes?: string }[]>(
    'nodes/pve1/storage/backup/content?content=backup',
  );
  expect(api2).toEqual([
    expect.objectContaining({
      volid: backup!.id,
      protected: expect.anything() as unknown,
      notes: 'final backup before retirement: web-1',
    }),
  ]);
  // The simulator writes the backup's entry and no data, and says so when it is to be restored: nothing is left of the try.
  const before = (await readProxmox(connection)).virtualMachines.map(({ name }) => name);
  await expect(operations.verifyBackup?.(vm, backup!)).rejects.toThrow(
    'restoring an archive is not supported',
  );
  expect((await readProxmox(connection)).virtualMachines.map(({ name }) => name)).toEqual(before);
});

test('what it cannot do names what to do instead', () => {
  expect(operations.supported).toMatchObject({
    finalBackup: { support: 'native' },
    wipeDisk: {
      support: 'unsupported',
      alternative: expect.stringContaining('saferemove') as string,
    },
    keepDisks: { support: 'unsupported' },
    unregister: { support: 'unsupported' },
  });
});

test('by user name and password, too', async () => {
  const { username, password } = connection;
  expect([typeof username, typeof password]).toEqual(['string', 'string']);
  const environment = {
    PROXMOX_VE_ENDPOINT: connection.endpoint,
    PROXMOX_VE_USERNAME: username,
    PROXMOX_VE_PASSWORD: password,
    PROXMOX_VE_INSECURE: 'true',
  };
  const other = proxmoxOperations({ api: proxmoxApiProps(environment) });
  const vm = { name: 'web-1', uuid, id: '300' };
  expect(await other.powerState(vm)).toBe('off');
  await api.task('POST', 'nodes/pve1/qemu/300/status/start', {}, 60).catch(() => undefined);
  expect((await other.shutdown(vm, { timeoutSeconds: 60, force: false })).mode).toMatch(
    /graceful|already-off/,
  );
  await other.close?.();
});
