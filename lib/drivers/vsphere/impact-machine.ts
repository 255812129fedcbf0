import { lines, type ImpactRule, type ResourceImpact } from '../impact';

const provider = 'vmware/terraform-provider-vsphere v2.16.1';
const config = `${provider} vsphere/virtual_machine_config_structure.go`;
const machine = `${provider} vsphere/resource_vsphere_virtual_machine.go`;
const devices = `${provider} vsphere/internal/virtualdevice`;
const disk = `${devices}/virtual_machine_disk_subresource.go`;
const nic = `${devices}/virtual_machine_network_interface_subresource.go`;

/** What the provider, or vCenter, alone reads. */
const unnoticed: readonly ImpactRule[] = [
  ...lines('none', `${machine} Update: a name, a place or a note in vCenter`, [
    'name',
    'annotation',
    'folder',
    'tags',
    'custom_attributes',
  ]),
  ...lines('none', `${machine} Schema: read by the provider only`, [
    'wait_for_guest_ip_timeout',
    'wait_for_guest_net_timeout',
    'wait_for_guest_net_routable',
    'ignored_guest_ips',
    'shutdown_wait_timeout',
    'migrate_wait_timeout',
    'poweron_timeout',
    'force_power_off',
    'extra_config_reboot_required',
    'datacenter_id',
  ]),
  ...lines('none', `${machine} Schema: reported by vCenter`, [
    'id',
    'uuid',
    'moid',
    'change_version',
    'default_ip_address',
    'guest_ip_addresses',
    'imported',
    'power_state',
    'vapp_transport',
    'vmware_tools_status',
    'vmx_path',
  ]),
  {
    attribute: 'clone',
    impact: 'none',
    source: `${machine} CustomizeDiff: what matters of it replaces the machine, the rest is read when it is made`,
  },
  ...lines('none', `${config} expandVirtualMachineBootOptions: read at the next start`, [
    'boot_delay',
    'boot_retry_delay',
    'boot_retry_enabled',
  ]),
];

const computing: readonly ImpactRule[] = [
  {
    attribute: 'num_cpus',
    change: 'increase',
    provided: { cpu_hot_add_enabled: true },
    impact: 'hot',
    source: `${config} expandCPUCountConfig: no restart where hot-add was on before`,
  },
  {
    attribute: 'num_cpus',
    change: 'decrease',
    provided: { cpu_hot_remove_enabled: true },
    impact: 'hot',
    source: `${config} expandCPUCountConfig: no restart where hot-remove was on before`,
  },
  ...lines('reboot', `${config} expandCPUCountConfig: the guest is shut down and started`, [
    'num_cpus',
  ]),
  {
    attribute: 'memory',
    change: 'increase',
    provided: { memory_hot_add_enabled: true },
    impact: 'hot',
    source: `${config} expandMemorySizeConfig: no restart where hot-add was on before`,
  },
  ...lines('reboot', `${config} expandMemorySizeConfig: the guest is shut down and started`, [
    'memory',
  ]),
  ...lines('hot', `${config} expandVirtualMachineResourceAllocation: no restart`, [
    'cpu_share_level',
    'cpu_share_count',
    'cpu_limit',
    'cpu_reservation',
    'memory_share_level',
    'memory_share_count',
    'memory_limit',
    'memory_reservation',
    'memory_reservation_locked_to_max',
  ]),
  ...lines('hot', `${config} expandToolsConfigInfo: no restart`, [
    'sync_time_with_host',
    'sync_time_with_host_periodically',
  ]),
  {
    attribute: 'latency_sensitivity',
    impact: 'power-cycle',
    source: `${config} expandLatencySensitivity: no restart, and vSphere applies it when the machine is switched on`,
  },
  {
    attribute: 'extra_config',
    provided: { extra_config_reboot_required: false },
    impact: 'hot',
    source: `${config} expandExtraConfig: no restart; some keys act from the next start on`,
  },
  ...lines('reboot', `${config} expandExtraConfig: any changed key restarts the machine`, [
    'extra_config',
  ]),
];

/** Live migration, of the machine or of its files. */
const moving: readonly ImpactRule[] = [
  ...lines('hot', `${machine} UpdateLocation: vMotion and Storage vMotion`, [
    'resource_pool_id',
    'host_system_id',
    'datastore_id',
    'datastore_cluster_id',
    'disk[].datastore_id',
  ]),
  ...lines('hot', `${config} expandVirtualMachineProfileSpec: no restart`, ['storage_policy_id']),
];

/** `getWithRestart`, `SetRestart` and `reboot_required` in the provider's code. */
const restarting: readonly ImpactRule[] = [
  ...lines('reboot', `${config} getWithRestart: the guest is shut down and started`, [
    'alternate_guest_name',
    'cpu_hot_add_enabled',
    'cpu_hot_remove_enabled',
    'cpu_performance_counters_enabled',
    'efi_secure_boot_enabled',
    'enable_disk_uuid',
    'enable_logging',
    'ept_rvi_mode',
    'firmware',
    'guest_id',
    'hv_mode',
    'memory_hot_add_enabled',
    'nested_hv_enabled',
    'num_cores_per_numa_node',
    'num_cores_per_socket',
    'run_tools_scripts_after_power_on',
    'run_tools_scripts_after_resume',
    'run_tools_scripts_before_guest_reboot',
    'run_tools_scripts_before_guest_shutdown',
    'run_tools_scripts_before_guest_standby',
    'swap_placement_policy',
    'tools_upgrade_policy',
    'vbs_enabled',
    'vvtd_enabled',
  ]),
  ...lines('reboot', `${config} expandVAppConfig: any change restarts the machine`, ['vapp']),
  ...lines('reboot', `${machine} Update: the guest is shut down and started`, [
    'evc_mode',
    'reboot_required',
  ]),
  {
    attribute: 'hardware_version',
    change: 'increase',
    impact: 'reboot',
    source: `${machine} Update: the guest is shut down, upgraded and started`,
  },
  {
    attribute: 'hardware_version',
    impact: 'data-loss',
    source: `${machine} CustomizeDiff: refused; hardware is never made older`,
  },
  ...lines('reboot', `${machine} applyVirtualDevices: a changed bus restarts the machine`, [
    'scsi_type',
    'scsi_bus_sharing',
    'scsi_controller_count',
    'sata_controller_count',
    'ide_controller_count',
    'nvme_controller_count',
  ]),
  ...lines('reboot', `${devices}/virtual_machine_device_subresource.go PciPassthrough`, [
    'pci_device_id',
  ]),
  ...lines('reboot', `${devices}/virtual_machine_video_card_subresource.go`, ['video_card']),
];

const disks: readonly ImpactRule[] = [
  // The provider keeps a disk that goes in the plan, under one of these names.
  ...['<deleted>', '<remove, keep disk>'].map((label): ImpactRule => ({
    attribute: 'disk[]',
    change: 'add',
    provided: { 'disk[].label': label },
    impact: 'none',
    source: `${disk} DiskDiffOperation: stands for a disk that goes`,
  })),
  {
    attribute: 'disk[]',
    change: 'add',
    provided: { 'disk[].controller_type': 'ide' },
    impact: 'power-cycle',
    source: `${disk} Create: no restart, and vSphere adds nothing to an IDE bus that runs`,
  },
  {
    attribute: 'disk[]',
    change: 'add',
    impact: 'hot',
    source: `${disk} Create: no restart`,
  },
  // Nothing is lost, and the machine keeps running. But its guest loses a disk that it may be writing to, as if it were
  // pulled out, and has it back only by hand: no less of an interruption than a power-cycle.
  ...['keep_on_remove', 'attach'].map((kept): ImpactRule => ({
    attribute: 'disk[]',
    change: 'remove',
    provided: { [`disk[].${kept}`]: true },
    impact: 'power-cycle',
    source: `${disk} Delete: pulled out of the running machine; its file stays on the datastore, to be attached by hand`,
  })),
  {
    attribute: 'disk[]',
    change: 'remove',
    impact: 'data-loss',
    source: `${disk} Delete: the file is removed, for keep_on_remove is not set`,
  },
  {
    attribute: 'disk[].size',
    change: 'increase',
    impact: 'hot',
    source: `${disk} Update: no restart`,
  },
  {
    attribute: 'disk[].size',
    impact: 'data-loss',
    source: `${disk} DiffExisting: refused; virtual disks cannot be shrunk`,
  },
  ...lines('none', `${disk} Schema: read by the provider, or reported by vCenter`, [
    'disk[].keep_on_remove',
    'disk[].key',
    'disk[].device_address',
  ]),
  ...lines('hot', `${disk} Update: no restart`, [
    'disk[].io_limit',
    'disk[].io_reservation',
    'disk[].io_share_level',
    'disk[].io_share_count',
    'disk[].storage_policy_id',
  ]),
  ...lines('reboot', `${disk} Update, expandDiskSettings: SetRestart`, [
    'disk[].disk_mode',
    'disk[].disk_sharing',
    'disk[].write_through',
    'disk[].unit_number',
    'disk[].controller_type',
  ]),
  ...lines('data-loss', `${disk} GetWithVeto: refused; a disk keeps what it was made with`, [
    'disk[].attach',
    'disk[].eagerly_scrub',
    'disk[].thin_provisioned',
  ]),
  ...lines('data-loss', `${disk} Schema: another disk in its place`, [
    'disk[].label',
    'disk[].path',
    'disk[].uuid',
  ]),
];

/** By place: the provider edits the first interface into the first, whatever their MAC addresses are. */
const networkInterfaces: readonly ImpactRule[] = [
  {
    attribute: 'network_interface[]',
    provided: { 'network_interface[].adapter_type': 'sriov' },
    impact: 'reboot',
    source: `${nic} Create, Delete: SR-IOV restarts the machine`,
  },
  {
    attribute: 'network_interface[]',
    change: 'add',
    impact: 'hot',
    source: `${nic} Create: no restart`,
  },
  ...(['network_interface[]', 'network_interface[].adapter_type'] as const).flatMap(
    (attribute): ImpactRule[] => [
      {
        attribute,
        provided: { vmware_tools_status: 'guestToolsRunning' },
        impact: 'hot',
        source: `${nic} Delete, Update: no restart where VMware Tools run`,
      },
      {
        attribute,
        impact: 'reboot',
        source: `${nic} Delete, Update: SetRestart where VMware Tools do not run`,
      },
    ],
  ),
  ...lines('hot', `${nic} Update: no restart`, [
    'network_interface[].network_id',
    'network_interface[].bandwidth_limit',
    'network_interface[].bandwidth_reservation',
    'network_interface[].bandwidth_share_level',
    'network_interface[].bandwidth_share_count',
  ]),
  ...lines('reboot', `${nic} Update: SetRestart`, ['network_interface[].physical_function']),
  ...lines('none', `${nic} Schema: reported by vCenter`, [
    'network_interface[].key',
    'network_interface[].device_address',
  ]),
  {
    attribute: 'network_interface',
    impact: 'power-cycle',
    source: `${nic} Update: no restart, and vSphere changes MAC addresses of machines that are off only`,
  },
];

const otherDevices: readonly ImpactRule[] = [
  ...lines('hot', `${devices}/virtual_machine_cdrom_subresource.go Update: another medium`, [
    'cdrom[].client_device',
    'cdrom[].datastore_id',
    'cdrom[].path',
  ]),
  ...lines('none', `${devices}/virtual_machine_cdrom_subresource.go Schema: reported by vCenter`, [
    'cdrom[].key',
    'cdrom[].device_address',
  ]),
  {
    attribute: 'cdrom',
    impact: 'power-cycle',
    source: `${devices}/virtual_machine_cdrom_subresource.go: no restart, and vSphere changes no IDE bus that runs`,
  },
  {
    attribute: 'vtpm[]',
    change: 'add',
    impact: 'reboot',
    source: `${devices}/virtual_machine_device_subresource.go VtpmApplyOperation`,
  },
  {
    attribute: 'vtpm',
    impact: 'data-loss',
    source: `${devices}/virtual_machine_device_subresource.go VtpmApplyOperation: what the TPM sealed is gone`,
  },
  ...lines('data-loss', `${machine}: what it is made from is made once, and not changed`, [
    'ovf_deploy',
    'replace_trigger',
  ]),
];

/** Its system disk is that of a template, all others stay, and no TPM goes with it. */
const withoutData = {
  clone: { empty: false },
  'disk[1+].keep_on_remove': { every: true },
  vtpm: { empty: true },
} as const;

const made = `${machine} Delete, DiskDestroyOperation`;

export const machineImpact: ResourceImpact = {
  kind: 'virtual machine',
  vm: 'name',
  keys: { disk: 'label' },
  update: [
    ...unnoticed,
    ...computing,
    ...moving,
    ...restarting,
    ...disks,
    ...networkInterfaces,
    ...otherDevices,
  ],
  replace: [
    {
      provided: withoutData,
      impact: 'rebuild',
      source: `${made}: data disks are detached, and their files kept`,
    },
    { impact: 'data-loss', source: `${made}: disks and TPM go with the machine` },
  ],
  remove: [
    {
      provided: withoutData,
      impact: 'rebuild',
      source: `${made}: data disks are detached, and their files kept`,
    },
    { impact: 'data-loss', source: `${made}: disks and TPM go with the machine` },
  ],
};
