import type {
  VirtualMachineClone,
  VirtualMachineConfig,
} from '@cdktf/provider-vsphere/lib/virtual-machine';
import { machineSettings, vmxKeys } from '../../hardening/machine-settings';
import { literal } from '../common/literal';
import type { VmRequest } from '../contract';
import { customization } from './map-customization';
import { mayForcePowerOff, type VsphereOptions } from './options';

/** Ids of what the machine is put together from. Tokens. */
export interface MachineParts {
  readonly resourcePoolId: string;
  readonly templateId: string;
  /** Identifier of the guest's operating system: that of the template, or one for any of its kind. */
  readonly guestId: string;
  readonly hardwareVersion: number;
  readonly hostId?: string;
  readonly storagePolicyId?: string;
  readonly folder?: string;
  readonly datastore: { readonly datastoreId: string } | { readonly datastoreClusterId: string };
  readonly disks: NonNullable<VirtualMachineConfig['disk']>;
  readonly networks: NonNullable<VirtualMachineConfig['networkInterface']>;
  readonly tags: string[];
  /** Values by ids of custom attributes. */
  readonly customAttributes: Record<string, string>;
  /** What the guest reads of its configuration on first boot, by VMX key. */
  readonly guestInfo: Readonly<Record<string, string>>;
}

/** Minutes that a guest has to shut down, where a change needs it to be off. */
const SHUTDOWN_MINUTES = 5;

/**
 * What a machine takes from its template once. A template that was built anew must not change, and never replace, the
 * machines that were cloned from the old one. A replacement of the machine takes the template's present values.
 */
export const takenFromTemplate: readonly string[] = [
  'clone',
  'guest_id',
  'disk[0].thin_provisioned',
  'disk[0].eagerly_scrub',
];

/**
 * Arguments of `vsphere_virtual_machine`:
 * https://registry.terraform.io/providers/vmware/vsphere/2.16.1/docs/resources/virtual_machine
 *
 * Left out: `annotation`, where backup products keep notes of their own, and the UUID, which vCenter chooses. The UUID of
 * the model is the instance id of cloud-init, and stands in `guestinfo.vm-lifecycle.uuid`.
 */
export function machineArguments(
  request: VmRequest,
  options: VsphereOptions,
  parts: MachineParts,
): VirtualMachineConfig {
  const { vm, plan } = request;
  const uefi = vm.firmware === 'uefi';
  return {
    name: vm.name,
    resourcePoolId: parts.resourcePoolId,
    ...parts.datastore,
    ...(parts.hostId === undefined ? {} : { hostSystemId: parts.hostId }),
    ...(parts.storagePolicyId === undefined ? {} : { storagePolicyId: parts.storagePolicyId }),
    ...(parts.folder === undefined ? {} : { folder: parts.folder }),

    guestId: parts.guestId,
    hardwareVersion: parts.hardwareVersion,
    firmware: uefi ? 'efi' : 'bios',
    efiSecureBootEnabled: vm.secureBoot,
    ...(vm.vtpm && options.features.vtpm ? { vtpm: { version: '2.0' } } : {}),

    numCpus: vm.cpuCount,
    numCoresPerSocket: coresPerSocket(request),
    memory: vm.memory.toMebibytes(),
    ...(vm.minimumMemory === undefined
      ? {}
      : { memoryReservation: vm.minimumMemory.toMebibytes() }),
    cpuHotAddEnabled: vm.cpuHotAdd,
    memoryHotAddEnabled: vm.memoryHotAdd,

    scsiType: 'pvscsi',
    disk: parts.disks,
    networkInterface: parts.networks,

    // False unless set: without it nobody sees afterwards what happened to the machine.
    enableLogging: true,
    // The second one alone is meant by the controls; the first would still set the clock on start and resume.
    syncTimeWithHost: false,
    syncTimeWithHostPeriodically: false,
    extraConfig: {
      ...vmxKeys(machineSettings(plan, 'vsphere')),
      'guestinfo.vm-lifecycle.uuid': vm.uuid,
      ...parts.guestInfo,
    },
    ...(options.features.quietExtraConfig ? { extraConfigRebootRequired: false } : {}),

    tags: parts.tags,
    customAttributes: parts.customAttributes,

    clone: clone(request, options, parts.templateId),
    waitForGuestNetTimeout: options.guestMinutes,
    waitForGuestIpTimeout: 0,
    shutdownWaitTimeout: SHUTDOWN_MINUTES,
    forcePowerOff: mayForcePowerOff(vm.environment.category),
  };
}

function clone(
  { vm }: VmRequest,
  options: VsphereOptions,
  templateUuid: string,
): VirtualMachineClone {
  return {
    templateUuid,
    linkedClone: vm.cloneType === 'linked',
    ...(vm.guest.operatingSystem === 'windows' ? { customize: customization(vm, options) } : {}),
  };
}

/** CPUs are added as whole sockets while the machine runs, so that such a machine has sockets of one core. */
function coresPerSocket({ vm }: VmRequest): number {
  return vm.coresPerSocket ?? (vm.cpuHotAdd ? 1 : vm.cpuCount);
}

/** Identifiers for guests whose template reports none: items of a content library. */
export const anyGuest = {
  linux: 'otherLinux64Guest',
  windows: 'windows2019srv_64Guest',
} as const;

/** Fields of a VM that custom attributes show in vCenter. */
export function attributesOf({ vm }: VmRequest): Readonly<Record<string, string>> {
  return {
    owner: literal(vm.owner),
    purpose: literal(vm.purpose),
    ...(vm.expires === undefined ? {} : { expires: vm.expires }),
  };
}
