import { declared } from '../../hardening/plan';
import { Token } from 'cdktf';
import type {
  VirtualEnvironmentVmConfig,
  VirtualEnvironmentVmDisk,
  VirtualEnvironmentVmNetworkDevice,
} from '../../../.gen/providers/proxmox/virtual-environment-vm';
import { diskSerial, SYSTEM_DISK } from '../../model/identity';
import type { Size } from '../../model/size';
import type { NetworkInterface } from '../../model/virtual-machine';
import { literal, optionalLiteral } from '../common/literal';
import type { INetwork, ITemplate, VmRequest } from '../contract';
import { dataDiskInterface } from './disk-slots';
import { initialization, type SnippetIds } from './map-initialization';
import { description } from './map-texts';
import { isHighlyAvailable, type ProxmoxOptions } from './options';
import { vmIdOf } from './vm-ids';

/** What the arguments need beside the request. */
export interface VmParts {
  /** Tags in Proxmox VE's form. Token: complete only when the app is synthesized. */
  readonly tags: string[];
  /** @default - no channel to configure the guest beyond names, addresses and keys */
  readonly snippets?: SnippetIds;
}

/** cgroup v2: cpu.weight is 1 to 10000, and 100 where nothing is said. */
const NORMAL_WEIGHT = 100;
const HIGHEST_WEIGHT = 10_000;

/**
 * Arguments of `proxmox_virtual_environment_vm`:
 * https://registry.terraform.io/providers/bpg/proxmox/0.112.0/docs/resources/virtual_environment_vm
 *
 * Left out for they need root@pam, which an API token is not: hook_script_file_id, kvm_arguments, rng, amd_sev,
 * cpu.affinity, memory.hugepages, initialization.upgrade and serial devices of the host.
 */
export function vmArguments(
  request: VmRequest,
  options: ProxmoxOptions,
  parts: VmParts,
): VirtualEnvironmentVmConfig {
  const { vm } = request;
  const datastoreId = datastoreOf(request, options);
  const vmId = vmIdOf(vm, options.vmIds);
  const coresPerSocket = vm.coresPerSocket ?? vm.cpuCount;
  const cpuLimit = limitOf(request, options);
  return {
    name: literal(vm.name),
    description: description(vm),
    tags: parts.tags,
    nodeName: nodeOf(request, options),
    ...(vmId === undefined ? {} : { vmId }),
    clone: cloneSource(request, options),

    machine: 'q35',
    bios: vm.firmware === 'uefi' ? 'ovmf' : 'seabios',
    ...(vm.firmware === 'uefi'
      ? { efiDisk: { datastoreId, type: '4m', preEnrolledKeys: vm.secureBoot } }
      : {}),
    ...(vm.vtpm ? { tpmState: { datastoreId, version: 'v2.0' } } : {}),
    smbios: { uuid: vm.uuid },
    cpu: {
      type: literal(options.cpuType),
      sockets: vm.coresPerSocket === undefined ? 1 : vm.cpuCount / vm.coresPerSocket,
      cores: coresPerSocket,
      units: cpuUnits(request.pool?.model?.weight),
      numa: vm.memoryHotAdd,
      ...(cpuLimit === undefined ? {} : { limit: cpuLimit }),
    },
    // Without floating memory there is no balloon device.
    memory: {
      dedicated: vm.memory.toMebibytes(),
      floating: vm.minimumMemory?.toMebibytes() ?? 0,
    },
    scsiHardware: 'virtio-scsi-single',
    disk: disks(request, options),
    networkDevice: vm.networks.map((nic) => networkDevice(nic, request, options)),
    bootOrder: [options.systemDiskInterface],
    hotplug: vm.memoryHotAdd ? 'disk,network,memory' : 'disk,network',
    operatingSystem: { type: 'l26' },
    // Cloud images of Debian and Ubuntu panic on a resize without one (bpg 1639); nothing listens on the network.
    serialDevice: [{ device: 'socket' }],
    vga: { type: 'std' },
    tabletDevice: false,
    // The provider would wait for addresses in every plan, up to 15 minutes where the agent does not answer.
    agent: {
      enabled: options.guestAgent,
      trim: true,
      type: 'virtio',
      waitForIp: { disabled: true },
    },
    initialization: initialization(request, options, parts.snippets),

    started: vm.powerState === 'running',
    onBoot: vm.autostart,
    protection: vm.protection,
    migrate: true,
    rebootAfterUpdate: options.restartForChanges,
    // A guest that does not react would hold up a destroy for half an hour; retiring shuts it down before.
    stopOnDestroy: true,
    // Backup jobs, replication and HA would otherwise hand the settings on to the next machine with this id.
    purgeOnDestroy: true,
    // What carries the VM's number but is not in its configuration, somebody has put aside.
    deleteUnreferencedDisksOnDestroy: false,
    lifecycle: {
      ...(vm.protection ? { preventDestroy: true } : {}),
      ignoreChanges: [
        // A template that was built anew must never replace its clones.
        'clone',
        // Nor must a changed id: the disks would go with the machine.
        'vm_id',
        // HA moves the machine; where it is, is not a change.
        ...(isHighlyAvailable(vm, options) ? ['node_name'] : []),
        // A change of these ids replaces the machine (bpg 2901); what the files say may change.
        ...(parts.snippets === undefined
          ? []
          : ['initialization[0].user_data_file_id', 'initialization[0].network_data_file_id']),
      ],
    },
  };
}

export function nodeOf({ vm }: Pick<VmRequest, 'vm'>, options: ProxmoxOptions): string {
  return optionalLiteral(vm.location.host) ?? options.node;
}

function datastoreOf({ vm }: VmRequest, options: ProxmoxOptions): string {
  return optionalLiteral(vm.location.datastore) ?? options.datastore;
}

function cloneSource(
  request: VmRequest,
  options: ProxmoxOptions,
): VirtualEnvironmentVmConfig['clone'] {
  const { vm, template } = request;
  const nodeName = template.reported?.nodeName;
  return {
    vmId: templateVmId(template),
    full: vm.cloneType === 'full',
    // Parallel clones of one template wait for its lock, and lose (bpg 995, 1521).
    retries: 3,
    ...(typeof nodeName === 'string' ? { nodeName } : {}),
    // A linked clone lies where its template lies; Proxmox VE refuses to be told a storage.
    ...(vm.cloneType === 'full' ? { datastoreId: datastoreOf(request, options) } : {}),
  };
}

/** A number that is known, or one that Terraform looks up. */
export function templateVmId({ templateId }: Pick<ITemplate, 'templateId'>): number {
  return Token.isUnresolved(templateId) ? Token.asNumber(templateId) : Number(templateId);
}

/**
 * Weight under contention, from the pool's place in its tree.
 *
 * Source: cgroup v2 documentation, cpu.weight, and qm.conf(5) cpuunits.
 */
function cpuUnits(weight = 1): number {
  return Math.min(Math.max(Math.round(NORMAL_WEIGHT * weight), 1), HIGHEST_WEIGHT);
}

/** The pool's CPU limit, in cores, where it is below what the machine has anyway. */
function limitOf({ vm, pool }: VmRequest, { coreFrequency }: ProxmoxOptions): number | undefined {
  const limit = pool?.model?.cpu.limit;
  if (limit === undefined || coreFrequency === undefined || Token.isUnresolved(vm.cpuCount)) {
    return undefined;
  }
  const cores = Math.floor((100 * limit.toMegahertz()) / coreFrequency.toMegahertz()) / 100;
  return cores > 0 && cores < vm.cpuCount ? cores : undefined;
}

/** Size of the system disk; the provider takes 8 GiB where nothing is said, and then fails on a larger template. */
export function systemDiskSize({ vm, template }: VmRequest): Size | undefined {
  return vm.systemDiskSize ?? template.systemDiskSize;
}

function disks(request: VmRequest, options: ProxmoxOptions): VirtualEnvironmentVmDisk[] {
  const { vm } = request;
  const common = { iothread: true, discard: 'on', backup: true, replicate: true } as const;
  const size = systemDiskSize(request);
  return [
    {
      ...common,
      interface: options.systemDiskInterface,
      datastoreId: datastoreOf(request, options),
      serial: diskSerial(SYSTEM_DISK),
      ...(size === undefined ? {} : { size: size.toGibibytes() }),
    },
    ...vm.dataDisks.map((disk) => ({
      ...common,
      interface: dataDiskInterface(disk.name),
      // Left out, Terraform would keep the path that was computed at this place of the list, and a disk that is added
      // before others would be given the image of another one. The size in its place makes Proxmox VE allocate a new
      // image (STORAGE:SIZE, pvesm(1)); a disk that exists keeps its own.
      pathInDatastore: String(disk.size.toGibibytes()),
      datastoreId: optionalLiteral(disk.datastore) ?? datastoreOf(request, options),
      serial: diskSerial(disk.name),
      size: disk.size.toGibibytes(),
    })),
  ];
}

function networkDevice(
  nic: NetworkInterface,
  { plan }: VmRequest,
  options: ProxmoxOptions,
): VirtualEnvironmentVmNetworkDevice {
  // The provider takes interfaces as one value, in which no part may be left out.
  return {
    model: 'virtio',
    bridge: bridgeOf(nic, options),
    // Proxmox VE keeps MAC addresses in upper case.
    macAddress: nic.macAddress.toUpperCase(),
    firewall: usesFirewall(plan),
    vlanId: nic.network.vlan ?? 0,
    // The limit holds in both directions, and is told in megabytes.
    rateLimit: (nic.bandwidth?.inboundMegabitsPerSecond ?? 0) / 8,
    disconnected: false,
    mtu: 0,
    queues: 0,
    trunks: '',
    // Deprecated: whatever is said of it, the provider warns.
    enabled: Token.nullValue(),
  };
}

/** A bridge of the nodes, or a virtual network of the SDN, which is used like one. */
export function bridgeOf(nic: NetworkInterface, options: ProxmoxOptions): string | undefined {
  const { attachment } = nic.network as Partial<INetwork>;
  return (
    optionalLiteral(attachment?.bridge ?? attachment?.name ?? attachment?.id) ?? options.bridge
  );
}

/** True where the hypervisor's firewall has anything to do. */
export function usesFirewall(plan: VmRequest['plan']): boolean {
  return (
    declared(plan, 'machine.network.firewall') || declared(plan, 'machine.network.anti-spoofing')
  );
}
