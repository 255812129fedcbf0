import { Size } from '../../../../lib/model/size';
import type { VirtualMachine } from '../../../../lib/model/virtual-machine';
import {
  attributesOf,
  machineArguments,
  type MachineParts,
} from '../../../../lib/drivers/vsphere/map-machine';
import type { VsphereOptions } from '../../../../lib/drivers/vsphere/options';
import { oldest, options, request, waiverOf, windows } from './fixture';

const parts: MachineParts = {
  resourcePoolId: 'resgroup-8',
  templateId: '4212a6e1-0000-4000-8000-000000000012',
  guestId: 'debian12_64Guest',
  hardwareVersion: 19,
  datastore: { datastoreId: 'datastore-9' },
  disks: [],
  networks: [],
  tags: [],
  customAttributes: {},
  guestInfo: { 'guestinfo.userdata': 'I2Nsb3VkLWNvbmZpZwo=' },
};

const made = (
  changes: Partial<VirtualMachine> = {},
  more: Partial<MachineParts> = {},
  chosen: Partial<VsphereOptions> = {},
) => machineArguments(request(changes), { ...options, ...chosen }, { ...parts, ...more });

const isolation = {
  'RemoteDisplay.maxConnections': '1',
  'isolation.device.connectable.disable': 'TRUE',
  'isolation.tools.copy.disable': 'TRUE',
  'isolation.tools.diskShrink.disable': 'TRUE',
  'isolation.tools.diskWiper.disable': 'TRUE',
  'isolation.tools.dnd.disable': 'TRUE',
  'isolation.tools.paste.disable': 'TRUE',
  'log.keepOld': '10',
  'log.rotateSize': '2048000',
  'mks.enable3d': 'FALSE',
  'tools.guest.desktop.autolock': 'TRUE',
  'tools.guestlib.enableHostInfo': 'FALSE',
  'tools.setInfo.sizeLimit': '1048576',
};

describe('the arguments of a machine', () => {
  test('are hardened, and say so explicitly', () => {
    expect(made()).toMatchObject({
      firmware: 'efi',
      efiSecureBootEnabled: true,
      vtpm: { version: '2.0' },
      hardwareVersion: 19,
      scsiType: 'pvscsi',
      enableLogging: true,
      syncTimeWithHost: false,
      syncTimeWithHostPeriodically: false,
      cpuHotAddEnabled: false,
      memoryHotAddEnabled: false,
      extraConfig: isolation,
      extraConfigRebootRequired: false,
    });
  });

  test('hold the UUID of the model, and what the guest reads', () => {
    expect(made().extraConfig).toMatchObject({
      'guestinfo.vm-lifecycle.uuid': '5a1d6b9e-0000-4000-8000-000000000001',
      'guestinfo.userdata': 'I2Nsb3VkLWNvbmZpZwo=',
    });
  });

  test('leave out what old versions of the provider do not have', () => {
    const old = made({}, {}, { features: oldest });
    expect(old).not.toHaveProperty('vtpm');
    expect(old).not.toHaveProperty('extraConfigRebootRequired');
  });

  test('follow waivers', () => {
    const waived = made({
      secureBoot: false,
      vtpm: false,
      firmware: 'bios',
      waivers: [
        'machine.firmware.secure-boot',
        'machine.firmware.uefi',
        'machine.tpm',
        'machine.console.sharing',
      ].map(waiverOf),
    });
    expect(waived).toMatchObject({ firmware: 'bios', efiSecureBootEnabled: false });
    expect(waived).not.toHaveProperty('vtpm');
    expect(waived.extraConfig).not.toHaveProperty(['RemoteDisplay.maxConnections']);
  });

  test('start from the disk only in the strict pack', () => {
    expect(made().extraConfig).not.toHaveProperty(['bios.bootDeviceClasses']);
    expect(made({ hardeningPack: 'strict' }).extraConfig).toMatchObject({
      'bios.bootDeviceClasses': 'allow:hd',
    });
  });

  test.each([
    ['one socket with all cores', {}, 2],
    ['the sockets that are declared', { coresPerSocket: 1 }, 1],
    ['sockets of one core where CPUs are added while it runs', { cpuHotAdd: true }, 1],
  ])('have %s', (_title, changes, cores) => {
    expect(made(changes)).toMatchObject({ numCpus: 2, numCoresPerSocket: cores });
  });

  test('reserve the memory that ballooning leaves', () => {
    expect(made()).not.toHaveProperty('memoryReservation');
    const minimum = made({ minimumMemory: Size.mebibytes(512) });
    expect(minimum).toMatchObject({ memory: 1024, memoryReservation: 512 });
  });

  test.each([
    ['linked', true],
    ['full', false],
  ] as const)('clone %s', (cloneType, linkedClone) => {
    expect(made({ cloneType }).clone).toEqual({ templateUuid: parts.templateId, linkedClone });
  });

  test('customize Windows guests, and no others', () => {
    const guest = { ...request().vm.guest, ...windows };
    expect(made({ guest }).clone?.customize).toBeDefined();
  });

  test.each([
    ['production', false],
    ['staging', true],
    ['lab', true],
  ] as const)('let a guest in %s be switched off: %s', (category, forced) => {
    const environment = { name: category, category };
    expect(made({ environment }).forcePowerOff).toBe(forced);
  });

  test.each([
    ['host', { hostId: 'host-1' }, { hostSystemId: 'host-1' }],
    ['folder', { folder: 'shop' }, { folder: 'shop' }],
    ['storage policy', { storagePolicyId: 'gold' }, { storagePolicyId: 'gold' }],
    [
      'datastore cluster',
      { datastore: { datastoreClusterId: 'group-p1' } },
      { datastoreClusterId: 'group-p1' },
    ],
  ])('name the %s', (_title, more, expected) => {
    expect(made({}, more)).toMatchObject(expected);
  });

  test('wait as long as the hypervisor says', () => {
    expect(made()).toMatchObject({ waitForGuestNetTimeout: 0, waitForGuestIpTimeout: 0 });
    expect(made({}, {}, { guestMinutes: 7 }).waitForGuestNetTimeout).toBe(7);
  });

  test('keep no notes: those belong to backup products', () => {
    expect(made()).not.toHaveProperty('annotation');
  });
});

test('people see owner, purpose and expiry of a machine', () => {
  expect(attributesOf(request({ purpose: 'web ${x}' }))).toEqual({
    owner: 'team-a',
    purpose: 'web $${x}',
  });
  expect(attributesOf(request({ expires: '2027-01-31' })).expires).toBe('2027-01-31');
});
