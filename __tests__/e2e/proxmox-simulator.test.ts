/** The simulated Proxmox VE with the real provider, and its answers beside what a real one says. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { terraformEnvironment } from '../../lab/engines/terraform';
import { labInstance, type LabInstance } from '../../lab/hypervisor';
import {
  ProxmoxClient,
  proxmoxEnvironment,
  proxmoxStatus,
  readProxmox,
  rebuildTemplate,
  startProxmox,
  stopProxmox,
  type ProxmoxConnection,
  type ProxmoxInventory,
} from '../../lab/proxmox';
import { Terraform } from '../../lab/terraform';
import { configuration, configurationWithGroup, vmIds } from '../lab/proxmox/configuration';

jest.setTimeout(600_000); // the provider and the Python environment may have to be built first

const parent = '/tmp';
const prefix = 'vm-lifecycle-proxmox-';

/** Simulators of test runs that were interrupted: the process in their name is gone. */
async function removeAbandoned(): Promise<void> {
  for (const name of readdirSync(parent)) {
    const pid = new RegExp(`^${prefix}(\\d+)$`).exec(name)?.[1];
    if (pid === undefined || existsSync(`/proc/${pid}`)) continue;
    const root = join(parent, name);
    for (const instance of readdirSync(root)) await stopProxmox(instanceIn(root, instance));
    rmSync(root, { recursive: true, force: true });
  }
}

function instanceIn(root: string, name: string): LabInstance {
  return labInstance(name, { VM_LIFECYCLE_LAB_ROOT: root });
}

describe('the simulated Proxmox VE', () => {
  const root = join(parent, `${prefix}${String(process.pid)}`);
  const instance = instanceIn(root, 'nine');
  const older = instanceIn(root, 'eight');
  const work = mkdtempSync(join(tmpdir(), 'proxmox-terraform-'));
  let connection: ProxmoxConnection;
  let api: ProxmoxClient;
  let terraform: Terraform;
  let seed: ProxmoxInventory;

  async function terraformAt(target: ProxmoxConnection, name: string): Promise<Terraform> {
    const folder = join(work, name);
    mkdirSync(folder);
    const environment = await terraformEnvironment(['proxmox']);
    return new Terraform(folder, { ...environment, ...proxmoxEnvironment(target) });
  }

  function declare(on: Terraform, document: unknown): void {
    writeFileSync(join(on.folder, 'main.tf.json'), JSON.stringify(document));
  }

  async function applyAndPlan(on: Terraform): Promise<{ actions: string[]; second: unknown }> {
    const first = await on.plan();
    await on.apply(first);
    const actions = new Set(first.changes.map((change) => change.actions.join(' ')));
    return { actions: [...actions].sort(), second: (await on.plan()).changes };
  }

  const machine = async (vmId: number) =>
    (await readProxmox(connection)).virtualMachines.find(({ vmid }) => vmid === vmId)!;

  beforeAll(async () => {
    await removeAbandoned();
    connection = await startProxmox(instance);
    api = new ProxmoxClient(connection);
    seed = await readProxmox(connection);
    terraform = await terraformAt(connection, 'nine');
  });

  afterAll(async () => {
    api.close();
    for (const one of [instance, older]) await stopProxmox(one);
    for (const folder of [root, work]) rmSync(folder, { recursive: true, force: true });
  });

  test('starts once: a running one is used again', async () => {
    const { pid } = await proxmoxStatus(instance);
    expect(await startProxmox(instance)).toEqual(connection);
    expect(await proxmoxStatus(instance)).toEqual({ state: 'running', pid, connection });
  });

  test('starts with three nodes, their storages and two template generations', () => {
    expect(seed.nodes.map(({ node }) => node)).toEqual(['pve1', 'pve2', 'pve3']);
    expect(seed.storages.map(({ storage, shared }) => [storage, shared ?? 0])).toEqual([
      ['backup', 1],
      ['ceph-vms', 1],
      ['local', 0],
      ['local-lvm', 0],
      ['local-zfs', 0],
    ]);
    expect(seed.virtualMachines.map(({ vmid, name, template }) => [vmid, name, template])).toEqual([
      [9000, 'debian-12-20261101', true],
      [9001, 'debian-12-20261115', true],
    ]);
    expect(seed.virtualMachines[0]?.config).toMatchObject({
      efidisk0: 'ceph-vms:base-9000-disk-1,efitype=4m,pre-enrolled-keys=1,size=1M',
      scsi0: 'ceph-vms:base-9000-disk-0,discard=on,iothread=1,size=4G,ssd=1',
      tpmstate0: 'ceph-vms:base-9000-disk-2,size=4M,version=v2.0',
    });
  });

  test('keeps what the provider creates: the second plan is empty', async () => {
    declare(terraform, configuration({ changed: false, fullOn: 'pve2' }));
    await terraform.init();
    expect(await applyAndPlan(terraform)).toEqual({ actions: ['create'], second: [] });
    expect(await terraform.output('templates')).toEqual([
      'debian-12-20261101',
      'debian-12-20261115',
    ]);
    expect(await terraform.output('addresses')).toEqual([['127.0.0.1'], ['198.51.100.101']]);
  });

  test('reports what was declared', async () => {
    const found = await readProxmox(connection);
    const linked = found.virtualMachines.find(({ vmid }) => vmid === vmIds.linked)!;
    expect(linked).toMatchObject({
      status: 'running',
      pending: [],
      config: {
        bios: 'ovmf',
        scsi0: expect.stringMatching(/^ceph-vms:base-9000-disk-0\/vm-101-disk-\d,.*size=8G/),
        tpmstate0: expect.stringMatching(/^ceph-vms:vm-101-disk-\d,/), // always a copy
        ide2: 'ceph-vms:vm-101-cloudinit,media=cdrom',
        net0: expect.stringContaining('bridge=vmbr0,firewall=1'),
        startup: 'order=2,up=10,down=60',
      },
      firewall: {
        options: { enable: 1, ipfilter: 1, macfilter: 1, policy_in: 'DROP' },
        rules: [
          { type: 'in', action: 'ACCEPT', dport: '22', pos: 0 },
          { type: 'group', action: 'web', pos: 1 },
        ],
        aliases: [{ name: 'admins', cidr: '192.0.2.0/24' }],
        ipsets: [{ entries: [{ cidr: '198.51.100.101' }] }],
      },
    });
    expect(found.pools).toEqual([
      { poolid: 'production', comment: 'production', members: ['qemu/102', 'storage/ceph-vms'] },
      { poolid: 'production/web', members: ['qemu/101'] },
    ]);
    expect(found.highAvailability).toMatchObject({
      resources: [
        { sid: 'vm:101', state: 'started' },
        { sid: 'vm:102', state: 'started' },
      ],
      rules: [
        { rule: 'apart', affinity: 'negative', resources: 'vm:101,vm:102' },
        { rule: 'place', nodes: 'pve1', resources: 'vm:101' },
      ],
      groups: [],
    });
    expect(found.backupJobs).toMatchObject([
      {
        id: 'backup-web-weekly',
        schedule: 'sun 02:00',
        'prune-backups': { 'keep-monthly': '12', 'keep-weekly': '4' },
      },
    ]);
    expect(found.replication).toMatchObject([{ id: '103-0', source: 'pve1', target: 'pve2' }]);
    expect(found.access).toMatchObject({
      roles: [{ roleid: 'Operator', privs: 'VM.Audit,VM.PowerMgmt' }],
      acl: [
        { path: '/pool/production', ugid: 'alice@pve', roleid: 'Operator' },
        { path: '/vms/101', ugid: 'alice@pve!ci', roleid: 'PVEAuditor' },
      ],
    });
    expect(JSON.stringify(found)).not.toContain('not-a-secret');
  });

  test('reads the same twice', async () => {
    expect(await readProxmox(connection)).toEqual(await readProxmox(connection));
  });

  describe('says what a real one says', () => {
    const token = (method: 'POST' | 'PUT' | 'DELETE', path: string, form = {}) =>
      api.send(method, `api2/json/${path}`, form);

    /** The end of a task: OK, or the error that the task ended with. */
    async function task(call: Promise<unknown>): Promise<unknown> {
      const upid = encodeURIComponent(String(await call));
      const { exitstatus } = await api.get<{ exitstatus: string }>(
        `nodes/pve1/tasks/${upid}/status`,
      );
      return exitstatus;
    }

    test('a protected VM is not deleted', async () => {
      await expect(token('DELETE', 'nodes/pve1/qemu/104/?purge=1')).rejects.toThrow(
        "500 can't remove VM 104 - protection mode enabled",
      );
    });

    test('a template with linked clones is not deleted', async () => {
      expect(await task(token('DELETE', 'nodes/pve1/qemu/9000'))).toBe(
        "base volume 'ceph-vms:base-9000-disk-1' is still in use by linked cloned",
      );
      expect((await machine(9000)).config.template).toBe(1);
    });

    test.each([
      ['args', '-no-reboot'],
      ['hookscript', 'local:snippets/hook.pl'],
      ['hugepages', 'any'],
      ['affinity', '0-1'],
    ])('%s is refused to a token, and taken from the login', async (option, value) => {
      await expect(token('PUT', 'nodes/pve1/qemu/104/config', { [option]: value })).rejects.toThrow(
        `500 only root can set '${option}' config`,
      );
      await withLogin(async (login) => {
        await login('PUT', 'nodes/pve1/qemu/104/config', { [option]: value });
        expect((await machine(vmIds.guarded)).config[option]).toBe(value);
        await login('PUT', 'nodes/pve1/qemu/104/config', { delete: option });
      });
    });

    test('a serial port of the host is refused to a token', async () => {
      await expect(
        token('PUT', 'nodes/pve1/qemu/104/config', { serial1: '/dev/ttyS0' }),
      ).rejects.toThrow("only root can modify 'serial1' config for real devices");
    });

    test('a running machine takes some changes at once, and others when it starts again', async () => {
      const path = 'nodes/pve1/qemu/101';
      await token('PUT', `${path}/config`, { cores: '3', description: 'at once', cpuunits: '200' });
      const waiting = await machine(vmIds.linked);
      expect(waiting.pending).toEqual([{ key: 'cores', pending: 3, value: 2 }]);
      expect(waiting.config).toMatchObject({ cores: 2, description: 'at once', cpuunits: 200 });
      await token('POST', `${path}/status/reboot`);
      expect(await machine(vmIds.linked)).toMatchObject({ pending: [], config: { cores: 3 } });
    });

    test('disks do not shrink', async () => {
      const call = token('PUT', 'nodes/pve1/qemu/101/resize', { disk: 'scsi0', size: '1G' });
      expect(await task(call)).toBe('shrinking disks is not supported');
    });

    test.each([
      ['cluster/backup', { schedule: 'sun 25:00', storage: 'backup', vmid: '101' }, /schedule: /],
      [
        'cluster/backup',
        { schedule: 'sun 02:00', vmid: '101', 'prune-backups': 'keep-all=1,keep-last=3' },
        /keep-all cannot be set together with other options/,
      ],
      ['cluster/replication', { id: '101-0', type: 'local', target: 'pve2' }, /No replicatable/],
      [
        'cluster/ha/rules',
        { rule: 'x', type: 'node-affinity', resources: 'vm:104', nodes: 'pve1' },
        /cannot use unmanaged resource\(s\) vm:104\./,
      ],
      ['cluster/ha/groups', { group: 'first', nodes: 'pve1' }, /migrated to rules/],
      ['pools', { poolid: 'a/b' }, /parent 'a' of pool 'a\/b' does not exist/],
      [
        'nodes/pve1/qemu/9000/clone',
        { newid: '101', full: '0' },
        /unable to create VM 101: config file already exists/,
      ],
      ['nodes/pve1/qemu/104/migrate', { target: 'pve1' }, /target is local node/],
    ])('%s refuses %j', async (path, form, words) => {
      await expect(token('POST', path, form)).rejects.toThrow(words);
    });

    async function withLogin(
      use: (send: (method: 'PUT', path: string, form: object) => Promise<unknown>) => Promise<void>,
    ): Promise<void> {
      const { username = '', password = '' } = connection;
      const session = (await token('POST', 'access/ticket', { username, password })) as {
        ticket: string;
        CSRFPreventionToken: string;
      };
      const login = new ProxmoxClient(connection, {
        Cookie: `PVEAuthCookie=${session.ticket}`,
        CSRFPreventionToken: session.CSRFPreventionToken,
      });
      try {
        await use((method, path, form) =>
          login.send(method, `api2/json/${path}`, form as Record<string, string>),
        );
      } finally {
        login.close();
      }
    }
  });

  test('changes in place what is changed, and the next plan is empty', async () => {
    declare(terraform, configuration({ changed: true, fullOn: 'pve2' }));
    expect(await applyAndPlan(terraform)).toEqual({ actions: ['update'], second: [] });
    const [linked, full] = [await machine(vmIds.linked), await machine(vmIds.full)];
    expect(linked).toMatchObject({
      pending: [],
      config: { cores: 4, memory: '1024', tags: 'changed;managed' },
    });
    expect(linked.config).toHaveProperty('net1');
    expect(linked.config.scsi1).toContain('size=4G');
    expect(full.config.scsi0).toContain('size=12G');
    expect(full.config).not.toHaveProperty('scsi1');
    expect(linked.firewall.rules[0]).toMatchObject({ dport: '2222' });
  });

  test('moves a running machine to another node without replacing it', async () => {
    const before = await machine(vmIds.full);
    declare(terraform, configuration({ changed: true, fullOn: 'pve3' }));
    expect(await applyAndPlan(terraform)).toEqual({ actions: ['update'], second: [] });
    expect(await machine(vmIds.full)).toMatchObject({
      node: 'pve3',
      status: 'running',
      config: { smbios1: before.config.smbios1 },
    });
  });

  test('HA keeps machines apart that are declared so', async () => {
    await api.send('POST', 'api2/json/cluster/ha/resources/vm:102/migrate', { node: 'pve1' });
    const nodes = [(await machine(vmIds.linked)).node, (await machine(vmIds.full)).node];
    expect(new Set(nodes).size).toBe(2);
    await api.send('POST', 'api2/json/cluster/ha/resources/vm:102/migrate', { node: 'pve3' });
  });

  test('gives back everything: what is left is what it started with', async () => {
    const plan = await terraform.plan('-destroy');
    await terraform.apply(plan);
    expect(await readProxmox(connection)).toEqual(seed);
  });

  test('before PVE 9: HA groups; a template made again plans nothing', async () => {
    const eight = await startProxmox(older, { release: 8 });
    const on = await terraformAt(eight, 'eight');
    declare(on, configurationWithGroup());
    await on.init();
    expect(await applyAndPlan(on)).toEqual({ actions: ['create'], second: [] });
    const before = await readProxmox(eight);
    expect(before.highAvailability).toMatchObject({
      resources: [{ sid: 'vm:101', group: 'first' }],
      rules: [],
      groups: [{ group: 'first', nodes: 'pve1:2,pve2:1', restricted: 1 }],
    });

    const rebuilt = await rebuildTemplate(eight, 9000);
    const after = await readProxmox(eight);
    const [old, made] = [before, after].map(({ virtualMachines }) =>
      virtualMachines.find(({ vmid }) => vmid === 9000)!,
    );
    expect([made?.vmid, made?.name]).toEqual([old?.vmid, old?.name]);
    expect(made?.config.smbios1).toBe(rebuilt.smbios1);
    expect(made?.config.smbios1).not.toBe(old?.config.smbios1);
    expect(made?.config.scsi0).not.toBe(old?.config.scsi0);
    expect((await on.plan()).changes).toEqual([]);
    await on.apply(await on.plan('-destroy'));
  });

  test('stops, and starts again where a record of a dead one is left', async () => {
    const { pid = 0 } = await proxmoxStatus(instance);
    process.kill(pid, 'SIGKILL');
    while ((await proxmoxStatus(instance)).state !== 'stopped') await sleep(20);
    const again = await startProxmox(instance);
    expect(again.apiToken).toBe(connection.apiToken);
    expect((await proxmoxStatus(instance)).pid).not.toBe(pid);
    await stopProxmox(instance);
    expect(await proxmoxStatus(instance)).toEqual({ state: 'stopped' });
  });
});
