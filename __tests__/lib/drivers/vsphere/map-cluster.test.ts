import {
  clusterArguments,
  migrationArguments,
  undeclaredArguments,
} from '../../../../lib/drivers/vsphere/map-cluster';
import type { ClusterPolicyModel } from '../../../../lib/model/cluster-policy';
import { providerSchema } from './schema';

const policy = (changes: Partial<ClusterPolicyModel> = {}): ClusterPolicyModel => ({
  clusterName: 'cluster-1',
  loadBalancing: 'fully-automated',
  highAvailability: true,
  hostMonitoring: true,
  vmMonitoring: 'off',
  ...changes,
});

const made = (changes: Partial<ClusterPolicyModel> = {}) =>
  clusterArguments(policy(changes), 'datacenter-2', (name) => `id of ${name}`);

describe('the arguments of a cluster', () => {
  test('leave its hosts alone', () => {
    expect(made()).toEqual({
      name: 'cluster-1',
      datacenterId: 'datacenter-2',
      hostManaged: true,
      drsEnabled: true,
      drsAutomationLevel: 'fullyAutomated',
      haEnabled: true,
      haHostMonitoring: 'enabled',
      haVmMonitoring: 'vmMonitoringDisabled',
    });
  });

  test.each([
    ['manual', true, 'manual'],
    ['partially-automated', true, 'partiallyAutomated'],
    ['off', false, undefined],
  ] as const)('balance load %s', (loadBalancing, drsEnabled, level) => {
    const { drsEnabled: enabled, drsAutomationLevel } = made({ loadBalancing });
    expect([enabled, drsAutomationLevel]).toEqual([drsEnabled, level]);
  });

  test.each([
    ['vm', 'vmMonitoringOnly'],
    ['vm-and-application', 'vmAndAppMonitoring'],
  ] as const)('monitor %s', (vmMonitoring, expected) => {
    expect(made({ vmMonitoring }).haVmMonitoring).toBe(expected);
  });

  test.each([
    [
      { kind: 'percentage', cpuPercent: 25, memoryPercent: 30 },
      {
        haAdmissionControlPolicy: 'resourcePercentage',
        haAdmissionControlResourcePercentageAutoCompute: false,
        haAdmissionControlResourcePercentageCpu: 25,
        haAdmissionControlResourcePercentageMemory: 30,
      },
    ],
    [
      { kind: 'slots', hostFailures: 2 },
      { haAdmissionControlPolicy: 'slotPolicy', haAdmissionControlHostFailureTolerance: 2 },
    ],
    [
      { kind: 'dedicated-hosts', hosts: ['esx-3'] },
      {
        haAdmissionControlPolicy: 'failoverHosts',
        haAdmissionControlFailoverHostSystemIds: ['id of esx-3'],
      },
    ],
  ] as const)('reserve for failures: %j', (failoverReserve, expected) => {
    expect(made({ failoverReserve })).toMatchObject(expected);
  });

  test('ignore exactly what is not declared, of what every version has', () => {
    const given = made({ failoverReserve: { kind: 'slots', hostFailures: 1 } });
    const ignored = undeclaredArguments(given);
    expect(ignored).toEqual([...ignored].sort());
    expect(ignored).toContain('drs_migration_threshold');
    expect(ignored).toContain('ha_admission_control_resource_percentage_cpu');
    expect(ignored).not.toContain('ha_admission_control_host_failure_tolerance');
    expect(ignored).not.toContain('host_managed');
    const cluster = providerSchema().resources.vsphere_compute_cluster;
    const known = Object.keys({ ...cluster?.arguments, ...cluster?.blocks });
    expect(ignored.filter((name) => !known.includes(name))).toEqual([]);
  });
});

test.each([
  ['automatic', { drsEnabled: true, drsAutomationLevel: 'fullyAutomated' }],
  ['manual', { drsEnabled: true, drsAutomationLevel: 'manual' }],
  ['disabled', { drsEnabled: false }],
] as const)('a machine is moved %s', (migration, expected) => {
  expect(migrationArguments(migration)).toEqual(expected);
});
