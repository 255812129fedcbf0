import { formatProblem } from '../../../../lib/errors';
import { capabilitiesOf } from '../../../../lib/drivers/vsphere/capabilities';
import type { VsphereOptions } from '../../../../lib/drivers/vsphere/options';
import { validateVm } from '../../../../lib/drivers/vsphere/validate';
import { Size } from '../../../../lib/model/size';
import type { VirtualMachine } from '../../../../lib/model/virtual-machine';
import { libraryItem, nic, office, oldest, options, request, windows } from './fixture';

interface Setting {
  readonly options?: Partial<VsphereOptions>;
  readonly template?: Parameters<typeof request>[1];
  readonly guest?: Parameters<typeof request>[2];
}

const texts = (changes: Partial<VirtualMachine>, setting: Setting = {}): string[] => {
  const chosen = { ...options, ...setting.options };
  const table = capabilitiesOf(chosen.features, chosen.cluster !== undefined);
  return validateVm(request(changes, setting.template, setting.guest), chosen, table).map(
    formatProblem,
  );
};

const title = 'vSphere (vmware/vsphere >= 2.16.0)';
const onHost: Setting = { options: { cluster: undefined } };
const old: Setting = { options: { features: oldest, title: 'vSphere (vmware/vsphere 2.1.1)' } };
const pod: Setting = { options: { datastoreCluster: true } };
const library: Setting = { template: libraryItem };
const disks = (count: number): VirtualMachine['dataDisks'] =>
  Array.from({ length: count }, (_, n) => ({ name: `d${String(n)}`, size: Size.gibibytes(1) }));
const inWindows = (guest: Setting['guest'] = {}): Setting => ({ guest: { ...windows, ...guest } });
const unit = (organizationalUnit: string) => ({
  windows: {
    administratorPassword: '${var.p}',
    activeDirectory: { domain: 'd', account: 'a', password: '${var.p}', organizationalUnit },
  },
});

/** What is asked for, the problem, and the nearest that is fine. */
type Case = readonly [
  title: string,
  given: readonly [Partial<VirtualMachine>, Setting?],
  text: string,
  twin: readonly [Partial<VirtualMachine>, Setting?],
];

const cases: readonly Case[] = [
  [
    'a TPM of an old provider',
    [{ vtpm: true }, old],
    '[VML044] lab/web-1.vtpm: got true; vSphere (vmware/vsphere 2.1.1) does not support firmware.vtpm; use instead: version 2.10.0 of the provider or newer, or a waiver of machine.tpm',
    [{ vtpm: false }, old],
  ],
  [
    'a machine that is stopped',
    [{ powerState: 'stopped' }],
    `[VML044] lab/web-1.powerState: got "stopped"; ${title} does not support power.stopped; use instead: shutting the VM down in vCenter: the provider starts what it makes, and stops nothing`,
    [{ powerState: 'running' }],
  ],
  [
    'a VM id',
    [{ location: { vmId: 100 } }],
    `[VML044] lab/web-1.location.vmId: got 100; ${title} does not support location.vm-id; use instead: the name of the VM: vCenter chooses the ids of its objects`,
    [{ location: { host: 'esx-1', folder: 'shop', storagePolicy: 'gold', datastore: 'fast' } }],
  ],
  [
    'an order of restart on a single host',
    [{ availability: { restartPriority: 'high' } }, onHost],
    `[VML044] lab/web-1.availability.restartPriority: got "high"; ${title} does not support availability.restart-priority; use instead: a VsphereHypervisor with a cluster: a single host balances and restarts nothing`,
    [{ availability: { restartPriority: 'high' } }],
  ],
  [
    'migration on a single host',
    [{ availability: { migration: 'manual' } }, onHost],
    `[VML044] lab/web-1.availability.migration: got "manual"; ${title} does not support availability.migration; use instead: a VsphereHypervisor with a cluster: a single host balances and restarts nothing`,
    [{ availability: { migration: 'manual' } }],
  ],
  [
    'replication',
    [{ availability: { replication: [{ host: 'esx-2' }] } }],
    `[VML044] lab/web-1.availability.replication: got a list; ${title} does not support availability.replication; use instead: a BackupPolicy with a copyTarget, or replication by the storage array`,
    [{ availability: {} }],
  ],
  [
    'no start with the host',
    [{ autostart: false }],
    `[VML044] lab/web-1.autostart: got false; ${title} has no start order of single machines; leave it out; availability.restartPriority 'disabled' keeps vSphere HA from restarting the VM`,
    [{ autostart: false, availability: { restartPriority: 'disabled' } }],
  ],
  [
    'a template that nobody looked up',
    [{}, { template: { reported: undefined } }],
    '[VML048] lab/web-1.template: got "debian-12"; a VM is cloned from a template that vCenter has been asked about; use Template.fromName, Template.fromVmId or Template.fromContentLibraryItem',
    [{}],
  ],
  [
    'a linked clone of an item of a content library',
    [{ systemDiskSize: Size.gibibytes(10) }, library],
    '[VML044] lab/web-1.cloneType: got "linked"; vSphere makes no linked clones of an item of a content library; use cloneType \'full\', or a template of the inventory: Template.fromName',
    [{ cloneType: 'full', systemDiskSize: Size.gibibytes(10) }, library],
  ],
  [
    'an item of a content library of unknown size',
    [{ cloneType: 'full' }, library],
    '[VML041] lab/web-1.systemDiskSize: got nothing; vCenter does not report the disk size of an item of a content library; give systemDiskSize, at least the size of the template',
    [{ cloneType: 'full', systemDiskSize: Size.gibibytes(10) }, library],
  ],
  [
    'more disks than one controller takes',
    [{ dataDisks: disks(15) }],
    '[VML044] lab/web-1.dataDisks: got 15 data disks; a VM on vSphere has at most 14 data disks, on one controller with the system disk; use fewer, larger disks',
    [{ dataDisks: disks(14) }],
  ],
  [
    'a disk that is called like the system disk',
    [{ dataDisks: [{ name: 'disk0', size: Size.gibibytes(1) }] }],
    '[VML031] lab/web-1.dataDisks.disk0.name: got "disk0"; it is the label of the system disk on vSphere; give the disk another name',
    [{ dataDisks: [{ name: 'disk1', size: Size.gibibytes(1) }] }],
  ],
  [
    'a datastore for one disk where Storage DRS places them',
    [{ dataDisks: [{ name: 'data', size: Size.gibibytes(1), datastore: 'fast' }] }, pod],
    '[VML044] lab/web-1.dataDisks.data.datastore: got "fast"; Storage DRS places all disks of a VM in its datastore cluster; leave the datastore of the disk out, or give location.datastore for the whole VM',
    [
      {
        dataDisks: [{ name: 'data', size: Size.gibibytes(1), datastore: 'fast' }],
        location: { datastore: 'slow' },
      },
      pod,
    ],
  ],
  [
    'more interfaces than a machine has',
    [{ networks: Array.from({ length: 11 }, () => nic()) }],
    '[VML044] lab/web-1.networks: got 11 interfaces; a VM on vSphere has at most 10 interfaces; use fewer',
    [{ networks: Array.from({ length: 10 }, () => nic()) }],
  ],
  [
    'a VLAN',
    [{ networks: [nic({ network: { ...office, vlan: 7 } })] }],
    `[VML044] lab/web-1.networks[0].network.vlan: got 7; ${title} does not support network.vlan; use instead: a port group that has the VLAN: leave vlan out and name the port group`,
    [{ networks: [nic({ network: { ...office, attachment: { name: 'Office LAN' } } as never })] }],
  ],
  [
    'a network that is a bridge',
    [{ networks: [nic({ network: { ...office, attachment: { bridge: 'br0' } } as never })] }],
    '[VML048] lab/web-1.networks[0].network: got "office"; an interface attaches to a port group of its vCenter; give its name: Network.fromName(...)',
    [{ networks: [nic()] }],
  ],
  [
    'a MAC address that vSphere keeps for itself',
    [{ networks: [nic({ macAddress: '00:50:56:40:00:00' })] }],
    '[VML015] lab/web-1.networks[0].macAddress: got "00:50:56:40:00:00"; vSphere keeps 00:0c:29 and 00:50:56:40 and above for addresses that it assigns itself; leave it out, or use 00:50:56:00:00:00 to 00:50:56:3f:ff:ff',
    [{ networks: [nic({ macAddress: '00:50:56:3f:ff:ff' })] }],
  ],
  [
    'a limit of traffic to it',
    [{ networks: [nic({ bandwidth: { inboundMegabitsPerSecond: 10 } })] }],
    '[VML044] lab/web-1.networks[0].bandwidth.inboundMegabitsPerSecond: got 10; vSphere limits the traffic that leaves a VM; the rest is shaped by the port group; leave it out, and shape the traffic of the port group',
    [{ networks: [nic({ bandwidth: { outboundMegabitsPerSecond: 10 } })] }],
  ],
  [
    'a limit in parts of a megabit',
    [{ networks: [nic({ bandwidth: { outboundMegabitsPerSecond: 0.5 } })] }],
    '[VML044] lab/web-1.networks[0].bandwidth.outboundMegabitsPerSecond: got 0.5; vSphere limits traffic in whole megabits per second; give 1',
    [{ networks: [nic({ bandwidth: { outboundMegabitsPerSecond: 1 } })] }],
  ],
  [
    'a time zone that sysprep does not know',
    [{}, inWindows({ timezone: 'Antarctica/Troll' })],
    '[VML053] lab/web-1.guest.timezone: got "Antarctica/Troll"; sysprep knows time zones by an index, and this one has none; give a larger city of the same zone, or Etc/UTC',
    [{}, inWindows()],
  ],
  [
    'an organizational unit of an old provider',
    [{ vtpm: false }, { ...old, ...inWindows(unit('OU=shop')) }],
    '[VML044] lab/web-1.guest.windows.activeDirectory.organizationalUnit: got "OU=shop"; vSphere (vmware/vsphere 2.1.1) joins a domain in its default unit only; use version 2.8.0 of the provider or newer',
    [{}, inWindows(unit('OU=shop'))],
  ],
  [
    'an organizational unit with a space',
    [{}, inWindows(unit('OU=the shop'))],
    '[VML044] lab/web-1.guest.windows.activeDirectory.organizationalUnit: got "OU=the shop"; vSphere takes no spaces in the name of an organizational unit; name a unit without spaces, and move the computer later',
    [{}, inWindows(unit('OU=the-shop'))],
  ],
  [
    'commands that nobody can log on for',
    [{}, inWindows({ runOnce: ['hostname'] })],
    '[VML041] lab/web-1.guest.windows.administratorPassword: got nothing; Windows runs commands when the administrator logs on for the first time; give administratorPassword, or leave runOnce out',
    [{}, inWindows({ runOnce: ['hostname'], windows: { administratorPassword: '${var.p}' } })],
  ],
  [
    'a command that is too long for Windows',
    [
      {},
      inWindows({
        runOnce: ['x'.repeat(261)],
        windows: { administratorPassword: '${var.p}' },
      }),
    ],
    '[VML044] lab/web-1.guest.runOnce[0]: got 261 characters; a run-once command of Windows has at most 260 characters; put a script into the template',
    [
      {},
      inWindows({
        runOnce: ['x'.repeat(260)],
        windows: { administratorPassword: '${var.p}' },
      }),
    ],
  ],
  [
    'router advertisements in Windows',
    [{ networks: [nic({ slaac: true })] }, inWindows()],
    '[VML044] lab/web-1.networks[0].slaac: got true; sysprep does not configure router advertisements; leave it out, and configure the template',
    [{ networks: [nic({ slaac: true })] }],
  ],
];

describe('a VM that asks for what vSphere cannot do', () => {
  test.each(cases)('fails for %s', (_title, [changes, setting], text) => {
    expect(texts(changes, setting)).toEqual([text]);
  });

  test.each(cases)('passes with the nearest to %s', (_title, _given, _text, [changes, setting]) => {
    expect(texts(changes, setting)).toEqual([]);
  });

  test('fails with all of it at once', () => {
    const changes = {
      powerState: 'stopped',
      location: { vmId: 100 },
      dataDisks: disks(15),
    } as const;
    expect(texts(changes).map((text) => text.slice(0, 31))).toEqual([
      '[VML044] lab/web-1.powerState: ',
      '[VML044] lab/web-1.location.vmI',
      '[VML044] lab/web-1.dataDisks: g',
    ]);
  });

  test('passes with all that vSphere can do', () => {
    expect(
      texts({
        cpuHotAdd: true,
        memoryHotAdd: true,
        minimumMemory: Size.mebibytes(512),
        cloneType: 'full',
        systemDiskSize: Size.gibibytes(40),
        dataDisks: disks(3),
      }),
    ).toEqual([]);
  });
});
