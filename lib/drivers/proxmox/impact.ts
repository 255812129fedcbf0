import { always, lines, type ImpactTable, type ResourceImpact } from '../impact';
import { machineImpact } from './impact-machine';

const provider = 'bpg/terraform-provider-proxmox v0.112.0';
const file = `${provider} proxmoxtf/resource/file.go`;
const ha = `${provider} fwprovider/cluster/ha`;

/** Packets are filtered anew while the machine runs; connections that stand pass (pve-firewall(8)). */
function firewall(kind: string, name: string, vm?: string): ResourceImpact {
  return always(kind, 'hot', `${provider} proxmoxtf/resource/firewall/${name}.go`, vm);
}

/** HA moves machines while they run. */
function placement(kind: string, name: string): ResourceImpact {
  const source = `${ha}/${name}.go`;
  return {
    kind,
    update: [
      ...lines('none', `${source} Update: a note`, ['comment']),
      { attribute: '*', impact: 'hot', source: `${source} Update: HA may move machines` },
    ],
    replace: [{ impact: 'hot', source: `${source} Delete, Create: HA may move machines` }],
    remove: [{ impact: 'none', source: `${source} Delete: machines stay where they are` }],
  };
}

/** What changes costs with bpg/proxmox 0.112.0 on Proxmox VE 9. */
export const proxmoxImpact: ImpactTable = {
  proxmox_virtual_environment_vm: machineImpact,
  proxmox_virtual_environment_firewall_options: firewall('firewall', 'options', 'vm_id'),
  proxmox_virtual_environment_firewall_rules: firewall('firewall rules', 'rules', 'vm_id'),
  proxmox_virtual_environment_firewall_ipset: firewall('firewall address set', 'ipset', 'vm_id'),
  proxmox_virtual_environment_firewall_alias: firewall('firewall alias', 'alias'),
  proxmox_virtual_environment_cluster_firewall_security_group: always(
    'firewall security group',
    'hot',
    `${provider} proxmoxtf/resource/cluster/firewall/security_group.go`,
  ),
  proxmox_virtual_environment_file: {
    kind: 'file',
    update: [
      {
        attribute: '*',
        impact: 'none',
        source: `${file} Update: what matters of it replaces the file`,
      },
    ],
    replace: [
      {
        provided: { content_type: 'snippets' },
        impact: 'reboot',
        source: `${file} Delete, Create: cloud-init reads it when the machine starts`,
      },
      { impact: 'none', source: `${file} Delete, Create: machines are made from it, and copy it` },
    ],
    remove: [
      {
        provided: { content_type: 'snippets' },
        impact: 'power-cycle',
        source: `${file} Delete: a machine that still names it does not start again`,
      },
      { impact: 'none', source: `${file} Delete: machines are made from it, and copy it` },
    ],
  },
  proxmox_download_file: always(
    'image',
    'none',
    `${provider} fwprovider/nodes/resource_download_file.go: machines are made from it, and copy it`,
  ),
  proxmox_haresource: {
    kind: 'high availability',
    vm: 'resource_id',
    update: [
      {
        attribute: 'state',
        impact: 'power-cycle',
        source: `${ha}/resource_haresource.go Update: HA starts or stops the machine`,
      },
      {
        attribute: 'group',
        impact: 'hot',
        source: `${ha}/resource_haresource.go Update: HA may move the machine`,
      },
      {
        attribute: '*',
        impact: 'none',
        source: `${ha}/resource_haresource.go Update: read when a node fails`,
      },
    ],
    replace: [
      {
        impact: 'none',
        source: `${ha}/resource_haresource.go Delete, Create: the machine runs on, unmanaged for a moment`,
      },
    ],
    remove: [
      {
        impact: 'none',
        source: `${ha}/resource_haresource.go Delete: the machine runs on, unmanaged`,
      },
    ],
  },
  proxmox_harule: placement('placement rule', 'resource_harule'),
  proxmox_hagroup: placement('placement rule', 'resource_hagroup'),
  proxmox_replication: always(
    'replication',
    'none',
    `${provider} fwprovider/cluster/replication/resource.go: copies of the disks, made beside the machine`,
    'guest',
  ),
  proxmox_backup_job: always(
    'backup job',
    'none',
    `${provider} fwprovider/cluster/backup/resource.go: the backups that exist stay`,
  ),
  proxmox_storage_pbs: always(
    'backup storage',
    'none',
    `${provider} fwprovider/storage/resource_pbs.go: the server keeps its backups`,
  ),
  proxmox_virtual_environment_pool: always(
    'resource pool',
    'none',
    `${provider} proxmoxtf/resource/pool/pool.go: a group for grants and backups`,
  ),
  proxmox_pool_membership: always(
    'pool membership',
    'none',
    `${provider} fwprovider/pools/pool_membership.go: a group for grants and backups`,
    'vm_id',
  ),
  proxmox_acl: always(
    'grant',
    'none',
    `${provider} fwprovider/access/resource_acl.go: what people may do in Proxmox VE`,
  ),
  proxmox_virtual_environment_role: always(
    'role',
    'none',
    `${provider} proxmoxtf/resource/role.go: what people may do in Proxmox VE`,
  ),
  proxmox_virtual_environment_user: always(
    'user',
    'none',
    `${provider} proxmoxtf/resource/user.go: who may do something in Proxmox VE`,
  ),
  proxmox_user_token: always(
    'API token',
    'none',
    `${provider} fwprovider/access/resource_user_token.go: who may do something in Proxmox VE`,
  ),
};
