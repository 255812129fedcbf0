import type { ReviewTable, ResourceReview } from '../review-table';
import { machineReview } from './review-machine';

const machine = 'vsphere_virtual_machine';

/** A rule or a group of a cluster. */
function ofCluster(...printed: readonly string[]): ResourceReview {
  return {
    printed: ['compute_cluster_id', 'id', 'name', ...printed],
    volatile: [],
    identity: ['id', 'name', 'compute_cluster_id'],
    decisive: [],
  };
}

/** A cluster's setting for one machine. */
function forMachine(...printed: readonly string[]): ResourceReview {
  return {
    printed: ['compute_cluster_id', 'id', 'virtual_machine_id', ...printed],
    volatile: [],
    identity: ['id', 'compute_cluster_id', 'virtual_machine_id'],
    decisive: [],
    belongsTo: [
      { attribute: 'virtual_machine_id', type: machine, equals: 'id' },
      { attribute: 'virtual_machine_id', type: machine, equals: 'uuid' },
    ],
  };
}

/** What reviews know of resources of vmware/vsphere 2.1.1 to 2.16.1, read from its schemas and Read functions. */
export const vsphereReview: ReviewTable = {
  vsphere_virtual_machine: machineReview,
  vsphere_virtual_machine_snapshot: {
    printed: [
      'consolidate',
      'id',
      'memory',
      'quiesce',
      'remove_children',
      'snapshot_name',
      'virtual_machine_uuid',
    ],
    volatile: [],
    identity: ['id', 'snapshot_name', 'virtual_machine_uuid'],
    decisive: [],
    belongsTo: [
      { attribute: 'virtual_machine_uuid', type: machine, equals: 'id' },
      { attribute: 'virtual_machine_uuid', type: machine, equals: 'uuid' },
    ],
  },
  vsphere_resource_pool: {
    printed: [
      'cpu_expandable',
      'cpu_limit',
      'cpu_reservation',
      'cpu_share_level',
      'cpu_shares',
      'id',
      'memory_expandable',
      'memory_limit',
      'memory_reservation',
      'memory_share_level',
      'memory_shares',
      'name',
      'parent_resource_pool_id',
      'tags',
    ],
    // Notes that other products write.
    volatile: ['custom_attributes'],
    identity: ['id', 'name', 'parent_resource_pool_id'],
    decisive: [],
  },
  vsphere_compute_cluster: {
    printed: [
      'datacenter_id',
      'dpm_automation_level',
      'dpm_enabled',
      'dpm_threshold',
      'drs_automation_level',
      'drs_enable_predictive_drs',
      'drs_enable_vm_overrides',
      'drs_enabled',
      'drs_migration_threshold',
      'folder',
      'ha_admission_control_failover_host_system_ids',
      'ha_admission_control_host_failure_tolerance',
      'ha_admission_control_policy',
      'ha_datastore_apd_response',
      'ha_datastore_pdl_response',
      'ha_enabled',
      'ha_host_isolation_response',
      'ha_host_monitoring',
      'ha_vm_component_protection',
      'ha_vm_monitoring',
      'ha_vm_restart_priority',
      'host_managed',
      'host_system_ids',
      'id',
      'name',
      'resource_pool_id',
      'tags',
      'vsan_enabled',
    ],
    volatile: ['custom_attributes'],
    identity: ['id', 'name', 'resource_pool_id', 'host_system_ids'],
    decisive: ['host_system_ids', 'vsan_disk_group', 'vsan_enabled'],
  },
  vsphere_compute_cluster_vm_affinity_rule: ofCluster(
    'enabled',
    'mandatory',
    'virtual_machine_ids',
  ),
  vsphere_compute_cluster_vm_anti_affinity_rule: ofCluster(
    'enabled',
    'mandatory',
    'virtual_machine_ids',
  ),
  vsphere_compute_cluster_vm_host_rule: ofCluster(
    'affinity_host_group_name',
    'anti_affinity_host_group_name',
    'enabled',
    'mandatory',
    'vm_group_name',
  ),
  vsphere_compute_cluster_vm_group: ofCluster('virtual_machine_ids'),
  vsphere_compute_cluster_host_group: ofCluster('host_system_ids'),
  vsphere_ha_vm_override: forMachine(
    'ha_datastore_apd_recovery_action',
    'ha_datastore_apd_response',
    'ha_datastore_apd_response_delay',
    'ha_datastore_pdl_response',
    'ha_host_isolation_response',
    'ha_vm_failure_interval',
    'ha_vm_maximum_failure_window',
    'ha_vm_maximum_resets',
    'ha_vm_minimum_uptime',
    'ha_vm_monitoring',
    'ha_vm_monitoring_use_cluster_defaults',
    'ha_vm_restart_priority',
    'ha_vm_restart_timeout',
  ),
  vsphere_drs_vm_override: forMachine('drs_automation_level', 'drs_enabled'),
  vsphere_folder: {
    printed: ['datacenter_id', 'id', 'path', 'tags', 'type'],
    volatile: ['custom_attributes'],
    identity: ['id', 'path'],
    decisive: [],
  },
  vsphere_tag: {
    printed: ['category_id', 'description', 'id', 'name'],
    volatile: [],
    identity: ['id', 'name', 'category_id'],
    decisive: [],
  },
  vsphere_tag_category: {
    printed: ['associable_types', 'cardinality', 'description', 'id', 'name'],
    volatile: [],
    identity: ['id', 'name'],
    decisive: [],
  },
  vsphere_custom_attribute: {
    printed: ['id', 'managed_object_type', 'name'],
    volatile: [],
    identity: ['id', 'name'],
    decisive: [],
  },
  vsphere_role: {
    printed: ['id', 'label', 'name', 'role_privileges'],
    volatile: [],
    identity: ['id', 'name'],
    decisive: [],
  },
  vsphere_entity_permissions: {
    printed: ['entity_id', 'entity_type', 'id', 'permissions'],
    volatile: [],
    identity: ['id', 'entity_id', 'entity_type'],
    decisive: [],
    belongsTo: [{ attribute: 'entity_id', type: machine, equals: 'moid' }],
  },
};
