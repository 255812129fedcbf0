import { Size } from '../../../../lib/model/size';
import { Frequency } from '../../../../lib/model/frequency';
import type { IResourcePool, VmRequest } from '../../../../lib/drivers/contract';
import type { ResourcePoolModel } from '../../../../lib/model/resource-pool';
import { vmArguments } from '../../../../lib/drivers/proxmox/map-vm';
import { nic, office, options, proxmoxVm, request, template, waiverOf, planOf } from './fixture';

const parts = { tags: ['a.b'] };
const map = (
  changes = {},
  more: Partial<VmRequest> = {},
  others = {},
): ReturnType<typeof vmArguments> =>
  vmArguments(request(changes, more), { ...options, ...others }, parts);
const pool = (weight: number, limit?: Frequency): { pool: IResourcePool } => ({
  pool: { model: { weight, cpu: { limit } } as unknown as ResourcePoolModel } as IResourcePool,
});

describe('the arguments of a VM', () => {
  test('of a hardened machine', () => {
    expect(map()).toEqual({
      name: 'web-1',
      description: expect.stringContaining('tests') as string,
      tags: ['a.b'],
      nodeName: 'pve1',
      clone: { vmId: 9000, full: false, retries: 3 },
      machine: 'q35',
      bios: 'ovmf',
      efiDisk: { datastoreId: 'ceph-vms', type: '4m', preEnrolledKeys: true },
      tpmState: { datastoreId: 'ceph-vms', version: 'v2.0' },
      smbios: { uuid: '5a1d6b9e-0000-4000-8000-000000000001' },
      cpu: { type: 'x86-64-v2-AES', sockets: 1, cores: 2, units: 100, numa: false },
      memory: { dedicated: 1024, floating: 0 },
      scsiHardware: 'virtio-scsi-single',
      disk: [
        {
          interface: 'scsi0',
          datastoreId: 'ceph-vms',
          serial: 'system',
          size: 4,
          iothread: true,
          discard: 'on',
          backup: true,
          replicate: true,
        },
      ],
      networkDevice: [
        expect.objectContaining({
          bridge: 'vmbr0',
          firewall: true,
          macAddress: '52:54:00:00:00:01',
          rateLimit: 0,
          vlanId: 0,
        }),
      ],
      bootOrder: ['scsi0'],
      hotplug: 'disk,network',
      operatingSystem: { type: 'l26' },
      serialDevice: [{ device: 'socket' }],
      vga: { type: 'std' },
      tabletDevice: false,
      agent: { enabled: true, trim: true, type: 'virtio', waitForIp: { disabled: true } },
      initialization: expect.anything() as object,
      started: true,
      onBoot: true,
      protection: false,
      migrate: true,
      rebootAfterUpdate: false,
      stopOnDestroy: true,
      purgeOnDestroy: true,
      deleteUnreferencedDisksOnDestroy: false,
      lifecycle: { ignoreChanges: ['clone', 'vm_id'] },
    });
  });

  test('name nothing that only root@pam may set', () => {
    const given = map({ dataDisks: [{ name: 'data', size: Size.gibibytes(1) }] });
    const rootOnly = ['hookScriptFileId', 'kvmArguments', 'rng', 'amdSev', 'hostpci', 'usb'];
    expect(Object.keys(given).filter((name) => rootOnly.includes(name))).toEqual([]);
    expect(given.cpu).not.toHaveProperty('affinity');
    expect(given.memory).not.toHaveProperty('hugepages');
    expect(given.initialization).not.toHaveProperty('upgrade');
  });

  test('of a full clone name its storage, those of a linked one do not', () => {
    const location = { datastore: 'local-zfs', host: 'pve2', vmId: 4711 };
    const full = map({ cloneType: 'full', location });
    expect(full).toMatchObject({
      nodeName: 'pve2',
      vmId: 4711,
      clone: { full: true, datastoreId: 'local-zfs' },
      efiDisk: { datastoreId: 'local-zfs' },
      initialization: { datastoreId: 'local-zfs' },
    });
    expect(map().clone).not.toHaveProperty('datastoreId');
  });

  test('take the node of the template where it is reported', () => {
    const reported = { nodeName: 'pve3', matches: 1 };
    expect(map({}, { template: { ...template, reported } }).clone).toMatchObject({
      nodeName: 'pve3',
    });
  });

  test('of a data disk: an interface by its name, and its name as serial number', () => {
    const dataDisks = [
      { name: 'data', size: Size.gibibytes(5), datastore: 'slow' },
      { name: 'log', size: Size.gibibytes(2) },
    ];
    const [, data, log] = map({ dataDisks }).disk as object[];
    expect(data).toMatchObject({
      interface: 'virtio10',
      serial: 'data',
      size: 5,
      datastoreId: 'slow',
    });
    expect(log).toMatchObject({
      interface: 'virtio11',
      serial: 'log',
      size: 2,
      datastoreId: 'ceph-vms',
    });
    expect((map({ dataDisks: dataDisks.slice(1) }).disk as object[])[1]).toEqual(log);
  });

  test('of interfaces: VLAN, bandwidth, bridges by any name, and the common one', () => {
    const networks = [
      nic({
        network: { ...office, vlan: 20 },
        bandwidth: { inboundMegabitsPerSecond: 100, outboundMegabitsPerSecond: 100 },
      }),
      nic({
        network: { networkName: 'lan', attachment: { name: 'vnet1' } } as typeof office,
        macAddress: '52:ab:00:00:00:02',
      }),
      nic({ network: { networkName: 'dmz', vlan: 30 } }),
    ];
    expect(map({ networks }, {}, { bridge: 'vmbr9' }).networkDevice).toMatchObject([
      { bridge: 'vmbr0', vlanId: 20, rateLimit: 12.5 },
      { bridge: 'vnet1', macAddress: '52:AB:00:00:00:02' },
      { bridge: 'vmbr9', vlanId: 30 },
    ]);
  });

  test('of a machine without UEFI, TPM and firewall', () => {
    const vm = proxmoxVm({
      firmware: 'bios',
      secureBoot: false,
      vtpm: false,
      waivers: ['machine.network.firewall', 'machine.network.anti-spoofing'].map(waiverOf),
    });
    const given = vmArguments({ ...request(), vm, plan: planOf(vm) }, options, parts);
    expect(given.bios).toBe('seabios');
    expect([given.efiDisk, given.tpmState]).toEqual([undefined, undefined]);
    expect(given.networkDevice).toMatchObject([{ firewall: false }]);
  });

  test('of memory that grows while it runs, and of a balloon', () => {
    expect(map({ memoryHotAdd: true })).toMatchObject({
      hotplug: 'disk,network,memory',
      cpu: { numa: true },
    });
    expect(map({ minimumMemory: Size.mebibytes(512) }).memory).toEqual({
      dedicated: 1024,
      floating: 512,
    });
  });

  test.each([
    [2, 200],
    [0.5, 50],
    [0.001, 1],
    [4000, 10_000],
  ])('a pool of weight %d gives %i CPU units', (weight, units) => {
    expect(map({}, pool(weight)).cpu).toMatchObject({ units });
  });

  test('a pool limits the CPU time of a larger member, where the frequency is known', () => {
    const member = pool(1, Frequency.megahertz(4500));
    const known = { coreFrequency: Frequency.gigahertz(3) };
    expect(map({}, member, known).cpu).toMatchObject({ limit: 1.5 });
    expect(map({ cpuCount: 1 }, member, known).cpu).not.toHaveProperty('limit');
    expect(map({}, member).cpu).not.toHaveProperty('limit');
  });

  test('sockets', () => {
    expect(map({ cpuCount: 6, coresPerSocket: 2 }).cpu).toMatchObject({ sockets: 3, cores: 2 });
  });

  test('of a protected machine that HA manages', () => {
    const given = map(
      { protection: true, powerState: 'stopped', autostart: false },
      {},
      { highAvailability: true },
    );
    expect(given).toMatchObject({ protection: true, started: false, onBoot: false });
    expect(given.lifecycle).toEqual({
      preventDestroy: true,
      ignoreChanges: ['clone', 'vm_id', 'node_name'],
    });
    const alone = map(
      { availability: { restartPriority: 'disabled' } },
      {},
      { highAvailability: true },
    );
    expect(alone.lifecycle).toEqual({ ignoreChanges: ['clone', 'vm_id'] });
  });
});

describe('what a guest learns on first boot', () => {
  test('addresses, in a list that never gets shorter', () => {
    const networks = [
      nic({
        address: { ip: '198.51.100.9', prefixLength: 24, gateway: '198.51.100.1' },
        slaac: true,
      }),
      nic({ address: { ip: '2001:db8::9', prefixLength: 64 } }),
      nic(),
    ];
    const { ipConfig } = map({ networks }).initialization as { ipConfig: object[] };
    expect(ipConfig.slice(0, 3)).toEqual([
      { ipv4: { address: '198.51.100.9/24', gateway: '198.51.100.1' }, ipv6: { address: 'auto' } },
      { ipv6: { address: '2001:db8::9/64' } },
      { ipv4: { address: 'dhcp' } },
    ]);
    expect(ipConfig).toHaveLength(8);
    expect((map().initialization as { ipConfig: object[] }).ipConfig).toHaveLength(8);
  });

  test('account, keys, DNS servers and domain', () => {
    const guest = { sshAuthorizedKeys: ['ssh-ed25519 AAAA'], domain: 'example.org' };
    const given = vmArguments(request({}, {}, guest), options, parts);
    expect(given.initialization).toMatchObject({
      interface: 'scsi1',
      userAccount: { username: 'ops', keys: ['ssh-ed25519 AAAA'] },
      dns: { domain: 'example.org', servers: ['192.0.2.53'] },
    });
    const without = vmArguments(request({}, {}, { dnsServers: [] }), options, parts);
    expect(without.initialization).not.toHaveProperty('dns');
  });

  test('whole documents where there are snippets, whose ids never replace the machine', () => {
    const snippets = { userData: 'local:snippets/u.yaml', networkData: 'local:snippets/n.yaml' };
    const given = vmArguments(request(), options, { ...parts, snippets });
    expect(given.initialization).toEqual({
      datastoreId: 'ceph-vms',
      interface: 'scsi1',
      userDataFileId: 'local:snippets/u.yaml',
      networkDataFileId: 'local:snippets/n.yaml',
    });
    expect(given.lifecycle?.ignoreChanges).toEqual([
      'clone',
      'vm_id',
      'initialization[0].user_data_file_id',
      'initialization[0].network_data_file_id',
    ]);
  });
});
