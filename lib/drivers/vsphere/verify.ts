import type { Problem } from '../../errors';
import { machineSettings, vmxKeys } from '../../hardening/machine-settings';
import type { HardeningPlan } from '../../hardening/plan';
import {
  blocks,
  finalArguments,
  undone,
  type Arguments,
  type Check,
} from '../common/final-arguments';
import type { VmRequest, VmResources } from '../contract';
import { forbiddenKeys } from './forbidden-keys';
import { hardwareVersion, type VsphereOptions } from './options';

/**
 * Reads the final Terraform arguments of a machine, after overrides and Aspects, and names every machine control that
 * they undo without a waiver.
 */
export function verifyVm(
  resources: VmResources,
  request: VmRequest,
  options: VsphereOptions,
): readonly Problem[] {
  const { vm, plan } = request;
  const final = finalArguments(resources.machine);
  const disks = blocks(final.disk);
  const [tpm] = blocks(final.vtpm);
  const uefi = vm.firmware === 'uefi';
  const version = final.hardware_version;
  const checks: readonly Check[] = [
    ['machine.firmware.uefi', 'Resource.firmware', !uefi || final.firmware === 'efi'],
    [
      'machine.firmware.secure-boot',
      'Resource.efi_secure_boot_enabled',
      !vm.secureBoot || final.efi_secure_boot_enabled === true,
    ],
    ['machine.tpm', 'Resource.vtpm', !vm.vtpm || !options.features.vtpm || tpm?.version === '2.0'],
    [
      'machine.hardware-version',
      'Resource.hardware_version',
      // Anything but a number is taken from the template at plan, and at least the version that is asked for.
      version !== undefined &&
        (typeof version !== 'number' || isToken(version) || version >= hardwareVersion),
    ],
    ['machine.log.enabled', 'Resource.enable_logging', final.enable_logging === true],
    [
      'machine.tools.no-time-sync',
      'Resource.sync_time_with_host',
      final.sync_time_with_host === false && final.sync_time_with_host_periodically === false,
    ],
    ['machine.hot-add.off', 'Resource.cpu_hot_add_enabled', final.cpu_hot_add_enabled === false],
    [
      'machine.hot-add.off',
      'Resource.memory_hot_add_enabled',
      final.memory_hot_add_enabled === false,
    ],
    [
      'machine.disk.persistent',
      'Resource.disk',
      disks.length > 0 && disks.every((disk) => disk.disk_mode === 'persistent'),
    ],
    ['machine.devices.no-passthrough', 'Resource.pci_device_id', isEmpty(final.pci_device_id)],
    [
      'machine.devices.no-passthrough',
      'Resource.network_interface',
      blocks(final.network_interface).every((nic) => nic.adapter_type !== 'sriov'),
    ],
    ['machine.devices.minimal', 'Resource.cdrom', isEmpty(final.cdrom)],
    ...extraConfigChecks(final, plan),
  ];
  return undone(checks, request);
}

/** One check for each control that sets VMX keys, or that wants some of them to be absent. */
function extraConfigChecks(final: Arguments, plan: HardeningPlan): Check[] {
  const given = (final.extra_config ?? {}) as Arguments;
  return plan.controls.flatMap((row): Check[] => {
    const { control } = row;
    if (control.scope !== 'machine') return [];
    const wanted = vmxKeys(machineSettings({ controls: [row] }, 'vsphere'));
    const unmet = Object.keys(wanted).find((key) => String(given[key]) !== wanted[key]);
    const present = Object.keys(given).find((key) => forbiddenKeys[control.id]?.test(key) === true);
    const key = unmet ?? present;
    return key === undefined ? [] : [[control.id, `Resource.extra_config["${key}"]`, false]];
  });
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

/** Number tokens are negative numbers far below any version. */
function isToken(value: number): boolean {
  return value < 0;
}
