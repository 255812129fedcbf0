import type { Problem } from '../../errors';
import type { VmRequest, VmResources } from '../contract';
import { isCurrentCpu } from './cpu-models';
import { declared } from './options';

type Arguments = Readonly<Record<string, unknown>>;

/**
 * Reads the final Terraform arguments of a machine and its firewall, after overrides and Aspects, and names every machine
 * control that they undo without a waiver.
 */
export function verifyVm(
  resources: VmResources,
  { vm, plan, path }: VmRequest,
): readonly Problem[] {
  const final = finalArguments(resources.machine);
  const firewall = finalArguments(resources.all.firewall);
  const efi = block(final.efi_disk);
  const interfaces = blocks(final.network_device);
  const filtered = interfaces.every((nic) => nic.firewall === true);
  const absent = (...names: string[]): boolean => names.every((name) => isEmpty(final[name]));
  const checks: readonly (readonly [control: string, argument: string, met: boolean])[] = [
    ['machine.chipset.q35', 'Resource.machine', final.machine === 'q35'],
    ['machine.firmware.uefi', 'Resource.bios', final.bios === 'ovmf' && efi?.type === '4m'],
    [
      'machine.firmware.secure-boot',
      'Resource.efi_disk.pre_enrolled_keys',
      efi?.pre_enrolled_keys === true,
    ],
    ['machine.tpm', 'Resource.tpm_state', block(final.tpm_state)?.version === 'v2.0'],
    ['machine.cpu.model', 'Resource.cpu.type', isCurrentCpu(block(final.cpu)?.type)],
    [
      'machine.hot-add.off',
      'Resource.hotplug',
      final.hotplug === 'disk,network' && isEmpty(block(final.cpu)?.hotplugged),
    ],
    [
      'machine.memory.no-balloon',
      'Resource.memory.floating',
      (block(final.memory)?.floating ?? 0) === 0,
    ],
    ['machine.console.clipboard', 'Resource.vga.clipboard', isEmpty(block(final.vga)?.clipboard)],
    [
      'machine.devices.minimal',
      'Resource',
      final.tablet_device === false && absent('audio_device', 'kvm_arguments', 'virtiofs'),
    ],
    ['machine.devices.no-passthrough', 'Resource', absent('hostpci', 'usb')],
    // The provider has no argument for a disk that forgets; kvm_arguments could make one.
    ['machine.disk.persistent', 'Resource.kvm_arguments', absent('kvm_arguments')],
    [
      'machine.network.firewall',
      'Firewall',
      filtered &&
        firewall.enabled === true &&
        firewall.input_policy === 'DROP' &&
        firewall.log_level_in === 'info',
    ],
    [
      'machine.network.anti-spoofing',
      'Firewall',
      filtered &&
        interfaces.length === vm.networks.length &&
        firewall.enabled === true &&
        firewall.macfilter === true &&
        firewall.ipfilter === true,
    ],
  ];
  return checks
    .filter(([control, , met]) => declared(plan, control) && !met)
    .map(([control, argument]) => ({
      code: 'VML040',
      path: `${path}.${argument}`,
      got: 'an override or an Aspect that undoes it',
      rule: `the final arguments must meet the control ${control}`,
      fix: 'remove the override, or waive the control with a reason and an expiry date',
    }));
}

function finalArguments(resource: VmResources['machine'] | undefined): Arguments {
  if (resource === undefined) return {};
  const byType = (resource.toTerraform() as { resource: Record<string, Record<string, unknown>> })
    .resource;
  const [byName] = Object.values(byType);
  const [attributes] = Object.values(byName ?? {});
  return (attributes ?? {}) as Arguments;
}

/** Terraform's JSON takes a block that stands once as an object or as a list. */
function block(value: unknown): Arguments | undefined {
  return (Array.isArray(value) ? value[0] : value) as Arguments | undefined;
}

function blocks(value: unknown): readonly Arguments[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]) as Arguments[];
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === 0) return true;
  return Array.isArray(value) && value.length === 0;
}
