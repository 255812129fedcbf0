/** Terraform JSON with every kind of resource that a driver makes on Proxmox VE, before and after a change. */

type Block = Readonly<Record<string, unknown>>;

/** Which revision of the configuration, and where the machine `full` runs. */
export interface Revision {
  readonly changed: boolean;
  readonly fullOn: string;
}

export const vmIds = { linked: 101, full: 102, replicated: 103, guarded: 104 } as const;

const card = {
  bridge: 'vmbr0',
  disconnected: false,
  enabled: true,
  firewall: true,
  mac_address: null,
  model: 'virtio',
  mtu: 0,
  queues: 0,
  rate_limit: 0,
  trunks: '',
  vlan_id: 0,
};

const provider = {
  terraform: { required_providers: { proxmox: { source: 'bpg/proxmox', version: '0.112.0' } } },
  provider: { proxmox: {} },
};

function disk(slot: string, datastore: string, size: number, more: Block = {}): Block {
  return {
    ...{ interface: slot, datastore_id: datastore, size, discard: 'on', iothread: true },
    ...more,
  };
}

function machine(vmId: number, node: string, datastore: string, rest: Block): Block {
  return {
    ...{ vm_id: vmId, node_name: node, bios: 'ovmf', machine: 'q35', on_boot: true },
    ...{ migrate: true, stop_on_destroy: true, purge_on_destroy: true, started: true },
    ...{ delete_unreferenced_disks_on_destroy: false, reboot_after_update: true },
    scsi_hardware: 'virtio-scsi-single',
    agent: [{ enabled: true, timeout: '30s' }],
    operating_system: [{ type: 'l26' }],
    boot_order: ['scsi0'],
    efi_disk: [{ datastore_id: datastore, type: '4m', pre_enrolled_keys: true }],
    tpm_state: [{ datastore_id: datastore, version: 'v2.0' }],
    serial_device: [{ device: 'socket' }],
    network_device: [card],
    startup: [{ order: 2, up_delay: 10, down_delay: 60 }],
    ...rest,
  };
}

function cloudInit(vmId: number): readonly Block[] {
  const address = `198.51.100.${String(vmId)}/24`;
  return [
    {
      datastore_id: 'ceph-vms',
      interface: 'ide2',
      ip_config: [{ ipv4: [{ address, gateway: '198.51.100.1' }] }],
      dns: [{ domain: 'example.org', servers: ['192.0.2.53'] }],
      user_account: [{ username: 'admin', keys: ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExample'] }],
    },
  ];
}

function machines({ changed, fullOn }: Revision): Block {
  const size = {
    cpu: [{ cores: changed ? 4 : 2, type: 'x86-64-v2-AES' }],
    memory: [{ dedicated: changed ? 1024 : 2048 }],
    tags: changed ? ['changed', 'managed'] : ['managed'],
    description: 'owner: platform team',
  };
  const data = disk('scsi1', 'ceph-vms', 4);
  return {
    linked: machine(vmIds.linked, 'pve1', 'ceph-vms', {
      ...size,
      name: 'linked-01',
      clone: [{ vm_id: 9000, node_name: 'pve1', full: false }],
      disk: [disk('scsi0', 'ceph-vms', 8, { ssd: true }), ...(changed ? [data] : [])],
      network_device: changed ? [card, card] : [card],
      initialization: cloudInit(vmIds.linked),
      pool_id: '${proxmox_virtual_environment_pool.web.pool_id}',
    }),
    full: machine(vmIds.full, fullOn, 'ceph-vms', {
      ...size,
      name: 'full-01',
      clone: [{ vm_id: 9000, node_name: 'pve1', full: true }],
      disk: [
        disk('scsi0', 'ceph-vms', changed ? 12 : 8, { ssd: true }),
        ...(changed ? [] : [data]),
      ],
      initialization: cloudInit(vmIds.full),
    }),
    replicated: machine(vmIds.replicated, 'pve1', 'local-zfs', {
      ...size,
      name: 'replicated-01',
      started: false,
      clone: [{ vm_id: 9001, node_name: 'pve1', full: true, datastore_id: 'local-zfs' }],
      disk: [disk('scsi0', 'local-zfs', 4, { ssd: true })],
    }),
    guarded: machine(vmIds.guarded, 'pve1', 'local-lvm', {
      ...size,
      name: 'guarded-01',
      started: false,
      // Terraform itself could not destroy it: see the last step of the test.
      protection: !changed,
      agent: [{ enabled: false }],
      disk: [disk('scsi0', 'local-lvm', 8, { file_format: 'raw' })],
    }),
  };
}

const linked = '${proxmox_haresource.linked.resource_id}';
const full = '${proxmox_haresource.full.resource_id}';
const ofLinked = {
  node_name: '${proxmox_virtual_environment_vm.linked.node_name}',
  vm_id: '${proxmox_virtual_environment_vm.linked.vm_id}',
};

function firewall(changed: boolean): Block {
  const ssh = { type: 'in', action: 'ACCEPT', proto: 'tcp', source: '192.0.2.0/24', log: 'info' };
  const group = 'proxmox_virtual_environment_cluster_firewall_security_group';
  return {
    [group]: {
      web: { name: 'web', comment: 'web servers', rule: [{ ...ssh, log: 'nolog', dport: '443' }] },
    },
    proxmox_virtual_environment_firewall_options: {
      linked: {
        ...ofLinked,
        ...{ enabled: true, dhcp: false, ipfilter: true, macfilter: true, ndp: true, radv: false },
        ...{ input_policy: 'DROP', output_policy: 'ACCEPT', log_level_in: 'info' },
      },
    },
    proxmox_virtual_environment_firewall_alias: {
      admins: { ...ofLinked, name: 'admins', cidr: '192.0.2.0/24', comment: 'jump hosts' },
    },
    proxmox_virtual_environment_firewall_ipset: {
      own: {
        ...ofLinked,
        name: 'ipfilter-net0',
        cidr: [{ name: '198.51.100.101', comment: 'its own address' }],
      },
    },
    proxmox_virtual_environment_firewall_rules: {
      linked: {
        ...ofLinked,
        rule: [
          { ...ssh, dport: changed ? '2222' : '22', comment: 'ssh' },
          { security_group: `\${${group}.web.name}` },
        ],
      },
    },
  };
}

function access(changed: boolean): Block {
  return {
    proxmox_virtual_environment_role: {
      operator: {
        role_id: 'Operator',
        privileges: ['VM.Audit', 'VM.PowerMgmt', ...(changed ? ['VM.Backup'] : [])],
      },
    },
    proxmox_virtual_environment_user: {
      alice: { user_id: 'alice@pve', comment: 'Alice', enabled: true, email: 'alice@example.org' },
    },
    proxmox_user_token: {
      ci: {
        user_id: '${proxmox_virtual_environment_user.alice.user_id}',
        token_name: 'ci',
        privileges_separation: true,
        comment: changed ? 'pipelines' : 'pipeline',
      },
    },
    proxmox_acl: {
      pool: {
        path: '/pool/${proxmox_virtual_environment_pool.production.pool_id}',
        role_id: '${proxmox_virtual_environment_role.operator.role_id}',
        user_id: '${proxmox_virtual_environment_user.alice.user_id}',
        propagate: true,
      },
      token: {
        path: '/vms/${proxmox_virtual_environment_vm.linked.vm_id}',
        role_id: 'PVEAuditor',
        token_id: '${proxmox_user_token.ci.id}',
        propagate: false,
      },
    },
  };
}

function cluster(changed: boolean): Block {
  return {
    proxmox_virtual_environment_pool: {
      production: { pool_id: 'production', comment: changed ? 'production, all' : 'production' },
      web: { pool_id: '${proxmox_virtual_environment_pool.production.pool_id}/web' },
    },
    proxmox_pool_membership: {
      full: {
        pool_id: '${proxmox_virtual_environment_pool.production.pool_id}',
        vm_id: '${proxmox_virtual_environment_vm.full.vm_id}',
      },
      storage: {
        pool_id: '${proxmox_virtual_environment_pool.production.pool_id}',
        storage_id: 'ceph-vms',
      },
    },
    proxmox_haresource: Object.fromEntries(
      (['linked', 'full'] as const).map((name) => [
        name,
        {
          resource_id: `vm:\${proxmox_virtual_environment_vm.${name}.vm_id}`,
          ...{ state: 'started', max_restart: 2, max_relocate: 2, comment: 'kept running' },
        },
      ]),
    ),
    proxmox_harule: {
      place: {
        ...{ rule: 'place', type: 'node-affinity', resources: [linked], strict: false },
        nodes: changed ? { pve1: null, pve2: null } : { pve1: null },
      },
      apart: {
        ...{ rule: 'apart', type: 'resource-affinity', affinity: 'negative' },
        resources: [linked, full],
        depends_on: ['proxmox_harule.place'],
      },
    },
    proxmox_replication: {
      replicated: {
        id: '${proxmox_virtual_environment_vm.replicated.vm_id}-0',
        ...{ target: 'pve2', type: 'local', comment: 'second site' },
        schedule: changed ? '*/30' : '*/15',
      },
    },
    proxmox_storage_pbs: {
      offsite: {
        ...{ id: 'offsite', server: '192.0.2.40', datastore: 'lab', namespace: 'production' },
        ...{ username: 'backup@pbs', password: 'not-a-secret' },
        backups: { keep_daily: 7, keep_weekly: 4 },
      },
    },
    proxmox_backup_job: {
      weekly: {
        id: 'backup-web-weekly',
        schedule: changed ? 'sun 03:00' : 'sun 02:00',
        storage: '${proxmox_storage_pbs.offsite.id}',
        pool: '${proxmox_virtual_environment_pool.web.pool_id}',
        ...{ mode: 'snapshot', compress: 'zstd', enabled: true },
        prune_backups: { 'keep-monthly': '12', 'keep-weekly': '4' },
        notes_template: '{{guestname}}',
      },
    },
  };
}

const data: Block = {
  proxmox_version: { release: {} },
  proxmox_datastores: { all: { node_name: 'pve1' } },
  proxmox_virtual_environment_nodes: { all: {} },
  proxmox_virtual_environment_vm: { template: { node_name: 'pve1', vm_id: 9000 } },
  proxmox_virtual_environment_vms: {
    templates: { node_name: 'pve1', filter: [{ name: 'template', values: ['true'] }] },
  },
};

/** The configuration for PVE 9. */
export function configuration(revision: Revision): Block {
  return {
    ...provider,
    data,
    resource: {
      proxmox_virtual_environment_vm: machines(revision),
      ...cluster(revision.changed),
      ...access(revision.changed),
      ...firewall(revision.changed),
    },
    output: {
      release: { value: '${data.proxmox_version.release.release}' },
      nodes: { value: '${data.proxmox_virtual_environment_nodes.all.names}' },
      template: { value: '${data.proxmox_virtual_environment_vm.template.name}' },
      templates: { value: '${data.proxmox_virtual_environment_vms.templates.vms[*].name}' },
      addresses: { value: '${proxmox_virtual_environment_vm.linked.ipv4_addresses}' },
    },
  };
}

/** What exists before PVE 9 only: an HA group, and a machine in it. */
export function configurationWithGroup(): Block {
  return {
    ...provider,
    resource: {
      proxmox_virtual_environment_vm: {
        linked: machine(vmIds.linked, 'pve1', 'ceph-vms', {
          name: 'linked-01',
          clone: [{ vm_id: 9000, node_name: 'pve1', full: false }],
          cpu: [{ cores: 2, type: 'x86-64-v2-AES' }],
          memory: [{ dedicated: 1024 }],
          disk: [disk('scsi0', 'ceph-vms', 4, { ssd: true })],
        }),
      },
      proxmox_hagroup: {
        first: {
          group: 'first',
          nodes: { pve1: 2, pve2: 1 },
          restricted: true,
          no_failback: false,
        },
      },
      proxmox_haresource: {
        linked: {
          resource_id: 'vm:${proxmox_virtual_environment_vm.linked.vm_id}',
          state: 'started',
          group: '${proxmox_hagroup.first.group}',
        },
      },
    },
  };
}
