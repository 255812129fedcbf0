import { Size } from '../../../../lib/model/size';
import { rebuildProblems, validateVm } from '../../../../lib/drivers/proxmox/validate';
import type { VmRequest } from '../../../../lib/drivers/contract';
import { nic, office, options, planOf, proxmoxVm, request, template, waiverOf } from './fixture';

const found = (of: VmRequest, others = {}): string[] =>
  validateVm(of, { ...options, ...others }).map(
    ({ code, path, rule }) => `${code} ${path.replace('lab/web-1.', '')}: ${rule}`,
  );
const codes = (of: VmRequest, others = {}): string[] =>
  found(of, others).map((text) => text.split(':')[0] ?? '');

describe('a request to Proxmox VE', () => {
  test('that it can do', () => {
    expect(found(request())).toEqual([]);
    const everything = request({
      cloneType: 'full',
      minimumMemory: Size.mebibytes(512),
      memoryHotAdd: true,
      powerState: 'stopped',
      dataDisks: ['data', 'log'].map((name) => ({
        name,
        size: Size.gibibytes(1),
        datastore: 'slow',
      })),
      location: { host: 'pve2', datastore: 'local-zfs', vmId: 100 },
      availability: { migration: 'automatic', replication: [{ host: 'pve3' }] },
    });
    expect(found(everything, { highAvailability: true })).toEqual([]);
  });

  test.each([
    ['cpuHotAdd', { cpuHotAdd: true }],
    ['location.folder', { location: { folder: 'web' } }],
    ['location.storagePolicy', { location: { storagePolicy: 'gold' } }],
    ['availability.restartPriority', { availability: { restartPriority: 'high' } }],
    ['availability.migration', { availability: { migration: 'automatic' } }],
    ['memory', { memoryHotAdd: true, memory: Size.mebibytes(512) }],
    ['networks[0].bandwidth', { networks: [nic({ bandwidth: { inboundMegabitsPerSecond: 10 } })] }],
  ] as const)('%s', (field, changes) => {
    expect(codes(request(changes))).toEqual([`VML044 ${field}`]);
  });

  test('a restart priority only where it means no HA at all', () => {
    const availability = { restartPriority: 'disabled' } as const;
    expect(found(request({ availability }), { highAvailability: true })).toEqual([]);
    const both = { ...availability, migration: 'automatic' } as const;
    expect(codes(request({ availability: both }), { highAvailability: true })).toEqual([
      'VML044 availability.migration',
    ]);
    expect(found(request({ availability: { migration: 'disabled' } }))).toEqual([]);
  });

  test('a Windows guest', () => {
    const guest = { operatingSystem: 'windows' } as const;
    expect(codes(request({}, {}, guest))).toEqual(['VML044 guest.operatingSystem']);
  });

  test.each(['web_1', 'web 1', '-web', 'web-', 'a..b'])('the name %j', (name) => {
    expect(codes(request({ name }, {}, { hostname: name.split('.')[0] ?? '' }))).toEqual([
      'VML003 name',
    ]);
  });

  test('a name with a domain', () => {
    expect(found(request({ name: 'web-1.example.org' }))).toEqual([]);
  });

  test.each([99, 1_000_000_000, 100.5])('the VM id %d', (vmId) => {
    expect(codes(request({ location: { vmId } }))).toEqual(['VML036 location.vmId']);
  });

  test.each([100, 999_999_999])('but not the VM id %d', (vmId) => {
    expect(found(request({ location: { vmId } }))).toEqual([]);
  });

  test('a copy on its own node', () => {
    const availability = { replication: [{ host: 'pve2' }, { host: 'pve1' }] };
    expect(codes(request({ availability }))).toEqual(['VML038 availability.replication[1].host']);
    expect(codes(request({ availability, location: { host: 'pve2' } }))).toEqual([
      'VML038 availability.replication[0].host',
    ]);
  });

  test('a system disk of unknown size', () => {
    const unknown = { template: { ...template, systemDiskSize: undefined } };
    expect(codes(request({}, unknown))).toEqual(['VML041 systemDiskSize']);
    expect(found(request({ systemDiskSize: Size.gibibytes(9) }, unknown))).toEqual([]);
  });

  test('a system disk of a linked clone that has grown since', () => {
    const recordedDisks = { system: Size.gibibytes(8) };
    const grown = { systemDiskSize: Size.gibibytes(9) };
    expect(found(request(grown, { recordedDisks }))).toEqual([
      'VML034 systemDiskSize: it has 8 GiB, and the provider does not grow the system disk of a linked clone, save when it makes it',
    ]);
    expect(found(request({ ...grown, cloneType: 'full' }, { recordedDisks }))).toEqual([]);
    expect(found(request({ systemDiskSize: Size.gibibytes(8) }, { recordedDisks }))).toEqual([]);
  });

  test('data disks that have no place', () => {
    const dataDisks = ['data-1', 'data1'].map((name) => ({ name, size: Size.gibibytes(1) }));
    expect(codes(request({ dataDisks }))).toEqual(['VML031 dataDisks[1].name']);
    expect(
      codes(request({ dataDisks: dataDisks.slice(1) }), { systemDiskInterface: 'virtio0' }),
    ).toEqual(['VML031 dataDisks']);
  });

  test('an interface without a bridge', () => {
    const networks = [nic({ network: { networkName: 'x', cidr: '10.0.0.0/24' } })];
    expect(codes(request({ networks }))).toEqual(['VML048 networks[0].network']);
    expect(found(request({ networks }), { bridge: 'vmbr0' })).toEqual([]);
  });

  test('anti-spoofing for addresses that nobody knows', () => {
    const networks = [nic({ network: { ...office, cidr: undefined } }), nic({ slaac: true })];
    expect(found(request({ networks })).map((text) => text.split('; ')[0])).toEqual([
      'VML052 networks[0].network.cidr: the IP filter has to know where leased addresses lie (machine.network.anti-spoofing)',
      'VML052 networks[1].network.cidr: the IP filter has to know where advertised addresses lie (machine.network.anti-spoofing)',
    ]);
    const vm = proxmoxVm({ networks, waivers: [waiverOf('machine.network.anti-spoofing')] });
    expect(found({ ...request(), vm, plan: planOf(vm) })).toEqual([]);
  });

  test('what only a document of cloud-init could tell the guest', () => {
    const wanting = request(
      { dataDisks: [{ name: 'data', size: Size.gibibytes(1), mountPoint: '/data' }] },
      {},
      {
        hostname: 'other',
        runOnce: ['true'],
        sshCertificateAuthority: 'ssh-ed25519 AAAA',
        timezone: 'Europe/Berlin',
        locale: 'de_DE.UTF-8',
      },
    );
    expect(codes(wanting)).toEqual([
      'VML044 guest.hostname',
      'VML044 dataDisks[0].mountPoint',
      'VML044 guest.runOnce',
      'VML044 guest.sshCertificateAuthority',
      'VML044 guest.timezone',
      'VML044 guest.locale',
    ]);
    expect(found(wanting, { snippetDatastore: 'snippets' })).toEqual([]);
  });
});

describe('a VM that is made anew', () => {
  const dataDisks = [{ name: 'data', size: Size.gibibytes(1) }];
  const record = (lifecycle?: object): VmRequest['rebuiltWith'] =>
    ({ lifecycle }) as VmRequest['rebuiltWith'];

  test('has no data disks, which would go with it', () => {
    const [problem] = rebuildProblems(request({ dataDisks }, { rebuiltWith: record() }));
    expect(problem).toMatchObject({
      code: 'VML044',
      path: 'lab/web-1.dataDisks[0]',
      got: '"data"',
    });
    expect(rebuildProblems(request({}, { rebuiltWith: record() }))).toEqual([]);
  });

  test('is not one whose record is kept', () => {
    const kept = record({ ignoreChanges: ['triggers_replace'] });
    expect(rebuildProblems(request({ dataDisks }, { rebuiltWith: kept }))).toEqual([]);
    expect(rebuildProblems(request({ dataDisks }))).toEqual([]);
  });
});
