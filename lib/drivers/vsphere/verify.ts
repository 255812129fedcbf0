import type { Problem } from '../../errors';
import { machineSettings, vmxKeys } from '../../hardening/machine-settings';
import type { HardeningPlan } from '../../hardening/plan';
import type { VmRequest, VmResources } from '../contract';
import { forbiddenKeys } from './forbidden-keys';
import { declared, hardwareVersion, type VsphereOptions } from './options';

type Arguments = Readonly<Record<string, unknown>>;
type Check = readonly [control: string, argument: string, met: boolean];

/**
 * Reads the final Terraform arguments of a machine, after overrides and Aspects, and names every machine control that
 * they undo without a waiver.
 */
export function verifyVm(
  resources: VmResources,
  { vm, plan, path }: VmRequest,
  options: VsphereOptions,
): readonly Problem[] {
  const final = finalArguments(resources);
  const disks = blocks(final.disk);
  const [tpm] = blocks(final.vtpm);
  const uefi = vm.firmware === 'uefi';
  const version = final.hardware_version;
  const checks: readonly Check[] = [
    ['machine.firmware.uefi', 'firmware', !uefi || final.firmware === 'efi'],
    [
      'machine.firmware.secure-boot',
      'efi_secure_boot_enabled',
      !vm.secureBoot || final.efi_secure_boot_enabled === true,
    ],
    ['machine.tpm', 'vtpm', !vm.vtpm || !options.features.vtpm || tpm?.version === '2.0'],
    [
      'machine.hardware-version',
      'hardware_version',
      // Anything but a number is taken from the template at plan, and at least the version that is asked for.
      version !== undefined &&
        (typeof version !== 'number' || isToken(version) || version >= hardwareVersion),
    ],
    ['machine.log.enabled', 'enable_logging', final.enable_logging === true],
    [
      'machine.tools.no-time-sync',
      'sync_time_with_host',
      final.sync_time_with_host === false && final.sync_time_with_host_periodically === false,
    ],
    ['machine.hot-add.off', 'cpu_hot_add_enabled', final.cpu_hot_add_enabled === false],
    ['machine.hot-add.off', 'memory_hot_add_enabled', final.memory_hot_add_enabled === false],
    [
      'machine.disk.persistent',
      'disk',
      disks.length > 0 && disks.every((disk) => disk.disk_mode === 'persistent'),
    ],
    ['machine.devices.no-passthrough', 'pci_device_id', isEmpty(final.pci_device_id)],
    [
      'machine.devices.no-passthrough',
      'network_interface',
      blocks(final.network_interface).every((nic) => nic.adapter_type !== 'sriov'),
    ],
    ['machine.devices.minimal', 'cdrom', isEmpty(final.cdrom)],
    ...extraConfigChecks(final, plan),
  ];
  return checks
    .filter(([control, , met]) => declared(plan, control) && !met)
    .map(([control, argument]) => ({
      code: 'VML040',
      path: `${path}.Resource.${argument}`,
      got: 'an override or an Aspect that undoes it',
      rule: `the final arguments must meet the control ${control}`,
      fix: 'remove the override, or waive the control with a reason and an expiry date',
    }));
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
    return key === undefined ? [] : [[control.id, `extra_config["${key}"]`, false]];
  });
}

function finalArguments({ machine }: VmResources): Arguments {
  const byType = (machine.toTerraform() as { resource: Record<string, Record<string, unknown>> })
    .resource;
  const [byName] = Object.values(byType);
  const [attributes] = Object.values(byName ?? {});
  return (attributes ?? {}) as Arguments;
}

/** Terraform's JSON takes a block that stands once as an object or as a list. */
function blocks(value: unknown): readonly Arguments[] {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]) as Arguments[];
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

/** Number tokens are negative numbers far below any version. */
function isToken(value: number): boolean {
  return value < 0;
}
