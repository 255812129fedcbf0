/** The vSphere driver with the real provider against the simulated vCenter: what is declared is what vCenter says. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { labInstance } from '../../lab/hypervisor';
import { providerMirror } from '../../lab/engines/mirror';
import { terraformBinary } from '../../lab/engines/terraform';
import { liveMachine } from '../../lab/targets/vcenter-machine';
import {
  readVcenter,
  rebuildTemplate,
  startVcenter,
  stopVcenter,
  vcenterEnvironment,
  type VcenterConnection,
  type VcenterInventory,
} from '../../lab/vcenter';
import { observeMachine } from '../../lib/drivers/vsphere/observe-machine';
import { allControls } from '../../lib/hardening/registry';
import { Size } from '../../lib/model/size';
import { hostileText, synthesizeVsphere, type Changes } from './vsphere-app';

jest.setTimeout(600_000);

interface Ended {
  readonly code: number;
  readonly text: string;
}

type Vm = VcenterInventory['virtualMachines'][number];

const instance = labInstance(`vsphere-driver-${String(process.pid)}`);
/** The default backend keeps its state beside the folder that an app is synthesized to. */
const folder = mkdtempSync(join(tmpdir(), 'vsphere-driver-'));
const out = join(folder, 'cdktf.out');
let connection: VcenterConnection;
let environment: NodeJS.ProcessEnv;
let binary: string;

beforeAll(async () => {
  connection = await startVcenter(instance);
  binary = await terraformBinary();
  environment = {
    ...process.env,
    ...vcenterEnvironment(connection),
    TF_CLI_CONFIG_FILE: await providerMirror(['vsphere']),
    TF_DATA_DIR: join(folder, 'data'),
    CHECKPOINT_DISABLE: '1',
  };
});

afterAll(async () => {
  await stopVcenter(instance);
  rmSync(instance.root, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
});

function terraform(...args: string[]): Promise<Ended> {
  const options = {
    cwd: join(out, 'stacks', 'lab'),
    env: environment,
    timeout: 240_000,
    maxBuffer: 64 * 1024 * 1024,
  };
  return new Promise((resolve) => {
    execFile(binary, [...args, '-no-color'], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      // Terraform breaks the lines of errors.
      resolve({ code, text: `${stdout}${stderr}`.replace(/\s+/g, ' ') });
    });
  });
}

const apply = (...args: string[]): Promise<Ended> =>
  terraform('apply', '-input=false', '-auto-approve', ...args);
const plan = (): Promise<Ended> => terraform('plan', '-input=false', '-detailed-exitcode');

/** Deploys the stack with changes; a second plan must be empty. */
async function deploy(changes: Changes): Promise<VcenterInventory> {
  synthesizeVsphere(out, changes);
  const applied = await apply();
  expect(applied.code === 0 ? '' : applied.text.slice(-3000)).toBe('');
  const planned = await plan();
  expect(planned.code === 0 ? '' : planned.text.replace(/^.*Refreshing state/, '')).toBe('');
  return readVcenter(connection);
}

function machine(inventory: VcenterInventory, name: string): Vm {
  const found = inventory.virtualMachines.find((vm) => vm.name === name);
  if (found === undefined) throw new Error(`vCenter has no ${name}`);
  return found;
}

const document = (vm: Vm, name: string): string =>
  Buffer.from(vm.extraConfig[`guestinfo.${name}`] ?? '', 'base64').toString();
const macs = (vm: Vm): string[] => vm.networkCards.map(({ mac }) => mac);
const sizes = (vm: Vm): number[] =>
  vm.disks.map(({ bytes }) => bytes / 1024 ** 3).sort((a, b) => a - b);

describe('a stack on vSphere', () => {
  let first: VcenterInventory;

  test('is deployed, and a second plan is empty', async () => {
    synthesizeVsphere(out);
    expect((await terraform('init', '-input=false')).code).toBe(0);
    first = await deploy({});
    expect(first.virtualMachines.map(({ name }) => name)).toEqual(['db-1', 'web-1', 'win-1']);
  });

  test('meets every control that the driver sets', () => {
    const expected = [
      'machine.fault-tolerance.encrypted',
      'machine.migration.encrypted',
      'machine.tpm',
    ];
    for (const { name } of first.virtualMachines) {
      const observed = observeMachine(liveMachine(machine(first, name)), allControls);
      const unmet = allControls.filter(
        (control) =>
          control.scope === 'machine' &&
          control.level === 'baseline' &&
          observed.has(control.id) &&
          observed.get(control.id) !== control.value,
      );
      expect([name, ...unmet.map(({ id }) => id)].filter((id) => !expected.includes(id))).toEqual([
        name,
      ]);
    }
  });

  test('has its machines where they were put, cloned as they were declared', () => {
    const web = machine(first, 'web-1');
    const database = machine(first, 'db-1');
    expect(web.folder).toBe('shop');
    expect(web.resourcePool).toBe('/DC0/host/DC0_C0/Resources/production');
    expect(web.disks[0]?.parent).toContain('debian-12-20261101');
    expect(database.disks[0]?.parent ?? '').toBe('');
    expect([web.host, database.host]).toEqual(['DC0_C0_H0', 'DC0_C0_H1']);
    expect(database.disks[0]?.file).toMatch(/^\[LocalDS_1\] /);
    expect(database.memory.reservation).toBe(512);
    expect(database.resourcePool).toBe('/DC0/host/DC0_C0/Resources/production/databases');
  });

  test('hands its documents to guests, with the values of tokens', () => {
    const web = machine(first, 'web-1');
    const metaData = JSON.parse(document(web, 'metadata')) as {
      network: { ethernets: Record<string, { match: { macaddress: string } }> };
    };
    expect(metaData.network.ethernets.nic0?.match.macaddress).toBe(macs(web)[0]);
    const userData = document(machine(first, 'db-1'), 'userdata');
    const { runcmd } = JSON.parse(userData.replace(/^#cloud-config\n/, '')) as { runcmd: string[] };
    expect(runcmd.at(-1)).toContain(`command='echo ${hostileText}'`);
  });

  test('customizes the Windows guest', () => {
    const { customization } = machine(first, 'win-1') as unknown as { customization: object };
    expect(customization).toMatchObject({
      os: 'windows',
      hostName: 'win-1',
      timeZone: '110',
      adapters: [{ address: '10.0.0.9', gateways: ['10.0.0.1'] }],
      windows: { joinDomain: 'corp.example', domainAdmin: 'joiner', runOnce: ['hostname'] },
    });
  });

  test('has pools, rules, overrides, grants, tags and attributes', () => {
    const [cluster] = first.clusters;
    const pools = Object.fromEntries(first.resourcePools.map((pool) => [pool.name, pool]));
    expect(pools.production?.cpu.sharesLevel).toBe('high');
    expect(pools.databases?.memory).toMatchObject({
      shares: 9000,
      reservation: 4096,
      expandable: true,
    });
    expect(pools.databases?.tags).toEqual(['backup-policy:standard']);
    expect(cluster?.drs).toMatchObject({ enabled: true, automationLevel: 'fullyAutomated' });
    expect(cluster?.ha.admissionControl).toMatchObject({ cpuPercent: 25, memoryPercent: 30 });
    expect(cluster?.rules).toMatchObject([
      { name: 'licences', mandatory: true },
      { name: 'spread', members: ['db-1', 'web-1'] },
    ]);
    expect(cluster?.haOverrides).toMatchObject([{ vm: 'web-1', restartPriority: 'high' }]);
    expect(cluster?.drsOverrides).toMatchObject([{ vm: 'web-1', automationLevel: 'manual' }]);
    const granted = first.permissions.filter(({ entity }) => entity.endsWith('/production'));
    expect(granted.map(({ principal, role }) => [principal, role])).toEqual([
      ['VSPHERE.LOCAL\\Auditors', expect.stringMatching(/^lab Vcenter viewer /)],
      ['VSPHERE.LOCAL\\operators', expect.stringMatching(/^lab Vcenter operator /)],
    ]);
    const web = machine(first, 'web-1');
    expect(web.tags).toEqual(['backup-policy:standard', 'tier:web']);
    expect(web.customValues).toEqual({
      expires: '2027-01-31',
      owner: 'team-shop',
      purpose: hostileText,
    });
  });

  test('grows and shrinks CPUs and memory', async () => {
    const grown = machine(await deploy({ cpuCount: 4, memory: Size.gibibytes(2) }), 'web-1');
    expect([grown.cpu.count, grown.memory.mebibytes]).toEqual([4, 2048]);
    const shrunk = machine(await deploy({}), 'web-1');
    expect([shrunk.cpu.count, shrunk.memory.mebibytes]).toEqual([2, 1024]);
    expect(shrunk.uuid).toBe(machine(first, 'web-1').uuid);
  });

  test('gains, grows and loses disks in any order, and keeps the others where they are', async () => {
    const added = machine(await deploy({ dataDisks: ['data', 'log', 'var'] }), 'web-1');
    expect(sizes(added)).toEqual([4, 5, 5, 5]);
    const grown = machine(
      await deploy({
        dataDisks: ['var', 'data', 'log'],
        dataDiskGibibytes: 8,
        databaseGibibytes: 12,
      }),
      'web-1',
    );
    expect(sizes(grown)).toEqual([4, 8, 8, 8]);
    const places = (vm: Vm): Map<string, number> =>
      new Map(vm.disks.map((disk) => [disk.uuid, disk.unit]));
    expect(places(grown)).toEqual(places(added));
    const left = machine(
      await deploy({ dataDisks: ['var', 'data'], dataDiskGibibytes: 8, databaseGibibytes: 12 }),
      'web-1',
    );
    expect(left.disks).toHaveLength(3);
    for (const [uuid, unit] of places(left)) expect(places(grown).get(uuid)).toBe(unit);
    expect(sizes(machine(await deploy({ databaseGibibytes: 12 }), 'web-1'))).toEqual([4]);
  });

  test('gains and loses interfaces at the end', async () => {
    const changes = { databaseGibibytes: 12 };
    const added = machine(
      await deploy({ ...changes, interfaces: ['nic0', 'nic1', 'nic2'] }),
      'web-1',
    );
    expect(added.networkCards).toHaveLength(3);
    const left = machine(await deploy({ ...changes, interfaces: ['nic0', 'nic1'] }), 'web-1');
    expect(macs(left)).toEqual(macs(added).slice(0, 2));
  });

  test('says what to do where an interface goes from the middle, and recovers', async () => {
    synthesizeVsphere(out, { databaseGibibytes: 12, interfaces: ['nic1'] });
    const refused = await apply();
    expect(refused.code).toBe(1);
    expect(refused.text).toContain('[VML044] lab/Web.networks: got other MAC addresses');
    const back = machine(await deploy({ databaseGibibytes: 12 }), 'web-1');
    expect(macs(back)).toEqual(macs(machine(first, 'web-1')));
  });

  test('changes its tags, and removes those that nobody carries', async () => {
    const changes = { databaseGibibytes: 12 };
    const inventory = await deploy({ ...changes, tags: { tier: 'shop', 'cost centre': '4711 b' } });
    expect(machine(inventory, 'web-1').tags).toEqual([
      'backup-policy:standard',
      'cost centre:4711 b',
      'tier:shop',
    ]);
    const back = await deploy(changes);
    expect(back.tagCategories.map(({ name }) => name)).toEqual(['backup-policy', 'tier']);
  });

  test('limits a pool, and lifts the limit', async () => {
    const changes = { databaseGibibytes: 12 };
    const limitOf = (inventory: VcenterInventory): number | undefined =>
      inventory.resourcePools.find(({ name }) => name === 'production')?.cpu.limit;
    expect(limitOf(await deploy({ ...changes, cpuLimit: 200_000 }))).toBe(200_000);
    expect(limitOf(await deploy(changes))).toBe(-1);
  });

  test('takes a snapshot, and removes it', async () => {
    const changes = { databaseGibibytes: 12 };
    const taken = machine(await deploy({ ...changes, snapshot: true }), 'db-1');
    expect(JSON.stringify(taken.snapshots)).toContain('before-upgrade');
    expect(machine(await deploy(changes), 'db-1').snapshots).toEqual([]);
  });

  test('plans nothing when its template was built anew, or is another one', async () => {
    const before = (await readVcenter(connection)).templates;
    const { uuid } = await rebuildTemplate(connection, 'debian-12-20261101');
    expect(before.map((template) => template.uuid)).not.toContain(uuid);
    expect(await plan()).toMatchObject({ code: 0 });
    synthesizeVsphere(out, { databaseGibibytes: 12, template: 'debian-12-20261115' });
    const { text } = await plan();
    expect(text).not.toMatch(/will be (created|destroyed|updated)|must be replaced/);
  });

  test('refuses at plan what would not start or lose data', async () => {
    synthesizeVsphere(out, { databaseGibibytes: 8 });
    expect(await plan()).toMatchObject({
      code: 1,
      text: expect.stringContaining('virtual disks cannot be shrunk (old: 12 new: 8)') as unknown,
    });
  });

  test('is destroyed, and leaves nothing but the cluster', async () => {
    synthesizeVsphere(out, { databaseGibibytes: 12 });
    expect((await apply('-destroy')).text).toContain('lifecycle.prevent_destroy');
    const { text } = await terraform('state', 'list');
    const cluster = /(?<!data\.)vsphere_compute_cluster\.\w+/.exec(text)?.[0] ?? '';
    expect((await terraform('state', 'rm', cluster)).code).toBe(0);
    expect(await apply('-destroy')).toMatchObject({ code: 0 });
    const left = await readVcenter(connection);
    expect(left).toMatchObject({
      virtualMachines: [],
      folders: [],
      tagCategories: [],
      tags: [],
      customFields: [],
    });
    expect(left.resourcePools.map(({ name }) => name)).toEqual(['Resources']);
    expect(left.permissions.filter(({ principal }) => principal.startsWith('VSPHERE'))).toEqual([]);
    expect(left.clusters).toMatchObject([
      { rules: [], groups: [], haOverrides: [], drsOverrides: [] },
    ]);
  });

  test('is not cloned from a template with another firmware, nor of another size', async () => {
    synthesizeVsphere(out, { firmware: 'bios', databaseGibibytes: 3 });
    const { code, text } = await plan();
    expect(code).toBe(1);
    expect(text).toContain('[VML035] lab/Web.firmware: got bios;');
    expect(text).toMatch(
      /\[VML029\] lab\/Database\.systemDiskSize: got 3 GiB;|must be at least the same size/,
    );
  });
});
