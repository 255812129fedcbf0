/** One Terraform configuration that touches every kind of object the vSphere driver may make. */

/** What differs between the first apply and the change. */
export interface Variant {
  readonly cpus: number;
  readonly memory: number;
  readonly dataGibibytes: number;
  readonly extras: boolean;
  readonly tag: 'gold' | 'silver';
  readonly poolLimit: number;
  readonly members: readonly string[];
  readonly taggable: readonly string[];
  /** Gives a folder two tags of a category that allows one. */
  readonly twoTags?: boolean;
}

export const first: Variant = {
  cpus: 2,
  memory: 2048,
  dataGibibytes: 5,
  extras: false,
  tag: 'gold',
  poolLimit: 16384,
  members: ['a', 'b', 'c'],
  taggable: ['VirtualMachine'],
};

export const changed: Variant = {
  cpus: 4,
  memory: 1024,
  dataGibibytes: 6,
  extras: true,
  tag: 'silver',
  poolLimit: 20480,
  members: ['a', 'c', 'd'],
  taggable: ['VirtualMachine', 'Folder', 'ResourcePool'],
};

/** Hardening keys of the vSphere Security Configuration Guide. */
export const isolation: Readonly<Record<string, string>> = {
  'isolation.tools.copy.disable': 'TRUE',
  'isolation.tools.paste.disable': 'TRUE',
  'isolation.tools.dnd.disable': 'TRUE',
  'isolation.tools.diskShrink.disable': 'TRUE',
  'isolation.tools.diskWiper.disable': 'TRUE',
  'isolation.device.connectable.disable': 'TRUE',
  'tools.guest.desktop.autolock': 'TRUE',
  'RemoteDisplay.maxConnections': '1',
  'tools.setInfo.sizeLimit': '1048576',
  'tools.guestlib.enableHostInfo': 'FALSE',
  'mks.enable3d': 'FALSE',
  'log.keepOld': '10',
  'log.rotateSize': '2048000',
  'bios.bootDeviceClasses': 'allow:hd',
};

/** A password that must be found nowhere but in the configuration and the state. */
export const secret = 'canary-Passw0rd';

type Json = Record<string, unknown>;

const datacenter = '${data.vsphere_datacenter.dc.id}';
const cluster = '${data.vsphere_compute_cluster.c.id}';
const rootPool = '${data.vsphere_compute_cluster.c.resource_pool_id}';
const network = (name: string): string => `\${data.vsphere_network.${name}.id}`;
const id = (address: string): string => `\${${address}.id}`;
const template = (name: string, attribute: string): string =>
  `\${data.vsphere_virtual_machine.${name}.${attribute}}`;

/** The configuration, as the text of a `main.tf.json`. */
export function configuration(variant: Variant): string {
  return JSON.stringify({
    terraform: { required_providers: { vsphere: { source: 'vmware/vsphere' } } },
    provider: { vsphere: {} },
    data: lookups(),
    resource: {
      ...labels(variant),
      ...pools(variant),
      vsphere_virtual_machine: {
        full: full(variant),
        windows: windows(),
        ...Object.fromEntries(variant.members.map((name) => [`member-${name}`, member(name)])),
      },
      ...placement(variant),
      ...access(),
    },
  });
}

function lookups(): Json {
  const inside = (name: string): Json => ({ name, datacenter_id: datacenter });
  return {
    vsphere_datacenter: { dc: { name: 'DC0' } },
    vsphere_compute_cluster: { c: inside('DC0_C0') },
    vsphere_datastore: { local: inside('LocalDS_0'), other: inside('LocalDS_1') },
    vsphere_datastore_cluster: { pod: inside('DatastoreCluster0') },
    vsphere_network: { production: inside('production'), management: inside('management') },
    vsphere_host: { h0: inside('DC0_C0_H0'), h1: inside('DC0_C0_H1') },
    vsphere_virtual_machine: {
      debian: inside('debian-12-20261101'),
      windows: inside('windows-2022-20261101'),
    },
    vsphere_storage_policy: { policy: { name: 'VVol No Requirements Policy' } },
  };
}

function labels(variant: Variant): Json {
  const category_id = id('vsphere_tag_category.backup');
  const folder = { type: 'vm', datacenter_id: datacenter };
  return {
    vsphere_tag_category: {
      backup: {
        name: 'backup-policy',
        cardinality: 'SINGLE',
        associable_types: variant.taggable,
      },
    },
    vsphere_tag: {
      gold: { name: 'gold', category_id },
      silver: { name: 'silver', category_id },
    },
    vsphere_custom_attribute: {
      owner: { name: 'owner', managed_object_type: 'VirtualMachine' },
    },
    vsphere_folder: {
      apps: { ...folder, path: 'apps' },
      web: { ...folder, path: '${vsphere_folder.apps.path}/web' },
      ...(variant.twoTags === true && {
        refused: {
          ...folder,
          path: 'refused',
          tags: [id('vsphere_tag.gold'), id('vsphere_tag.silver')],
        },
      }),
    },
  };
}

function pools(variant: Variant): Json {
  const level = (shares: string): Json => ({ cpu_share_level: shares, memory_share_level: shares });
  return {
    vsphere_resource_pool: {
      production: {
        name: 'production',
        parent_resource_pool_id: rootPool,
        ...level('high'),
        cpu_reservation: 1000,
        memory_reservation: 4096,
        memory_limit: variant.poolLimit,
      },
      staging: { name: 'staging', parent_resource_pool_id: rootPool, ...level('normal') },
      development: {
        name: 'development',
        parent_resource_pool_id: id('vsphere_resource_pool.production'),
        ...level('low'),
        memory_expandable: false,
      },
    },
  };
}

function full(variant: Variant): Json {
  return {
    name: 'full',
    folder: '${vsphere_folder.web.path}',
    resource_pool_id: id('vsphere_resource_pool.production'),
    datastore_id: id('data.vsphere_datastore.local'),
    host_system_id: id('data.vsphere_host.h1'),
    storage_policy_id: id('data.vsphere_storage_policy.policy'),
    guest_id: template('debian', 'guest_id'),
    num_cpus: variant.cpus,
    memory: variant.memory,
    cpu_share_level: 'high',
    memory_reservation: 512,
    firmware: 'efi',
    efi_secure_boot_enabled: true,
    enable_logging: true,
    annotation: 'declared as code',
    extra_config: isolation,
    tags: [id(`vsphere_tag.${variant.tag}`)],
    custom_attributes: { [id('vsphere_custom_attribute.owner')]: 'team-a' },
    network_interface: [
      { network_id: network('production'), adapter_type: 'vmxnet3' },
      ...(variant.extras
        ? [
            {
              network_id: network('management'),
              use_static_mac: true,
              mac_address: '00:50:56:00:11:22',
            },
          ]
        : []),
    ],
    disk: [
      { label: 'system', size: 4 },
      { label: 'data', size: variant.dataGibibytes, unit_number: 1, keep_on_remove: true },
      ...(variant.extras
        ? [
            {
              label: 'more',
              size: 3,
              unit_number: 2,
              datastore_id: id('data.vsphere_datastore.other'),
            },
          ]
        : []),
    ],
    clone: {
      template_uuid: template('debian', 'id'),
      customize: {
        linux_options: { host_name: 'full', domain: 'example.test', time_zone: 'UTC' },
        network_interface: [{ ipv4_address: '192.0.2.20', ipv4_netmask: 24 }],
        ipv4_gateway: '192.0.2.1',
        dns_server_list: ['192.0.2.53'],
      },
    },
    lifecycle: { ignore_changes: ['clone'] },
  };
}

function windows(): Json {
  return {
    name: 'windows',
    folder: '${vsphere_folder.apps.path}',
    resource_pool_id: id('vsphere_resource_pool.staging'),
    datastore_cluster_id: id('data.vsphere_datastore_cluster.pod'),
    guest_id: template('windows', 'guest_id'),
    num_cpus: 2,
    memory: 4096,
    firmware: 'efi',
    efi_secure_boot_enabled: true,
    network_interface: [{ network_id: network('production') }],
    disk: [{ label: 'system', size: 60 }],
    clone: {
      template_uuid: template('windows', 'id'),
      customize: {
        windows_options: {
          computer_name: 'WIN01',
          workgroup: 'LAB',
          admin_password: secret,
          time_zone: 85,
          run_once_command_list: ['cmd /c echo one'],
        },
        network_interface: [{}],
      },
    },
  };
}

function member(name: string): Json {
  return {
    name: `member-${name}`,
    folder: '${vsphere_folder.apps.path}',
    resource_pool_id: id('vsphere_resource_pool.development'),
    datastore_id: id('data.vsphere_datastore.local'),
    guest_id: template('debian', 'guest_id'),
    num_cpus: 1,
    memory: 1024,
    firmware: 'efi',
    efi_secure_boot_enabled: true,
    network_interface: [{ network_id: network('production') }],
    disk: [{ label: 'system', size: 4 }],
    clone: { template_uuid: template('debian', 'id'), linked_clone: true },
    lifecycle: { ignore_changes: ['clone[0].template_uuid'] },
  };
}

function placement(variant: Variant): Json {
  const compute_cluster_id = cluster;
  const vm = id('vsphere_virtual_machine.full');
  return {
    vsphere_compute_cluster_vm_anti_affinity_rule: {
      spread: {
        name: 'spread',
        compute_cluster_id,
        virtual_machine_ids: variant.members.map((name) =>
          id(`vsphere_virtual_machine.member-${name}`),
        ),
      },
    },
    vsphere_compute_cluster_host_group: {
      near: {
        name: 'near',
        compute_cluster_id,
        host_system_ids: [id('data.vsphere_host.h0'), id('data.vsphere_host.h1')],
      },
    },
    vsphere_compute_cluster_vm_group: {
      web: { name: 'web', compute_cluster_id, virtual_machine_ids: [vm] },
    },
    vsphere_compute_cluster_vm_host_rule: {
      stay: {
        name: 'stay',
        compute_cluster_id,
        vm_group_name: '${vsphere_compute_cluster_vm_group.web.name}',
        affinity_host_group_name: '${vsphere_compute_cluster_host_group.near.name}',
      },
    },
    vsphere_drs_vm_override: {
      full: { compute_cluster_id, virtual_machine_id: vm, drs_automation_level: 'manual' },
    },
    vsphere_ha_vm_override: {
      full: { compute_cluster_id, virtual_machine_id: vm, ha_vm_restart_priority: 'highest' },
    },
    vsphere_virtual_machine_snapshot: {
      before: {
        virtual_machine_uuid: id('vsphere_virtual_machine.windows'),
        snapshot_name: 'before',
        description: 'before the change',
        memory: false,
        quiesce: false,
      },
    },
  };
}

function access(): Json {
  return {
    vsphere_role: {
      operator: {
        name: 'vm-operator',
        role_privileges: ['VirtualMachine.Interact.PowerOff', 'VirtualMachine.Interact.PowerOn'],
      },
    },
    vsphere_entity_permissions: {
      production: {
        entity_id: id('vsphere_resource_pool.production'),
        entity_type: 'ResourcePool',
        permissions: [
          {
            user_or_group: 'vsphere.local\\operators',
            is_group: true,
            propagate: true,
            role_id: id('vsphere_role.operator'),
          },
        ],
      },
    },
  };
}
