import { libvirtCapabilities } from '../../../../lib/drivers/libvirt/capabilities';
import { validateVm } from '../../../../lib/drivers/libvirt/validate';
import { formatProblem } from '../../../../lib/errors';
import type { ITemplate } from '../../../../lib/drivers/contract';
import { Size } from '../../../../lib/model/size';
import type { VirtualMachine } from '../../../../lib/model/virtual-machine';
import { nic, office, poolOf, request, waiverOf } from './fixture';

type Case = readonly [
  title: string,
  changes: Partial<VirtualMachine>,
  text: string,
  twin: Partial<VirtualMachine>,
  template?: Partial<ITemplate>,
];

const texts = (changes: Partial<VirtualMachine>, template?: Partial<ITemplate>): string[] =>
  validateVm(request(changes, template)).map(formatProblem);

const lacks = 'libvirt (dmacvicar/libvirt 0.8.3) does not support';
const windows = { ...request().vm.guest, operatingSystem: 'windows' } as const;
const six = { ip: '2001:db8::9', prefixLength: 64 };

/** Fields that name something that libvirt does not know at all. */
const unknownHere: readonly Case[] = (
  [
    ['location.host', { location: { host: 'kvm2' } }, '"kvm2"'],
    ['location.folder', { location: { folder: 'web' } }, '"web"'],
    ['location.storage-policy', { location: { storagePolicy: 'gold' } }, '"gold"'],
    ['location.vm-id', { location: { vmId: 100 } }, '100'],
    ['availability.restart-priority', { availability: { restartPriority: 'high' } }, '"high"'],
    ['availability.migration', { availability: { migration: 'manual' } }, '"manual"'],
    ['availability.replication', { availability: { replication: [{ host: 'kvm2' }] } }, 'a list'],
  ] as const
).map(([capability, changes, value]) => {
  const answer = libvirtCapabilities[capability];
  const field = capability.replace(/-(.)/g, (_all, letter: string) => letter.toUpperCase());
  const instead = answer.support === 'unsupported' ? answer.alternative : '';
  return [
    `it asks for ${capability}`,
    changes,
    `[VML044] lab/web-1.${field}: got ${value}; ${lacks} ${capability}; use instead: ${instead}`,
    {},
  ];
});

const cases: readonly Case[] = [
  ...unknownHere,
  [
    'CPUs are added while it runs',
    { cpuHotAdd: true },
    `[VML044] lab/web-1.cpuHotAdd: got true; ${lacks} hot-add.cpu; use instead: a changed cpuCount, which power-cycles the VM and keeps its disks, UUID, MACs and TPM`,
    { cpuHotAdd: false },
  ],
  [
    'memory is added while it runs',
    { memoryHotAdd: true },
    `[VML044] lab/web-1.memoryHotAdd: got true; ${lacks} hot-add.memory; use instead: a changed memory, which power-cycles the VM and keeps its disks, UUID, MACs and TPM`,
    { memoryHotAdd: false },
  ],
  [
    'memory is given back while it runs',
    { minimumMemory: Size.mebibytes(512) },
    `[VML044] lab/web-1.minimumMemory: got 512 MiB; ${lacks} memory.ballooning; use instead: a fixed memory (leave minimumMemory out)`,
    { minimumMemory: undefined },
  ],
  [
    'it is declared as stopped',
    { powerState: 'stopped' },
    `[VML044] lab/web-1.powerState: got "stopped"; ${lacks} power.stopped; use instead: virsh shutdown: the provider ignores running = false on a running machine`,
    { powerState: 'running' },
  ],
  [
    'its guest is Windows',
    { guest: windows },
    `[VML044] lab/web-1.guest.operatingSystem: got "windows"; ${lacks} guest.windows; use instead: vSphere, whose customization can join Windows guests`,
    {},
  ],
  [
    'a network has a VLAN',
    { networks: [nic(), nic({ network: { ...office, vlan: 7 } })] },
    `[VML044] lab/web-1.networks[1].network.vlan: got 7; ${lacks} network.vlan; use instead: a bridge of the host that carries the VLAN: Network.fromBridge`,
    { networks: [nic(), nic()] },
  ],
  [
    'an IPv6 address meets the filter that drops IPv6',
    { networks: [nic({ address: six })] },
    `[VML044] lab/web-1.networks[0]: got "2001:db8::9"; ${lacks} network.anti-spoofing.ipv6; use instead: IPv4 only, or a waiver of the anti-spoofing control: the clean-traffic filter drops IPv6`,
    {
      networks: [nic({ address: six })],
      waivers: [waiverOf('machine.network.anti-spoofing')],
    },
  ],
  [
    'SLAAC meets the filter that drops IPv6',
    { networks: [nic({ slaac: true })] },
    `[VML044] lab/web-1.networks[0]: got "slaac"; ${lacks} network.anti-spoofing.ipv6; use instead: IPv4 only, or a waiver of the anti-spoofing control: the clean-traffic filter drops IPv6`,
    { networks: [nic({ slaac: false })] },
  ],
  [
    'a network is not of a hypervisor',
    { networks: [nic({ network: { networkName: 'plain' } })] },
    '[VML048] lab/web-1.networks[0].network: got "plain"; an interface attaches to a network of its hypervisor; give a Network construct, or its name in the environment: new Network(...), Network.fromName(...)',
    { networks: [nic()] },
  ],
  [
    'a full copy has a size of its own',
    { cloneType: 'full', systemDiskSize: Size.gibibytes(4) },
    "[VML029] lab/web-1.systemDiskSize: got 4 GiB; the provider takes the size of a full copy from its image; leave systemDiskSize out, or use a linked clone (cloneType 'linked'), whose system disk may be larger than the template",
    { cloneType: 'full' },
  ],
  [
    'a full copy is larger than its template',
    { cloneType: 'full', systemDiskSize: Size.gibibytes(4) },
    "[VML029] lab/web-1.systemDiskSize: got 4 GiB; the provider takes the size of a full copy from its image; leave systemDiskSize out, or use a linked clone (cloneType 'linked'), whose system disk may be larger than the template",
    { cloneType: 'full', systemDiskSize: Size.gibibytes(3) },
    { systemDiskSize: Size.gibibytes(3) },
  ],
  [
    'a full copy has no image to come from',
    { cloneType: 'full' },
    '[VML044] lab/web-1.cloneType: got "full"; libvirt copies a template only from its image, not from an existing volume; use cloneType \'linked\', or a Template with an image',
    { cloneType: 'linked' },
    { image: undefined },
  ],
];

describe('a VM on libvirt', () => {
  const rows = cases.map(
    ([title, changes, text, twin, from = {}]) => [title, changes, text, twin, from] as const,
  );
  test.each(rows)('fails when %s', (_title, changes, text, twin, template) => {
    expect(texts(changes, template)).toEqual([text]);
    expect(texts(twin, template)).toEqual([]);
  });

  test('fails with all of its problems at once', () => {
    const codes = validateVm(
      request({
        cpuHotAdd: true,
        powerState: 'stopped',
        networks: [nic({ network: { networkName: 'x' } })],
      }),
    ).map(({ code, path }) => `${code} ${path}`);
    expect(codes).toEqual([
      'VML044 lab/web-1.cpuHotAdd',
      'VML044 lab/web-1.powerState',
      'VML048 lab/web-1.networks[0].network',
    ]);
  });

  test('passes with everything that the table calls native', () => {
    const everything = {
      firmware: 'bios',
      systemDiskSize: Size.gibibytes(4),
      dataDisks: [{ name: 'data', size: Size.gibibytes(1) }],
      networks: [nic({ bandwidth: { inboundMegabitsPerSecond: 1 } })],
    } as const;
    expect(texts({ ...everything, cloneType: 'linked' })).toEqual([]);
    expect(texts({ ...everything, cloneType: 'full', systemDiskSize: undefined })).toEqual([]);
  });

  test('is refused for each unsupported capability, none is dropped in silence', () => {
    const refused = cases.flatMap(([, , text]) => /support ([\w.-]+);/.exec(text)?.[1] ?? []);
    const unsupported = Object.entries(libvirtCapabilities)
      .filter(([, { support }]) => support === 'unsupported')
      .map(([name]) => name);
    // These two are refused by other words: VML029 above, and VML028 at plan.
    const otherWords = ['clone.full.resize', 'disk.grow'];
    // What is no property of a VM is refused by its own construct.
    const ofVms = unsupported.filter(
      (name) => !/^(access|cluster|placement|pool|snapshot|template)\b/.test(name),
    );
    expect([...new Set(refused), ...otherWords].sort()).toEqual(ofVms.sort());
  });
});

describe('the weight of a pool', () => {
  const given = (weight: number): string[] =>
    validateVm({ ...request(), pool: poolOf(weight) }).map(formatProblem);
  const rule =
    'CPU shares are between 2 and 10000 (libvirt with cgroup v2); give the pool, or the pools above it, other shares: their weights are multiplied';

  test.each([
    [100.01, 10001, 100],
    [0.01, 1, 0.02],
  ])('fails as %d, and not as its nearest valid twin', (weight, shares, twin) => {
    expect(given(weight)).toEqual([
      `[VML054] lab/web-1.pool: got weight ${String(weight)}, which is ${String(shares)} CPU shares; ${rule}`,
    ]);
    expect(given(twin)).toEqual([]);
  });
});
