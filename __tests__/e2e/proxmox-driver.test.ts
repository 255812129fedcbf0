/**
 * The Proxmox VE driver: the real Terraform and the real provider against the simulated cluster. Each change is applied,
 * planned empty, and read back from the API with nothing pending.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { terraformEnvironment } from '../../lab/engines/terraform';
import { labInstance } from '../../lab/hypervisor';
import {
  ProxmoxClient,
  proxmoxEnvironment,
  readProxmox,
  rebuildTemplate,
  startProxmox,
  stopProxmox,
  type ProxmoxConnection,
  type ProxmoxInventory,
  type VirtualMachineEntry,
} from '../../lab/proxmox';
import { run } from '../../lib/operations/process';
import { dataDiskInterface } from '../../lib/drivers/proxmox/disk-slots';
import { proxmoxMachineControls } from '../../lib/drivers/proxmox/driver';
import { observeMachine } from '../../lib/drivers/proxmox/observe-machine';
import { allControls } from '../../lib/hardening/registry';
import { first, stackName, synthesizeStack, type Choices } from './proxmox-stack';

jest.setTimeout(300_000);

const instance = labInstance(`pve-driver-${String(process.pid)}`);
const out = mkdtempSync(join(tmpdir(), 'proxmox-driver-'));
let connection: ProxmoxConnection;
let environment: NodeJS.ProcessEnv & { TERRAFORM_BINARY_NAME: string };
let before: ProxmoxInventory;

async function terraform(...args: string[]): Promise<{ code: number; stdout: string }> {
  return run(environment.TERRAFORM_BINARY_NAME, [...args, '-input=false', '-no-color'], {
    cwd: join(out, 'stacks', stackName),
    env: environment,
    allow: [2],
    timeoutMs: 240_000,
  });
}

/** What a plan would do; empty for "No changes". */
async function plan(choices: Choices): Promise<string> {
  synthesizeStack(out, choices);
  const { code, stdout } = await terraform('plan', '-detailed-exitcode');
  return code === 0 ? '' : stdout;
}

/** Applies, and gives back what is there then. Every apply has to leave nothing to do, and nothing pending. */
async function apply(choices: Choices): Promise<ProxmoxInventory> {
  synthesizeStack(out, choices);
  await terraform('apply', '-auto-approve');
  expect(await plan(choices)).toBe('');
  const live = await readProxmox(connection);
  expect(live.virtualMachines.flatMap(({ pending }) => pending)).toEqual([]);
  return live;
}

function machine(live: ProxmoxInventory, name: string): VirtualMachineEntry {
  const found = live.virtualMachines.find((entry) => entry.name === name);
  if (found === undefined) throw new Error(`no VM ${name}`);
  return found;
}

async function administrator(method: 'PUT' | 'POST', path: string, form = {}): Promise<void> {
  const client = new ProxmoxClient(connection);
  try {
    await client.send(method, `api2/json/${path}`, form);
  } finally {
    client.close();
  }
}

beforeAll(async () => {
  connection = await startProxmox(instance);
  environment = { ...(await terraformEnvironment(['proxmox'])), ...proxmoxEnvironment(connection) };
  // Without it no firewall of a VM has an effect.
  await administrator('PUT', 'cluster/firewall/options', { enable: '1' });
  before = await readProxmox(connection);
  synthesizeStack(out, first);
  await terraform('init');
});

afterAll(async () => {
  await stopProxmox(instance);
  rmSync(out, { recursive: true, force: true });
  rmSync(instance.root, { recursive: true, force: true });
});

describe('what is declared', () => {
  let live: ProxmoxInventory;

  beforeAll(async () => {
    live = await apply(first);
  });

  test('a machine', () => {
    const { config, node, status } = machine(live, 'web-1');
    expect({ node, status, ...config }).toMatchObject({
      node: 'pve1',
      status: 'running',
      bios: 'ovmf',
      boot: 'order=scsi0',
      cores: 2,
      cpuunits: 200,
      memory: '2048',
      nameserver: '192.0.2.53',
      ciuser: 'ops',
      ipconfig0: 'gw=198.51.100.1,ip=198.51.100.10/24',
      smbios1: expect.stringContaining('uuid=3e823619-b8f5-562d-a327-6c9c5592ae79') as string,
      tags: 'backup-policy.standard;team.team-a;tier.frontend',
      net0: expect.stringMatching(/bridge=vmbr0.*firewall=1.*rate=100.*tag=20/) as string,
      scsi0: expect.stringMatching(/^ceph-vms:.*size=10G/) as string,
      [dataDiskInterface('data')]: expect.stringMatching(/serial=data.*size=5G/) as string,
      [dataDiskInterface('log')]: expect.stringMatching(/serial=log.*size=2G/) as string,
    });
    expect(config.description).toContain('Purpose: web frontend "${file("/etc/hostname")}"');
  });

  test('every machine control, on every machine', async () => {
    const controls = allControls.filter(({ id }) => proxmoxMachineControls.has(id));
    expect(controls).toHaveLength(proxmoxMachineControls.size);
    for (const name of ['web-1', 'web-2', 'db-1']) {
      const { config, firewall } = machine(live, name);
      const observed = observeMachine(
        {
          config,
          firewallOptions: firewall.options,
          clusterFirewallOptions: live.firewall.options,
        },
        controls,
      );
      const asked = Object.fromEntries(
        controls.map((control) => [control.id, control.scope === 'machine' ? control.value : '']),
      );
      expect({ name, ...Object.fromEntries(observed) }).toEqual({ name, ...asked });
    }
    await Promise.resolve();
  });

  test('its firewall', () => {
    const { options, rules, ipsets } = machine(live, 'web-1').firewall;
    expect(options).toMatchObject({ policy_in: 'DROP', policy_out: 'DROP', dhcp: 0, radv: 0 });
    expect(
      rules.map(({ type, dport, macro, source, dest }) => [type, macro ?? dport, source ?? dest]),
    ).toEqual([
      ['in', '22', '192.0.2.0/24'],
      ['in', 'Ping', undefined],
      ['in', '443,8000:8099', '0.0.0.0/0'],
      ['out', '53', '192.0.2.53'],
      ['out', '53', '192.0.2.53'],
      ['out', '123', '192.0.2.123'],
      ['out', '514', '192.0.2.14'],
      ['out', '443', '203.0.113.0/24'],
      ['out', '443', '2001:db8::/32'],
    ]);
    expect(
      ipsets.map(({ ipset, entries }) => [ipset.name, entries.map(({ cidr }) => cidr)]),
    ).toEqual([['ipfilter-net0', ['198.51.100.10']]]);
  });

  test('pools, grants, HA, rules, replication, backups and the scheduler', () => {
    const [web, second] = ['web-1', 'web-2'].map((name) => machine(live, name).vmid);
    expect(live.pools).toEqual([
      {
        poolid: 'gold',
        comment: expect.any(String) as string,
        members: ['qemu/5000', `qemu/${String(web)}`].sort(),
      },
      { poolid: 'gold/silver', comment: expect.any(String) as string, members: [] },
    ]);
    expect(live.highAvailability.resources).toMatchObject(
      [
        { sid: `vm:${String(web)}`, state: 'started', failback: 1, max_relocate: 1 },
        { sid: `vm:${String(second)}`, state: 'started' },
      ].sort((a, b) => (a.sid < b.sid ? -1 : 1)),
    );
    expect(live.highAvailability.rules).toMatchObject([
      { rule: 'web-apart', type: 'resource-affinity', affinity: 'negative' },
      { rule: 'web-not-on-pve3', type: 'node-affinity', nodes: 'pve1:1,pve2:1', strict: 1 },
    ]);
    expect(machine(live, 'web-1').node).not.toBe(machine(live, 'web-2').node);
    expect(
      live.replication.map(({ guest, target, schedule }) => [guest, target, schedule]).sort(),
    ).toEqual([
      [5000, 'pve2', '*/15'],
      [5000, 'pve3', '*:0/30'],
    ]);
    expect(
      live.backupJobs.map(({ pool, vmid, schedule, storage, enabled }) => [
        pool,
        vmid,
        schedule,
        storage,
        enabled,
      ]),
    ).toEqual([
      ['gold', undefined, 'mon..sat 02:00', 'backup', 1],
      ['gold', undefined, 'sun 02:00', 'backup', 1],
    ]);
    expect(live.backupJobs[0]).toMatchObject({
      'prune-backups': { 'keep-daily': '28', 'keep-monthly': '12' },
    });
    expect(live.access.roles).toHaveLength(1);
    expect(live.access.acl.map(({ path, roleid }) => [path, roleid])).toEqual(
      expect.arrayContaining([
        [`/vms/${String(web)}`, live.access.roles[0]?.roleid],
        ['/pool/gold', 'PVEAuditor'],
      ]),
    );
  });
});

describe('changes', () => {
  let choices: Choices = first;
  const change = async (part: Partial<Choices>): Promise<ProxmoxInventory> => {
    choices = { ...choices, ...part };
    return apply(choices);
  };

  test.each([
    [4, 3],
    [1, 1],
    [2, 2],
  ])('%i CPUs and %i GiB of memory', async (cpuCount, memory) => {
    const { config } = machine(await change({ cpuCount, memory }), 'web-1');
    expect(config).toMatchObject({ cores: cpuCount, memory: String(memory * 1024) });
  });

  test('a system disk and a data disk that grow', async () => {
    const dataDisks = { ...choices.dataDisks, data: 7 };
    const live = await change({ systemDisks: [10, 10], dataDisks });
    expect(machine(live, 'db-1').config.scsi0).toContain('size=10G');
    expect(machine(live, 'web-1').config[dataDiskInterface('data')]).toContain('size=7G');
  });

  test('not the system disk of a linked clone, which the provider would refuse half-way', async () => {
    synthesizeStack(out, { ...choices, systemDisks: [10, 12] });
    await expect(terraform('plan')).rejects.toThrow(/VML034.*proxmox\/Web\.systemDiskSize/s);
  });

  test('a data disk that comes, and one in front of it that goes and is kept', async () => {
    const volumeOf = (live: ProxmoxInventory, name: string): string | undefined =>
      String(machine(live, 'web-1').config[dataDiskInterface(name)]).split(',')[0];
    const names = ['data', 'log'];
    const live = await readProxmox(connection);
    const before = names.map((name) => volumeOf(live, name));
    const added = await change({ dataDisks: { backup: 1, ...choices.dataDisks } });
    const [data, log] = names.map((name) => volumeOf(added, name));
    const backup = volumeOf(added, 'backup');
    // Declared before the others, it must not be given the image of one of them.
    expect([data, log]).toEqual(before);
    expect(new Set([data, log, backup]).size).toBe(3);
    const removed = await change({ dataDisks: { backup: 1, log: 2 } });
    expect([volumeOf(removed, 'log'), volumeOf(removed, 'backup')]).toEqual([log, backup]);
    const { config } = machine(removed, 'web-1');
    expect(config[dataDiskInterface('data')]).toBeUndefined();
    expect(config.unused0).toBe(data);
    expect(removed.sharedVolumes.map(({ volid }) => volid)).toContain(data);
  });

  test('an interface that comes and goes', async () => {
    const added = machine(await change({ interfaces: ['nic0', 'nic1'] }), 'web-1');
    expect(added.config.net1).toContain('firewall=1');
    expect(added.firewall.ipsets.map(({ ipset }) => ipset.name)).toEqual([
      'ipfilter-net0',
      'ipfilter-net1',
    ]);
    const removed = machine(await change({ interfaces: ['nic0'] }), 'web-1');
    expect(removed.config.net1).toBeUndefined();
    expect(removed.firewall.ipsets).toHaveLength(1);
  });

  test('tags', async () => {
    const live = await change({ tags: { tier: 'backend', 'cost-center': '47 11' } });
    expect(machine(live, 'web-1').config.tags).toBe(
      'backup-policy.standard;cost-center.47-11;team.team-a;tier.backend',
    );
  });

  test('a backup schedule', async () => {
    const live = await change({ backup: 'sun 02,14:00' });
    expect(live.backupJobs.map(({ schedule }) => schedule)).toContain('sun 02,14:00');
  });

  test('another pool, none, and the first one again', async () => {
    const id = machine(await change({ pool: 'silver' }), 'web-1').vmid;
    const membersOf = (live: ProxmoxInventory, pool: string): readonly string[] | undefined =>
      live.pools.find(({ poolid }) => poolid === pool)?.members;
    const inSilver = await readProxmox(connection);
    expect(membersOf(inSilver, 'gold/silver')).toEqual([`qemu/${String(id)}`]);
    const alone = await change({ pool: 'none' });
    expect(membersOf(alone, 'gold/silver')).toEqual([]);
    expect(machine(alone, 'web-1').config.cpuunits).toBe(100);
    // Outside of the pool it is protected by its own job.
    expect(alone.backupJobs.map(({ vmid }) => vmid)).toContain(String(id));
    expect(membersOf(await change({ pool: 'gold' }), 'gold')).toContain(`qemu/${String(id)}`);
  });

  test('shares of a pool', async () => {
    const live = await change({ shares: 'normal' });
    expect(machine(live, 'web-1').config.cpuunits).toBe(100);
  });

  test('another node, without a replacement; copies would hold it where it is', async () => {
    const uuid = machine(await readProxmox(connection), 'db-1').config.smbios1;
    const live = await change({ host: 'pve2', copies: [] });
    const { node, config, status } = machine(live, 'db-1');
    expect([node, config.smbios1, status]).toEqual(['pve2', uuid, 'running']);
    expect(live.replication).toEqual([]);
    const copied = await change({ copies: ['pve1'] });
    expect(copied.replication).toMatchObject([{ guest: 5000, source: 'pve2', target: 'pve1' }]);
  });

  test('a machine that is switched off, and on again', async () => {
    const stopped = await change({ running: false });
    expect(machine(stopped, 'web-1').status).toBe('stopped');
    expect(machine(await change({ running: true }), 'web-1').status).toBe('running');
  });

  test('a template that was built anew, and another template', async () => {
    await rebuildTemplate(connection, 9000);
    expect(await plan(choices)).toBe('');
    choices = { ...choices, templateId: 9001 };
    expect(await plan(choices)).toBe('');
  });

  test('a machine that HA has moved', async () => {
    const { vmid, node } = machine(await readProxmox(connection), 'web-2');
    const target = 'pve3';
    expect(node).not.toBe(target);
    await administrator('POST', `cluster/ha/resources/vm:${String(vmid)}/migrate`, {
      node: target,
    });
    expect(machine(await readProxmox(connection), 'web-2').node).toBe(target);
    expect(await plan(choices)).toBe('');
  });

  test('no template of that id is said before anything is planned', async () => {
    synthesizeStack(out, { ...choices, templateId: 9999 });
    await expect(terraform('plan')).rejects.toThrow(/VML034.*proxmox\/Web\.template/s);
  });

  test('nothing: destroy leaves the cluster as it was', async () => {
    synthesizeStack(out, choices);
    await terraform('destroy', '-auto-approve');
    const after = await readProxmox(connection);
    const names = (live: ProxmoxInventory): unknown => ({
      machines: live.virtualMachines.map(({ name }) => name),
      pools: live.pools,
      ha: live.highAvailability,
      replication: live.replication,
      backups: live.backupJobs,
      access: live.access,
      volumes: live.nodes,
    });
    expect(names(after)).toEqual(names(before));
  });
});
