import { Aspects } from 'cdktf';
import { VirtualMachine } from '@cdktf/provider-vsphere/lib/virtual-machine';
import type { HardenedVmProps } from '../../../../lib';
import { addVm, cleanUp, lab, stackOf, textsOf } from './support';
import { waiverOf } from './fixture';

cleanUp();

const problem = (argument: string, control: string): string =>
  `[VML040] lab/Web.Resource.${argument}: got an override or an Aspect that undoes it; ` +
  `the final arguments must meet the control ${control}; ` +
  'remove the override, or waive the control with a reason and an expiry date';

/** Applies overrides, such as a user's escape hatch does. */
function overridden(
  overrides: Record<string, unknown>,
  changes: Partial<HardenedVmProps> = {},
): string[] {
  const all = lab();
  const vm = addVm(all, changes);
  for (const [path, value] of Object.entries(overrides)) {
    vm.resources.machine.addOverride(path, value);
  }
  return textsOf(() => stackOf(all));
}

const sound = 'machine.disk.persistent';
const cases: readonly (readonly [
  control: string,
  argument: string,
  overrides: Record<string, unknown>,
])[] = [
  ['machine.firmware.uefi', 'firmware', { firmware: 'bios' }],
  ['machine.firmware.secure-boot', 'efi_secure_boot_enabled', { efi_secure_boot_enabled: false }],
  ['machine.tpm', 'vtpm', { vtpm: undefined }],
  ['machine.tpm', 'vtpm', { 'vtpm.version': '1.2' }],
  ['machine.hardware-version', 'hardware_version', { hardware_version: 15 }],
  ['machine.hardware-version', 'hardware_version', { hardware_version: undefined }],
  ['machine.log.enabled', 'enable_logging', { enable_logging: false }],
  ['machine.tools.no-time-sync', 'sync_time_with_host', { sync_time_with_host: true }],
  [
    'machine.tools.no-time-sync',
    'sync_time_with_host',
    { sync_time_with_host_periodically: undefined },
  ],
  ['machine.hot-add.off', 'cpu_hot_add_enabled', { cpu_hot_add_enabled: true }],
  ['machine.hot-add.off', 'memory_hot_add_enabled', { memory_hot_add_enabled: true }],
  [sound, 'disk', { 'disk.0.disk_mode': 'independent_nonpersistent' }],
  [sound, 'disk', { disk: undefined }],
  ['machine.devices.no-passthrough', 'pci_device_id', { pci_device_id: ['0000:3b:00.1'] }],
  [
    'machine.devices.no-passthrough',
    'network_interface',
    { 'network_interface.0.adapter_type': 'sriov' },
  ],
  ['machine.devices.minimal', 'cdrom', { cdrom: [{ client_device: true }] }],
  [
    'machine.console.sharing',
    'extra_config["RemoteDisplay.maxConnections"]',
    { extra_config: { 'RemoteDisplay.maxConnections': '2' } },
  ],
  [
    'machine.memory.no-page-sharing',
    'extra_config["sched.mem.pshare.salt"]',
    { extra_config: { 'sched.mem.pshare.salt': '1' } },
  ],
  [
    'machine.network.no-dvfilter',
    'extra_config["ethernet0.filter0.name"]',
    { extra_config: { 'ethernet0.filter0.name': 'agent' } },
  ],
];

describe('a VM whose arguments are overridden', () => {
  test.each(cases)('fails against %s in %s: %j', (control, argument, overrides) => {
    expect(overridden(overrides)).toEqual([problem(argument, control)]);
  });

  // A waiver of Secure Boot or of the TPM is followed by the VM itself: it is then made without.
  test.each(cases.filter(([control]) => !/tpm|secure-boot/.test(control)))(
    'passes with a waiver of %s in %s: %j',
    (control, _argument, overrides) => {
      expect(overridden(overrides, { waivers: [waiverOf(control)] })).toEqual([]);
    },
  );

  test('fails with all that is undone at once', () => {
    expect(overridden({ firmware: 'bios', enable_logging: false })).toEqual([
      problem('enable_logging', 'machine.log.enabled'),
      problem('firmware', 'machine.firmware.uefi'),
    ]);
  });

  test('fails when every VMX key is taken away, once for each control', () => {
    const all = lab();
    const vm = addVm(all);
    vm.resources.machine.addOverride('extra_config', undefined);
    const found = textsOf(() => stackOf(all));
    expect(found.length).toBeGreaterThan(5);
    expect(found.every((text) => text.startsWith('[VML040] lab/Web.Resource.extra_config["'))).toBe(
      true,
    );
  });

  test.each([
    ['that no control is about', { boot_delay: 5 }],
    ['with the same value', { firmware: 'efi' }],
    ['to newer hardware', { hardware_version: 21 }],
    ['with one more VMX key', { extra_config: { 'disk.EnableUUID': 'TRUE' } }],
  ])('passes with an override %s', (_title, overrides) => {
    expect(overridden(overrides)).toEqual([]);
  });
});

test('an Aspect that undoes a control is an error that names the control', () => {
  const all = lab();
  addVm(all);
  Aspects.of(all.stack).add({
    visit: (node) => {
      if (node instanceof VirtualMachine) node.efiSecureBootEnabled = false;
    },
  });
  expect(textsOf(() => stackOf(all))).toEqual([
    problem('efi_secure_boot_enabled', 'machine.firmware.secure-boot'),
  ]);
});

test('controls that no argument sets need a waiver in the strict pack', () => {
  const all = lab();
  const found = textsOf(() => addVm(all, { hardeningPack: 'strict' }));
  for (const control of ['machine.fault-tolerance.encrypted', 'machine.migration.encrypted']) {
    expect(found).toContain(
      `[VML044] lab/Web.hardeningPack: got "${control}"; the driver for vsphere does not set this control; ` +
        `use a template that brings it along and lists it in attestedControls, or add a waiver of "${control}" with a reason and an expiry date`,
    );
  }
});
