import type { Problem } from '../../errors';
import { block, blocks, finalArguments, undone, type Check } from '../common/final-arguments';
import type { VmRequest, VmResources } from '../contract';
import { isCurrentCpu } from './cpu-models';

/**
 * Reads the final Terraform arguments of a machine and its firewall, after overrides and Aspects, and names every machine
 * control that they undo without a waiver.
 */
export function verifyVm(resources: VmResources, request: VmRequest): readonly Problem[] {
  const { vm } = request;
  const final = finalArguments(resources.machine);
  const firewall = finalArguments(resources.all.firewall);
  const efi = block(final.efi_disk);
  const interfaces = blocks(final.network_device);
  const filtered = interfaces.every((nic) => nic.firewall === true);
  const absent = (...names: string[]): boolean => names.every((name) => isEmpty(final[name]));
  const checks: readonly Check[] = [
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
  return undone(checks, request);
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === 0) return true;
  return Array.isArray(value) && value.length === 0;
}
