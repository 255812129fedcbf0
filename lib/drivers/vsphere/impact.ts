import { always, lines, type ImpactTable, type ResourceImpact } from '../impact';
import { machineImpact } from './impact-machine';

const provider = 'vmware/terraform-provider-vsphere v2.16.1 vsphere';
const cluster = `${provider}/resource_vsphere_compute_cluster.go`;
const pool = `${provider}/resource_vsphere_resource_pool.go`;

/** DRS moves machines, while they run, until a rule is met. */
function rule(kind: string, name: string): ResourceImpact {
  const source = `${provider}/resource_vsphere_compute_cluster_${name}.go`;
  return {
    kind,
    update: [{ attribute: '*', impact: 'hot', source: `${source} Update: DRS may move machines` }],
    replace: [{ impact: 'hot', source: `${source} Delete, Create: DRS may move machines` }],
    remove: [{ impact: 'none', source: `${source} Delete: machines stay where they are` }],
  };
}

/** What changes costs with vmware/vsphere 2.16; older versions do the same with the arguments that they have. */
export const vsphereImpact: ImpactTable = {
  vsphere_virtual_machine: machineImpact,
  vsphere_virtual_machine_snapshot: {
    kind: 'snapshot',
    vm: 'virtual_machine_uuid',
    update: [],
    replace: [
      {
        impact: 'hot',
        source: `${provider}/resource_vsphere_virtual_machine_snapshot.go Delete, Create: disks are merged, and frozen anew`,
      },
    ],
    remove: [
      {
        impact: 'hot',
        source: `${provider}/resource_vsphere_virtual_machine_snapshot.go Delete: disks are merged; the machine stays as it is now`,
      },
    ],
  },
  vsphere_resource_pool: {
    kind: 'resource pool',
    update: [
      ...lines('none', `${pool} Update: a name or a note in vCenter`, [
        'name',
        'tags',
        'custom_attributes',
      ]),
      { attribute: '*', impact: 'hot', source: `${pool} Update: the members get another share` },
    ],
    replace: [{ impact: 'hot', source: `${pool} Delete: refused while there are members in it` }],
    remove: [{ impact: 'none', source: `${pool} Delete: refused while there are members in it` }],
  },
  vsphere_compute_cluster: {
    kind: 'cluster',
    update: [
      ...lines('none', `${cluster} Update: a name, a place or a note in vCenter`, [
        'name',
        'folder',
        'tags',
        'custom_attributes',
        'force_evacuate_on_destroy',
        'host_cluster_exit_timeout',
        'host_managed',
        'resource_pool_id',
      ]),
      ...lines('none', `${cluster} Update: decides what happens when something fails`, [
        'ha_enabled',
        ...[
          'admission_control_failover_host_system_ids',
          'admission_control_host_failure_tolerance',
          'admission_control_performance_tolerance',
          'admission_control_policy',
          'admission_control_resource_percentage_auto_compute',
          'admission_control_resource_percentage_cpu',
          'admission_control_resource_percentage_memory',
          'admission_control_slot_policy_explicit_cpu',
          'admission_control_slot_policy_explicit_memory',
          'admission_control_slot_policy_use_explicit_size',
          'advanced_options',
          'datastore_apd_recovery_action',
          'datastore_apd_response',
          'datastore_apd_response_delay',
          'datastore_pdl_response',
          'heartbeat_datastore_ids',
          'heartbeat_datastore_policy',
          'host_isolation_response',
          'host_monitoring',
          'vm_component_protection',
          'vm_dependency_restart_condition',
          'vm_failure_interval',
          'vm_maximum_failure_window',
          'vm_maximum_resets',
          'vm_minimum_uptime',
          'vm_monitoring',
          'vm_restart_additional_delay',
          'vm_restart_priority',
          'vm_restart_timeout',
        ].map((name) => `ha_${name}`),
      ]),
      ...lines('hot', `${cluster} Update: machines are moved while they run`, [
        'drs_advanced_options',
        'drs_automation_level',
        'drs_enable_predictive_drs',
        'drs_enable_vm_overrides',
        'drs_migration_threshold',
        'drs_scale_descendants_shares',
        'dpm_automation_level',
        'dpm_enabled',
        'dpm_threshold',
        'proactive_ha_automation_level',
        'proactive_ha_enabled',
        'proactive_ha_moderate_remediation',
        'proactive_ha_provider_ids',
        'proactive_ha_severe_remediation',
      ]),
      {
        attribute: 'drs_enabled',
        impact: 'hot',
        source: `${cluster} Update: without DRS the pools of a cluster are gone, and their members run on`,
      },
      {
        attribute: 'host_system_ids',
        impact: 'power-cycle',
        source: `${cluster} Update: a host leaves in maintenance mode; what cannot be moved is switched off by people`,
      },
    ],
    // A cluster is the storage of its machines where it has vSAN.
    replace: [],
    remove: [],
  },
  vsphere_compute_cluster_vm_affinity_rule: rule('placement rule', 'vm_affinity_rule'),
  vsphere_compute_cluster_vm_anti_affinity_rule: rule('placement rule', 'vm_anti_affinity_rule'),
  vsphere_compute_cluster_vm_host_rule: rule('placement rule', 'vm_host_rule'),
  vsphere_compute_cluster_vm_group: rule('group of machines', 'vm_group'),
  vsphere_compute_cluster_host_group: rule('group of hosts', 'host_group'),
  vsphere_ha_vm_override: always(
    'restart priority',
    'none',
    `${provider}/resource_vsphere_ha_vm_override.go: read when a host fails`,
    'virtual_machine_id',
  ),
  vsphere_drs_vm_override: always(
    'migration setting',
    'hot',
    `${provider}/resource_vsphere_drs_vm_override.go: DRS may move the machine`,
    'virtual_machine_id',
  ),
  vsphere_folder: always(
    'folder',
    'none',
    `${provider}/resource_vsphere_folder.go: a place in vCenter; Delete is refused while something is in it`,
  ),
  vsphere_tag: always('tag', 'none', `${provider}/resource_vsphere_tag.go: a note in vCenter`),
  vsphere_tag_category: always(
    'tag category',
    'none',
    `${provider}/resource_vsphere_tag_category.go: a note in vCenter`,
  ),
  vsphere_custom_attribute: always(
    'custom attribute',
    'none',
    `${provider}/resource_vsphere_custom_attribute.go: a note in vCenter`,
  ),
  vsphere_role: always(
    'role',
    'none',
    `${provider}/resource_vsphere_role.go: what people may do in vCenter`,
  ),
  vsphere_entity_permissions: always(
    'permissions',
    'none',
    `${provider}/resource_vsphere_entity_permissions.go: what people may do in vCenter`,
  ),
};
