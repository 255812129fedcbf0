import type { HardenedVm } from '../../../../lib';
import { cleanUp, synthesized, textsOf, type VmChanges } from '../../constructs/support';
import { waiverOf } from './fixture';
import { addVm, cluster } from './stack';

cleanUp();

/** Applies overrides, such as a user's escape hatch does. */
function overridden(
  part: string,
  overrides: Record<string, unknown>,
  changes: VmChanges = {},
): string[] {
  const all = cluster();
  const vm: HardenedVm = addVm(all, changes);
  for (const [path, value] of Object.entries(overrides)) {
    vm.resources.all[part]?.addOverride(path, value);
  }
  return textsOf(() => synthesized(all.app, all.stack));
}

const problem = (argument: string, control: string): string =>
  `[VML040] lab/Web.${argument}: got an override or an Aspect that undoes it; ` +
  `the final arguments must meet the control ${control}; ` +
  'remove the override, or waive the control with a reason and an expiry date';

const cases: readonly (readonly [
  control: string,
  argument: string,
  part: string,
  overrides: Record<string, unknown>,
])[] = [
  ['machine.chipset.q35', 'Resource.machine', 'machine', { machine: 'pc' }],
  ['machine.firmware.uefi', 'Resource.bios', 'machine', { bios: 'seabios' }],
  ['machine.firmware.uefi', 'Resource.bios', 'machine', { 'efi_disk.type': '2m' }],
  ['machine.cpu.model', 'Resource.cpu.type', 'machine', { 'cpu.type': 'kvm64' }],
  ['machine.hot-add.off', 'Resource.hotplug', 'machine', { hotplug: '1' }],
  ['machine.hot-add.off', 'Resource.hotplug', 'machine', { 'cpu.hotplugged': 1 }],
  ['machine.memory.no-balloon', 'Resource.memory.floating', 'machine', { 'memory.floating': 256 }],
  ['machine.console.clipboard', 'Resource.vga.clipboard', 'machine', { 'vga.clipboard': 'vnc' }],
  ['machine.devices.minimal', 'Resource', 'machine', { tablet_device: true }],
  ['machine.devices.minimal', 'Resource', 'machine', { audio_device: { device: 'AC97' } }],
  ['machine.devices.no-passthrough', 'Resource', 'machine', { usb: [{ mapping: 'key' }] }],
  ['machine.network.firewall', 'Firewall', 'firewall', { input_policy: 'ACCEPT' }],
  ['machine.network.firewall', 'Firewall', 'firewall', { log_level_in: 'nolog' }],
  ['machine.network.anti-spoofing', 'Firewall', 'firewall', { macfilter: false }],
  ['machine.network.anti-spoofing', 'Firewall', 'firewall', { ipfilter: false }],
];

describe('a VM whose arguments are overridden', () => {
  test('passes where the overrides leave the controls alone', () => {
    expect(overridden('machine', { timeout_clone: 60, keyboard_layout: 'de' })).toEqual([]);
  });

  test.each(cases)('fails against %s in %s of the %s: %j', (control, argument, part, overrides) => {
    expect(overridden(part, overrides)).toEqual([problem(argument, control)]);
  });

  test.each(cases)('passes with a waiver of %s', (control, _argument, part, overrides) => {
    expect(overridden(part, overrides, { props: { waivers: [waiverOf(control)] } })).toEqual([]);
  });

  test.each([
    [
      'machine.firmware.secure-boot',
      'Resource.efi_disk.pre_enrolled_keys',
      { 'efi_disk.pre_enrolled_keys': false },
    ],
    ['machine.tpm', 'Resource.tpm_state', { 'tpm_state.version': 'v1.2' }],
  ])('fails against %s', (control, argument, overrides) => {
    expect(overridden('machine', overrides)).toEqual([problem(argument, control)]);
  });

  test('an interface without the firewall fails against both of its controls', () => {
    const open = { network_device: [{ bridge: 'vmbr0', firewall: false }] };
    expect(overridden('machine', open)).toEqual([
      problem('Firewall', 'machine.network.firewall'),
      problem('Firewall', 'machine.network.anti-spoofing'),
    ]);
  });

  test('arguments for QEMU itself could undo anything', () => {
    expect(overridden('machine', { kvm_arguments: '-snapshot' })).toEqual([
      problem('Resource', 'machine.devices.minimal'),
      problem('Resource.kvm_arguments', 'machine.disk.persistent'),
    ]);
  });
});
