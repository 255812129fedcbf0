import type { ComputeClusterConfig } from '@cdktf/provider-vsphere/lib/compute-cluster';
import type { DrsVmOverrideConfig } from '@cdktf/provider-vsphere/lib/drs-vm-override';
import type { ClusterPolicyModel } from '../../model/cluster-policy';
import type { AvailabilityProps } from '../../model/vm-props';
import { literal } from '../common/literal';

const automation = {
  manual: 'manual',
  'partially-automated': 'partiallyAutomated',
  'fully-automated': 'fullyAutomated',
} as const;

const monitoring = {
  off: 'vmMonitoringDisabled',
  vm: 'vmMonitoringOnly',
  'vm-and-application': 'vmAndAppMonitoring',
} as const;

/** Arguments of `vsphere_compute_cluster`: https://registry.terraform.io/providers/vmware/vsphere/2.16.1/docs/resources/compute_cluster */
export function clusterArguments(
  policy: ClusterPolicyModel,
  datacenterId: string,
  hostId: (name: string) => string,
): ComputeClusterConfig {
  const { loadBalancing } = policy;
  return {
    name: literal(policy.clusterName),
    datacenterId,
    // Which hosts are in the cluster is none of the policy's business.
    hostManaged: true,
    drsEnabled: loadBalancing !== 'off',
    ...(loadBalancing === 'off' ? {} : { drsAutomationLevel: automation[loadBalancing] }),
    haEnabled: policy.highAvailability,
    haHostMonitoring: policy.hostMonitoring ? 'enabled' : 'disabled',
    haVmMonitoring: monitoring[policy.vmMonitoring],
    ...failoverReserve(policy, hostId),
  };
}

function failoverReserve(
  { failoverReserve: reserve }: ClusterPolicyModel,
  hostId: (name: string) => string,
): Partial<ComputeClusterConfig> {
  switch (reserve?.kind) {
    case undefined:
      return {};
    case 'percentage':
      return {
        haAdmissionControlPolicy: 'resourcePercentage',
        haAdmissionControlResourcePercentageAutoCompute: false,
        haAdmissionControlResourcePercentageCpu: reserve.cpuPercent,
        haAdmissionControlResourcePercentageMemory: reserve.memoryPercent,
      };
    case 'slots':
      return {
        haAdmissionControlPolicy: 'slotPolicy',
        haAdmissionControlHostFailureTolerance: reserve.hostFailures,
      };
    case 'dedicated-hosts':
      return {
        haAdmissionControlPolicy: 'failoverHosts',
        haAdmissionControlFailoverHostSystemIds: reserve.hosts.map(hostId),
      };
  }
}

/** Arguments of a cluster that a policy may set. */
const declarable = [
  'drs_automation_level',
  'ha_admission_control_policy',
  'ha_admission_control_resource_percentage_auto_compute',
  'ha_admission_control_resource_percentage_cpu',
  'ha_admission_control_resource_percentage_memory',
  'ha_admission_control_host_failure_tolerance',
  'ha_admission_control_failover_host_system_ids',
] as const;

/** Arguments of a cluster that no policy sets, and that every supported version of the provider has. */
const undeclarable = [
  'custom_attributes',
  'dpm_automation_level',
  'dpm_enabled',
  'dpm_threshold',
  'drs_advanced_options',
  'drs_enable_predictive_drs',
  'drs_enable_vm_overrides',
  'drs_migration_threshold',
  'folder',
  'ha_admission_control_performance_tolerance',
  'ha_admission_control_slot_policy_explicit_cpu',
  'ha_admission_control_slot_policy_explicit_memory',
  'ha_admission_control_slot_policy_use_explicit_size',
  'ha_advanced_options',
  'ha_datastore_apd_recovery_action',
  'ha_datastore_apd_response',
  'ha_datastore_apd_response_delay',
  'ha_datastore_pdl_response',
  'ha_heartbeat_datastore_ids',
  'ha_heartbeat_datastore_policy',
  'ha_host_isolation_response',
  'ha_vm_component_protection',
  'ha_vm_dependency_restart_condition',
  'ha_vm_failure_interval',
  'ha_vm_maximum_failure_window',
  'ha_vm_maximum_resets',
  'ha_vm_minimum_uptime',
  'ha_vm_restart_additional_delay',
  'ha_vm_restart_priority',
  'ha_vm_restart_timeout',
  'host_system_ids',
  'proactive_ha_automation_level',
  'proactive_ha_enabled',
  'proactive_ha_moderate_remediation',
  'proactive_ha_provider_ids',
  'proactive_ha_severe_remediation',
  'tags',
  'vsan_disk_group',
  'vsan_enabled',
] as const;

/**
 * What the policy leaves as it is: the provider would set each argument that is left out to its own default.
 */
export function undeclaredArguments(given: ComputeClusterConfig): string[] {
  const names = Object.keys(given).map(snakeCase);
  return [...declarable.filter((name) => !names.includes(name)), ...undeclarable].sort();
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Arguments of `vsphere_drs_vm_override`. */
export function migrationArguments(
  migration: NonNullable<AvailabilityProps['migration']>,
): Pick<DrsVmOverrideConfig, 'drsEnabled' | 'drsAutomationLevel'> {
  return migration === 'disabled'
    ? { drsEnabled: false }
    : {
        drsEnabled: true,
        drsAutomationLevel: migration === 'automatic' ? 'fullyAutomated' : 'manual',
      };
}
