import type { BelongsTo, ResourceReview, ReviewTable } from '../review-table';
import { machineReview } from './review-machine';

const machine = 'proxmox_virtual_environment_vm';

/** A plain resource: all that is listed is printed. */
function known(
  printed: readonly string[],
  identity: readonly string[],
  belongsTo?: readonly BelongsTo[],
): ResourceReview {
  return {
    printed,
    volatile: [],
    identity,
    decisive: [],
    ...(belongsTo === undefined ? {} : { belongsTo }),
  };
}

const byVmId: readonly BelongsTo[] = [{ attribute: 'vm_id', type: machine, equals: 'vm_id' }];

/** What a machine's firewall is found by. */
const ofMachine = ['container_id', 'id', 'node_name', 'vm_id'];

/** Rules without their comments. */
const rules = [
  'rule[].action',
  'rule[].dest',
  'rule[].dport',
  'rule[].enabled',
  'rule[].iface',
  'rule[].log',
  'rule[].macro',
  'rule[].pos',
  'rule[].proto',
  'rule[].security_group',
  'rule[].source',
  'rule[].sport',
  'rule[].type',
];

/** What reviews know of resources of bpg/proxmox 0.112.0, read from its schemas and Read functions. */
export const proxmoxReview: ReviewTable = {
  proxmox_virtual_environment_vm: machineReview,
  proxmox_virtual_environment_firewall_options: known(
    [
      ...ofMachine,
      'dhcp',
      'enabled',
      'input_policy',
      'ipfilter',
      'log_level_in',
      'log_level_out',
      'macfilter',
      'ndp',
      'output_policy',
      'radv',
    ],
    ['id', 'vm_id'],
    byVmId,
  ),
  proxmox_virtual_environment_firewall_rules: known(
    [...ofMachine, ...rules],
    ['id', 'vm_id'],
    byVmId,
  ),
  proxmox_virtual_environment_firewall_ipset: known(
    [...ofMachine, 'name', 'cidr[].name', 'cidr[].nomatch'],
    ['id', 'name', 'vm_id'],
    byVmId,
  ),
  proxmox_virtual_environment_firewall_alias: known(
    [...ofMachine, 'name', 'cidr'],
    ['id', 'name', 'vm_id'],
    byVmId,
  ),
  proxmox_virtual_environment_cluster_firewall_security_group: known(
    [...ofMachine, 'name', ...rules],
    ['id', 'name'],
  ),
  proxmox_virtual_environment_file: {
    // Never source_raw: the snippet itself. A path or URL may hold a login.
    printed: [
      'content_type',
      'datastore_id',
      'file_mode',
      'file_modification_date',
      'file_name',
      'file_size',
      'id',
      'node_name',
      'overwrite',
      'upload_mode',
      'source_file[].checksum',
      'source_file[].file_name',
      'source_raw[].file_name',
    ],
    // proxmoxtf/resource/file.go fileRead: when and under which tag the file was written.
    volatile: ['file_modification_date', 'file_tag'],
    identity: ['id', 'datastore_id', 'file_name', 'node_name'],
    decisive: [],
    belongsTo: ['user', 'network', 'meta', 'vendor'].map((part) => ({
      attribute: 'id',
      type: machine,
      equals: `initialization[].${part}_data_file_id`,
    })),
  },
  proxmox_download_file: known(
    [
      'checksum',
      'checksum_algorithm',
      'content_type',
      'datastore_id',
      'decompression_algorithm',
      'file_name',
      'id',
      'node_name',
      'overwrite',
      'size',
      'verify',
    ],
    ['id', 'datastore_id', 'file_name', 'node_name'],
  ),
  proxmox_haresource: known(
    ['failback', 'group', 'id', 'max_relocate', 'max_restart', 'resource_id', 'state', 'type'],
    ['id', 'resource_id'],
    [{ attribute: 'resource_id', type: machine, equals: 'vm_id', prefix: 'vm:' }],
  ),
  proxmox_harule: known(
    ['affinity', 'disable', 'id', 'nodes', 'resources', 'rule', 'strict', 'type'],
    ['id', 'rule'],
  ),
  proxmox_hagroup: known(['group', 'id', 'no_failback', 'nodes', 'restricted'], ['id', 'group']),
  proxmox_replication: {
    ...known(
      ['disable', 'guest', 'id', 'jobnum', 'rate', 'schedule', 'source', 'target', 'type'],
      ['id', 'guest', 'target'],
      [{ attribute: 'guest', type: machine, equals: 'vm_id' }],
    ),
    // fwprovider/cluster/replication: the node on which the guest is now.
    volatile: ['source'],
  },
  proxmox_backup_job: known(
    [
      'all',
      'bwlimit',
      'compress',
      'enabled',
      'exclude',
      'fleecing',
      'id',
      'mode',
      'node',
      'pool',
      'protected',
      'prune_backups',
      'repeat_missed',
      'schedule',
      'starttime',
      'storage',
      'vmid',
    ],
    ['id', 'storage'],
  ),
  proxmox_storage_pbs: known(
    [
      'backups',
      'content',
      'datastore',
      'disable',
      'fingerprint',
      'generate_encryption_key',
      'id',
      'namespace',
      'nodes',
      'server',
      'shared',
    ],
    ['id', 'server', 'datastore', 'namespace'],
  ),
  proxmox_virtual_environment_pool: {
    ...known(['id', 'members', 'pool_id'], ['id', 'pool_id']),
    // proxmoxtf/resource/pool/pool.go: computed; machines come and go.
    volatile: ['members'],
  },
  proxmox_pool_membership: known(
    ['id', 'pool_id', 'storage_id', 'type', 'vm_id'],
    ['id', 'pool_id', 'vm_id'],
    byVmId,
  ),
  proxmox_acl: known(
    ['group_id', 'id', 'path', 'propagate', 'role_id', 'token_id', 'user_id'],
    ['id', 'path', 'role_id'],
  ),
  proxmox_virtual_environment_role: known(['id', 'privileges', 'role_id'], ['id', 'role_id']),
  proxmox_virtual_environment_user: known(
    ['acl', 'enabled', 'expiration_date', 'groups', 'id', 'user_id'],
    ['id', 'user_id'],
  ),
  proxmox_user_token: known(
    ['expiration_date', 'id', 'privileges_separation', 'token_name', 'user_id'],
    ['id', 'token_name', 'user_id'],
  ),
};
