import { allControls } from '../../../../lib/hardening/registry';
import { observeMachine, type LiveMachine } from '../../../../lib/drivers/vsphere/observe-machine';
import { attest, passes } from '../../../../lib/hardening/attestation';
import { expectedControls } from '../../../../lib/hardening/expectation';
import { planOf, vsphereVm } from './fixture';

type Config = Record<string, unknown>;

const device = (_typeName: string, more: Config = {}): Config => ({ _typeName, ...more });
const disk = (diskMode: string): Config => device('VirtualDisk', { backing: { diskMode } });
const devices = [device('VirtualPCIController'), device('VirtualTPM'), disk('persistent')];

const vmxKeys = {
  'RemoteDisplay.maxConnections': '1',
  'bios.bootDeviceClasses': 'allow:hd',
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

/** A machine that meets every control. */
function machine(changes: Config = {}): LiveMachine {
  return {
    config: {
      version: 'vmx-19',
      firmware: 'efi',
      cpuHotAddEnabled: false,
      memoryHotAddEnabled: false,
      migrateEncryption: 'required',
      ftEncryptionMode: 'ftEncryptionRequired',
      bootOptions: { efiSecureBootEnabled: true },
      flags: { enableLogging: true },
      tools: { syncTimeWithHost: false },
      extraConfig: vmxKeys,
      hardware: { device: devices },
      ...changes,
    },
  };
}

const ofVsphere = allControls.filter(
  (control) => control.scope === 'machine' && control.appliesTo.includes('vsphere'),
);
const findings = (changes: Config): Record<string, string> =>
  Object.fromEntries(
    [...observeMachine(machine(changes), allControls)].filter(
      ([id, found]) =>
        ofVsphere.find(
          (control) => control.id === id && control.scope === 'machine' && control.value === found,
        ) === undefined,
    ),
  );
const withDevice = (type: string, more: Config = {}): Config => ({
  hardware: { device: [...devices, device(type, more)] },
});
const withKey = (key: string, value: string): Config => ({
  extraConfig: { ...vmxKeys, [key]: value },
});

describe('a live machine', () => {
  test('that meets every control says so of each of them, and passes the attestation', () => {
    expect(findings({})).toEqual({});
    const vm = vsphereVm({ hardeningPack: 'strict' });
    const controls = expectedControls({ vm, plan: planOf(vm), hypervisor: 'vsphere' });
    const rows = attest({ vm: vm.name, controls, machine: observeMachine(machine(), controls) });
    const ofMachine = rows.filter(({ control }) => control.startsWith('machine.'));
    expect(ofMachine.map(({ control }) => control)).toEqual(ofVsphere.map(({ id }) => id));
    expect(ofMachine.filter((row) => !passes(row))).toEqual([]);
  });

  test('may report its VMX keys as a list, and in other letters', () => {
    const extraConfig = Object.entries(vmxKeys).map(([key, value]) => ({
      key,
      value: value.toLowerCase(),
    }));
    expect(findings({ extraConfig })).toEqual({});
  });

  test.each<readonly [string, Config, string]>([
    ['machine.firmware.uefi', { firmware: 'bios' }, 'config.firmware is bios'],
    [
      'machine.firmware.secure-boot',
      { bootOptions: {} },
      'config.bootOptions.efiSecureBootEnabled is absent',
    ],
    [
      'machine.tpm',
      { hardware: { device: [disk('persistent')] } },
      'config.hardware.device.VirtualTPM is absent',
    ],
    ['machine.hardware-version', { version: 'vmx-15' }, 'config.version is vmx-15'],
    ['machine.hardware-version', { version: undefined }, 'config.version is absent'],
    [
      'machine.log.enabled',
      { flags: { enableLogging: false } },
      'config.flags.enableLogging is false',
    ],
    [
      'machine.tools.no-time-sync',
      { tools: { syncTimeWithHost: true } },
      'config.tools.syncTimeWithHost is true',
    ],
    ['machine.hot-add.off', { cpuHotAddEnabled: true }, 'config.cpuHotAddEnabled is true'],
    [
      'machine.migration.encrypted',
      { migrateEncryption: 'opportunistic' },
      'config.migrateEncryption is opportunistic',
    ],
    [
      'machine.disk.persistent',
      { hardware: { device: [...devices, disk('independent_nonpersistent')] } },
      'config.hardware.device.VirtualDisk.backing.diskMode is persistent, independent_nonpersistent',
    ],
    [
      'machine.devices.minimal',
      withDevice('VirtualFloppy'),
      'config.hardware.device.VirtualFloppy is present',
    ],
    [
      'machine.devices.minimal',
      withDevice('VirtualUSBXHCIController'),
      'config.hardware.device.VirtualUSBController is present',
    ],
    [
      'machine.devices.minimal',
      withDevice('VirtualHdAudioCard'),
      'config.hardware.device.VirtualSoundCard is present',
    ],
    [
      'machine.devices.no-passthrough',
      withDevice('VirtualPCIPassthrough'),
      'config.hardware.device.VirtualPCIPassthrough is present',
    ],
    [
      'machine.console.sharing',
      withKey('RemoteDisplay.maxConnections', '-1'),
      'RemoteDisplay.maxConnections is -1',
    ],
    ['machine.console.no-3d', withKey('mks.enable3d', ''), 'mks.enable3d is absent'],
    [
      'machine.memory.no-page-sharing',
      withKey('sched.mem.pshare.salt', '7'),
      'sched.mem.pshare.salt is 7',
    ],
    [
      'machine.network.no-dvfilter',
      withKey('ethernet0.filter1.name', 'x'),
      'ethernet0.filter1.name is x',
    ],
    [
      'machine.disk.no-shrinking',
      {
        extraConfig: {
          ...vmxKeys,
          'isolation.tools.diskShrink.disable': 'FALSE',
          'isolation.tools.diskWiper.disable': 'FALSE',
        },
      },
      'isolation.tools.diskShrink.disable is FALSE; isolation.tools.diskWiper.disable is FALSE',
    ],
  ])('that does not meet %s is found out: %j', (control, changes, finding) => {
    expect(findings(changes)).toEqual({ [control]: finding });
  });
});
