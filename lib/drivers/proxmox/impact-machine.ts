import { lines, type ImpactRule, type ResourceImpact } from '../impact';

const provider = 'bpg/terraform-provider-proxmox v0.112.0';
const vm = `${provider} proxmoxtf/resource/vm/vm.go`;
const disk = `${provider} proxmoxtf/resource/vm/disk/disk.go`;
const guide = `${provider} docs/guides/vm-lifecycle.md`;
/** What Proxmox VE does with a running machine, and what it leaves pending until the next start. */
const pve = 'proxmox/qemu-server 9.2.6 src/PVE/QemuServer.pm';

/** What machines plug where they say nothing: `network,disk,usb` of qm.conf(5). */
const pluggedByDefault = ['disk', 'network'];

/** Hot where the machine's `hotplug` has the feature. Without it the change stays pending until the next start. */
function hotplug(
  feature: 'cpu' | 'disk' | 'memory' | 'network',
  rule: Omit<ImpactRule, 'impact' | 'provided'>,
): readonly ImpactRule[] {
  const hot = { ...rule, impact: 'hot' } as const;
  return [
    { ...hot, provided: { hotplug: { contains: feature } } },
    ...(pluggedByDefault.includes(feature)
      ? [{ ...hot, provided: { hotplug: { empty: true } } }]
      : []),
    { ...rule, impact: 'reboot', source: `${rule.source}; pending, for hotplug lacks ${feature}` },
  ];
}

const unnoticed: readonly ImpactRule[] = [
  ...lines('none', `${pve} fast_plug_option: without effect on the running machine`, [
    'name',
    'description',
    'tags',
    'on_boot',
    'protection',
    'startup',
    'hook_script_file_id',
  ]),
  ...lines('none', `${vm} Schema: read by the provider only`, [
    'delete_unreferenced_disks_on_destroy',
    'migrate',
    'purge_on_destroy',
    'reboot',
    'reboot_after_update',
    'stop_on_destroy',
    'timeout_clone',
    'timeout_create',
    'timeout_migrate',
    'timeout_move_disk',
    'timeout_reboot',
    'timeout_shutdown_vm',
    'timeout_start_vm',
    'timeout_stop_vm',
  ]),
  ...lines('none', `${vm} Schema: reported by Proxmox VE and the guest agent`, [
    'id',
    'ipv4_addresses',
    'ipv6_addresses',
    'mac_addresses',
    'network_interface_names',
  ]),
  ...lines('none', `${vm} vmUpdatePool: a member of another pool`, ['pool_id']),
  ...lines('none', `${vm} CustomizeDiff: another id replaces the machine, the same one is noted`, [
    'vm_id',
  ]),
];

/** The provider restarts for these; with `reboot_after_update = false` they stay pending until people do. */
const restarting: readonly ImpactRule[] = [
  ...lines('reboot', `${guide}: requires reboot`, ['machine', 'bios']),
  ...lines('reboot', `${vm} vmUpdate: rebootRequired`, [
    'acpi',
    'agent',
    'amd_sev',
    'audio_device',
    'boot_order',
    'hostpci',
    'initialization',
    'keyboard_layout',
    'kvm_arguments',
    'numa',
    'operating_system',
    'rng',
    'scsi_hardware',
    'serial_device',
    'tablet_device',
    'usb',
    'vga',
    'virtiofs',
    'watchdog',
  ]),
  ...lines('reboot', `${pve} vmconfig_hotplug_pending: pending until the next start`, [
    'hotplug',
    'smbios',
  ]),
];

const computing: readonly ImpactRule[] = [
  ...hotplug('cpu', { attribute: 'cpu[].hotplugged', source: `${vm} vmUpdate: vcpus alone` }),
  ...lines('reboot', `${guide}: cores, sockets and type require a reboot; ${vm}: so do the rest`, [
    'cpu',
  ]),
  ...['dedicated', 'floating', 'shared'].flatMap((part) =>
    hotplug('memory', {
      attribute: `memory[].${part}`,
      change: 'increase',
      source: `${guide}: memory is hotplugged when it increases`,
    }),
  ),
  ...lines('reboot', `${vm} vmUpdate: any other change of the memory`, ['memory']),
];

const disks: readonly ImpactRule[] = [
  // Terraform keeps the path that the provider has computed at its place in the list. A disk that comes before others, or
  // together with one that goes, is given the image of another disk, and two disks then write to one image.
  // A size in the place of the path, which our driver writes, makes a new image.
  ...['-', '/'].map((partOfName): ImpactRule => ({
    attribute: 'disk[]',
    change: 'add',
    provided: { 'disk[].path_in_datastore': { contains: partOfName } },
    impact: 'data-loss',
    source: `${disk} GetDiskDeviceObjects: attaches the image of another disk; add disks at the end, and in an apply of their own`,
  })),
  ...['ide', 'sata'].map((bus): ImpactRule => ({
    attribute: 'disk[]',
    change: 'add',
    provided: { 'disk[].interface': { contains: bus } },
    impact: 'reboot',
    source: `${pve} vmconfig_update_disk: pending; nothing is plugged into ${bus}`,
  })),
  ...hotplug('disk', {
    attribute: 'disk[]',
    change: 'add',
    source: `${pve} vmconfig_update_disk: plugged`,
  }),
  // Its image stays as unused disk for a while. But no plan knows it any more, nothing attaches it again, and it is erased
  // with the machine: so the loss is told here, where it can still be seen.
  {
    attribute: 'disk[]',
    change: 'remove',
    impact: 'data-loss',
    source: `${vm} vmUpdate: taken away; its image is an unused disk, which goes with the machine`,
  },
  ...hotplug('disk', {
    attribute: 'disk[].size',
    change: 'increase',
    source: `${guide}: applied online`,
  }),
  {
    attribute: 'disk[].size',
    impact: 'data-loss',
    source: `${guide}: refused; disks can only grow`,
  },
  ...lines('none', `${pve} vmconfig_update_disk: read by backups and replication`, [
    'disk[].backup',
    'disk[].replicate',
  ]),
  ...lines('hot', `${pve} vmconfig_update_disk: set_io_throttle`, ['disk[].speed']),
  ...lines('reboot', `${disk} Update: rebootRequired`, ['disk[].aio', 'disk[].queues']),
  ...lines('reboot', `${pve} vmconfig_update_disk: pending until the next start`, [
    'disk[].cache',
    'disk[].discard',
    'disk[].iothread',
    'disk[].serial',
    'disk[].ssd',
  ]),
  ...lines('reboot', `${vm} vmPlanDiskLocationAndSizeChanges: moved while the machine is off`, [
    'disk[].datastore_id',
  ]),
  ...lines('none', `${disk} Update: never sent for a disk that exists`, [
    'disk[].file_format',
    'disk[].import_from',
    'disk[].path_in_datastore',
  ]),
  ...lines('data-loss', `${guide}: deletes the old disk, and creates a new one`, [
    'disk[].file_id',
    'disk[].interface',
  ]),
];

/** By place, which is the name on the machine: the second one is net1. */
const networkDevices: readonly ImpactRule[] = [
  ...lines('hot', `${pve} vmconfig_update_net: without hotplug`, [
    'network_device[].bridge',
    'network_device[].disconnected',
    'network_device[].firewall',
    'network_device[].rate_limit',
    'network_device[].trunks',
    'network_device[].vlan_id',
  ]),
  ...hotplug('network', {
    attribute: 'network_device',
    source: `${guide}: hotplug; ${pve} vmconfig_update_net: unplugged and plugged`,
  }),
];

const otherDevices: readonly ImpactRule[] = [
  ...lines('hot', `${pve} vmconfig_update_disk: change_medium`, ['cdrom[].file_id']),
  ...lines('reboot', `${pve} vmconfig_update_disk: pending until the next start`, ['cdrom']),
  {
    attribute: 'efi_disk[]',
    change: 'add',
    impact: 'reboot',
    source: `${vm} vmUpdate: rebootRequired`,
  },
  ...lines('reboot', `${vm} vmUpdate: moved while the machine is off`, [
    'efi_disk[].datastore_id',
    'tpm_state[].datastore_id',
  ]),
  ...lines('data-loss', `${vm} vmUpdate: a new EFI disk, without what firmware and guest stored`, [
    'efi_disk',
  ]),
  {
    attribute: 'tpm_state[]',
    change: 'add',
    impact: 'reboot',
    source: `${vm} vmUpdate: added while the machine is off`,
  },
  ...lines('data-loss', `${vm} vmUpdate: what the TPM sealed is gone`, ['tpm_state']),
];

const wholeMachine: readonly ImpactRule[] = [
  {
    attribute: 'node_name',
    provided: { migrate: true },
    impact: 'hot',
    source: `${vm} migrateVM: live migration with local disks`,
  },
  {
    attribute: 'started',
    impact: 'power-cycle',
    source: `${vm} vmFinalizePowerState: started or shut down`,
  },
  ...lines('data-loss', `${vm} Schema, CustomizeDiff: forces a replacement`, [
    'clone',
    'node_name',
  ]),
  {
    attribute: 'template',
    impact: 'data-loss',
    source: `${guide}: converted to a template, which never runs again`,
  },
];

export const machineImpact: ResourceImpact = {
  kind: 'virtual machine',
  vm: 'name',
  keys: { disk: 'interface' },
  update: [
    ...unnoticed,
    ...restarting,
    ...computing,
    ...disks,
    ...networkDevices,
    ...otherDevices,
    ...wholeMachine,
  ],
  // All disks belong to the machine, and none of them outlives it.
  replace: [
    {
      provided: {
        clone: { empty: false },
        'disk[1+]': { empty: true },
        tpm_state: { empty: true },
      },
      impact: 'rebuild',
      source: `${vm} vmDelete, vmCreateClone: its only disk is that of its template`,
    },
    {
      impact: 'data-loss',
      source: `${guide}: destroying the machine destroys its disks and its TPM state`,
    },
  ],
  remove: [
    {
      provided: {
        clone: { empty: false },
        'disk[1+]': { empty: true },
        tpm_state: { empty: true },
      },
      impact: 'rebuild',
      source: `${vm} vmDelete: its only disk is that of its template`,
    },
    {
      impact: 'data-loss',
      source: `${guide}: destroying the machine destroys its disks and its TPM state`,
    },
  ],
};
