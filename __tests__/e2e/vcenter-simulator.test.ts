/**
 * The real vSphere provider against the lab's vCenter: what was declared is what the vCenter
 * reports, a second plan is empty after each step, and a destroy leaves the seed.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { terraformEnvironment } from '../../lab/engines/terraform';
import { labInstance } from '../../lab/hypervisor/instance';
import { Terraform } from '../../lab/terraform';
import {
  readVcenter,
  rebuildTemplate,
  startVcenter,
  stopVcenter,
  vcenterEnvironment,
  vcenterStatus,
  type VcenterConnection,
  type VcenterInventory,
  type VcenterVirtualMachine,
} from '../../lab/vcenter';
import {
  changed,
  configuration,
  first,
  isolation,
  secret,
  type Variant,
} from './vcenter-configuration';

jest.setTimeout(600_000);

const debian = 'debian-12-20261101';
const parent = mkdtempSync(join(tmpdir(), 'vml-vcenter-'));
const folder = mkdtempSync(join(tmpdir(), 'vml-vsphere-'));
const instance = labInstance('e2e', { VM_LIFECYCLE_LAB_ROOT: parent });

let connection: VcenterConnection;
let terraform: Terraform;
let seed: VcenterInventory;
let after: VcenterInventory;

/** Applies a variant and proves that the next plan has nothing to do. */
async function apply(variant: Variant): Promise<VcenterInventory> {
  writeFileSync(join(folder, 'main.tf.json'), configuration(variant));
  await terraform.apply(await terraform.plan());
  expect((await terraform.plan()).changes).toEqual([]);
  return readVcenter(connection);
}

function machine(inventory: VcenterInventory, name: string): VcenterVirtualMachine {
  const found = inventory.virtualMachines.find((vm) => vm.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}

beforeAll(async () => {
  connection = await startVcenter(instance);
  const environment = await terraformEnvironment(['vsphere']);
  terraform = new Terraform(folder, { ...environment, ...vcenterEnvironment(connection) });
  seed = await readVcenter(connection);
  writeFileSync(join(folder, 'main.tf.json'), configuration(first));
  await terraform.init();
  after = await apply(first);
});

afterAll(async () => {
  await stopVcenter(instance);
  expect(await vcenterStatus(instance)).toEqual({ state: 'stopped' });
  rmSync(parent, { recursive: true });
  rmSync(folder, { recursive: true });
});

describe('the seed', () => {
  it('has a cluster of three hosts with DRS, networks, datastores and certified templates', () => {
    expect(seed.clusters).toMatchObject([
      {
        path: '/DC0/host/DC0_C0',
        hosts: ['DC0_C0_H0', 'DC0_C0_H1', 'DC0_C0_H2'],
        drs: { enabled: true, automationLevel: 'fullyAutomated' },
      },
    ]);
    expect(seed.networks.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        '/DC0/network/VM Network',
        '/DC0/network/management',
        '/DC0/network/production',
      ]),
    );
    expect(seed.datastores.map(({ path }) => path)).toEqual([
      '/DC0/datastore/DatastoreCluster0/LocalDS_2',
      '/DC0/datastore/LocalDS_0',
      '/DC0/datastore/LocalDS_1',
    ]);
    expect(seed.virtualMachines).toEqual([]);
    expect(seed.templates.map(({ name, disks }) => [name, disks[0]?.bytes])).toEqual([
      [debian, 4 * 2 ** 30],
      ['debian-12-20261115', 4 * 2 ** 30],
      ['windows-2022-20261101', 40 * 2 ** 30],
    ]);
    for (const template of seed.templates) {
      expect(template).toMatchObject({
        firmware: 'efi',
        secureBoot: true,
        snapshots: [{ path: 'golden', current: true }],
        networkCards: [{ type: 'VirtualVmxnet3' }],
      });
      expect(template.controllers).toContainEqual({
        label: 'SCSI controller 0',
        type: 'ParaVirtualSCSIController',
      });
    }
  });
});

describe('what was declared', () => {
  it('is what the vCenter reports of a full clone', () => {
    expect(machine(after, 'full')).toMatchObject({
      path: '/DC0/vm/apps/web/full',
      folder: 'apps/web',
      host: 'DC0_C0_H1',
      resourcePool: '/DC0/host/DC0_C0/Resources/production',
      powerState: 'poweredOn',
      annotation: 'declared as code',
      firmware: 'efi',
      secureBoot: true,
      swapPlacement: 'inherit',
      cpu: { count: 2, hotAdd: false, sharesLevel: 'high', shares: 4000 },
      memory: { mebibytes: 2048, reservation: 512, sharesLevel: 'normal', shares: 20480 },
      flags: { enableLogging: true },
      extraConfig: isolation,
      storagePolicy: 'VVol No Requirements Policy',
      customValues: { owner: 'team-a' },
      tags: ['backup-policy:gold'],
      disks: [
        { label: 'Hard disk 1', bytes: 4 * 2 ** 30, mode: 'persistent' },
        { label: 'Hard disk 2', bytes: 5 * 2 ** 30, mode: 'persistent' },
      ],
      networkCards: [{ label: 'Network adapter 1', type: 'VirtualVmxnet3', network: 'production' }],
      guest: { hostName: 'full', addresses: ['192.0.2.20'], toolsRunning: true },
      customization: {
        os: 'linux',
        hostName: 'full',
        domain: 'example.test',
        timeZone: 'UTC',
        dnsServers: ['192.0.2.53'],
        adapters: [{ address: '192.0.2.20', netmask: '255.255.255.0', gateways: ['192.0.2.1'] }],
      },
    });
  });

  it('is what it reports of linked clones: based on the template, each its own machine', () => {
    const parentFile = seed.templates.find(({ name }) => name === debian)?.disks[0]?.file;
    const members = first.members.map((name) => machine(after, `member-${name}`));
    for (const member of members) expect(member.disks).toMatchObject([{ parent: parentFile }]);
    expect(machine(after, 'full').disks[0]?.parent).toBeUndefined();
    const macs = after.virtualMachines.flatMap((vm) => vm.networkCards.map(({ mac }) => mac));
    expect(new Set(macs).size).toBe(macs.length);
    expect(new Set(after.virtualMachines.map(({ uuid }) => uuid)).size).toBe(5);
  });

  it('spreads machines over hosts as the rule says', async () => {
    const deadline = Date.now() + 15_000;
    const hosts = (inventory: VcenterInventory): number =>
      new Set(first.members.map((name) => machine(inventory, `member-${name}`).host)).size;
    let now = after;
    while (hosts(now) < 3 && Date.now() < deadline) {
      await sleep(200);
      now = await readVcenter(connection);
    }
    expect(hosts(now)).toBe(3);
    expect((await terraform.plan()).changes).toEqual([]);
  });

  it('keeps a Windows customization, and no password', () => {
    expect(machine(after, 'windows')).toMatchObject({
      disks: [{ bytes: 60 * 2 ** 30, file: '[LocalDS_2] windows/windows.vmdk' }],
      snapshots: [{ path: 'before', description: 'before the change', current: true }],
      customization: {
        os: 'windows',
        hostName: 'WIN01',
        timeZone: '85',
        windows: { workgroup: 'LAB', adminPassword: '(redacted)', runOnce: ['cmd /c echo one'] },
      },
    });
    expect(JSON.stringify(after)).not.toContain(secret);
    expect(readFileSync(join(instance.root, 'vcenter', 'vcenter.log'), 'utf8')).not.toContain(
      secret,
    );
  });

  it('is what it reports of pools: shares 4 : 2 : 1, reservations and limits', () => {
    const shares = (name: string): unknown => {
      const pool = after.resourcePools.find((one) => one.name === name);
      return [pool?.cpu.shares, pool?.memory.shares];
    };
    expect(['production', 'staging', 'development'].map(shares)).toEqual([
      [8000, 327680],
      [4000, 163840],
      [2000, 81920],
    ]);
    expect(after.resourcePools).toContainEqual(
      expect.objectContaining({
        path: '/DC0/host/DC0_C0/Resources/production',
        memory: {
          sharesLevel: 'high',
          shares: 327680,
          reservation: 4096,
          limit: 16384,
          expandable: true,
        },
      }),
    );
  });

  it('is what it reports of rules, groups, overrides, tags, roles and permissions', () => {
    expect(after.clusters[0]).toMatchObject({
      rules: [
        { name: 'spread', type: 'antiAffinity', members: ['member-a', 'member-b', 'member-c'] },
        { name: 'stay', type: 'vmHost', vmGroup: 'web', hostGroup: 'near', mandatory: false },
      ],
      groups: [
        { name: 'near', type: 'host', members: ['DC0_C0_H0', 'DC0_C0_H1'] },
        { name: 'web', type: 'vm', members: ['full'] },
      ],
      drsOverrides: [{ vm: 'full', automationLevel: 'manual' }],
      haOverrides: [{ vm: 'full', restartPriority: 'highest' }],
    });
    expect(after.tagCategories).toMatchObject([
      { name: 'backup-policy', cardinality: 'SINGLE', associableTypes: ['VirtualMachine'] },
    ]);
    expect(after.customFields).toEqual([{ name: 'owner', type: 'VirtualMachine' }]);
    expect(after.roles).toContainEqual({
      name: 'vm-operator',
      system: false,
      privileges: expect.arrayContaining(['VirtualMachine.Interact.PowerOn']),
    });
    expect(after.permissions).toContainEqual({
      entity: '/DC0/host/DC0_C0/Resources/production',
      entityType: 'ResourcePool',
      principal: 'vsphere.local\\operators',
      isGroup: true,
      role: 'vm-operator',
      propagate: true,
    });
  });
});

describe('a change', () => {
  let later: VcenterInventory;
  beforeAll(async () => {
    later = await apply(changed);
  });

  it('is applied in place: CPU, memory, disks, cards, tags, members and limits', () => {
    const before = machine(after, 'full');
    const now = machine(later, 'full');
    expect(now).toMatchObject({
      uuid: before.uuid,
      cpu: { count: 4, shares: 8000 },
      memory: { mebibytes: 1024 },
      powerState: 'poweredOn',
      tags: ['backup-policy:silver'],
      disks: [
        { bytes: 4 * 2 ** 30, uuid: before.disks[0]?.uuid },
        { bytes: 6 * 2 ** 30, uuid: before.disks[1]?.uuid },
        { bytes: 3 * 2 ** 30, file: '[LocalDS_1] full/full.vmdk' },
      ],
      networkCards: [
        { mac: before.networkCards[0]?.mac },
        { mac: '00:50:56:00:11:22', addressType: 'manual', network: 'management' },
      ],
    });
    expect(later.virtualMachines.map(({ name }) => name)).toEqual([
      'member-a',
      'member-c',
      'member-d',
      'full',
      'windows',
    ]);
    expect(machine(later, 'member-a').uuid).toBe(machine(after, 'member-a').uuid);
    expect(later.resourcePools.find(({ name }) => name === 'production')?.memory.limit).toBe(20480);
    expect(later.tagCategories[0]?.associableTypes).toEqual([
      'Folder',
      'ResourcePool',
      'VirtualMachine',
    ]);
  });

  it('to a rebuilt template plans nothing', async () => {
    const old = seed.templates.find(({ name }) => name === debian);
    const made = await rebuildTemplate(connection, debian);
    expect(made).toEqual({ name: debian, uuid: expect.any(String), snapshots: ['golden'] });
    expect(made.uuid).not.toBe(old?.uuid);
    expect((await terraform.plan()).changes).toEqual([]);
  });

  it('that a vCenter refuses is refused: two tags of a category that allows one', async () => {
    await expect(apply({ ...changed, twoTags: true })).rejects.toThrow(/invalid_argument/);
  });
});

describe('a destroy', () => {
  it('leaves the seed', async () => {
    await terraform.apply(await terraform.plan('-destroy'));
    const { templates, hosts, ...left } = await readVcenter(connection);
    const { templates: seeded, hosts: allHosts, ...before } = seed;
    expect(left).toEqual(before);
    expect(templates.map(({ name }) => name)).toEqual(seeded.map(({ name }) => name));
    const machines = hosts.flatMap(({ virtualMachines }) => virtualMachines);
    expect(machines.sort()).toEqual(seeded.map(({ name }) => name));
    expect(hosts.map(({ path }) => path)).toEqual(allHosts.map(({ path }) => path));
  });
});
