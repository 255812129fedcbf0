import { ClusterPolicy } from 'vm-lifecycle';
import type { Site } from './site';

export function example({ stack }: Site): void {
  new ClusterPolicy(stack, 'Cluster', {
    clusterName: 'Cluster0',
    loadBalancing: 'fully-automated',
    failoverReserve: { kind: 'percentage', cpuPercent: 33, memoryPercent: 33 },
    vmMonitoring: 'vm',
  });
}

export function onProxmox({ stack }: Site): void {
  new ClusterPolicy(stack, 'Cluster', {
    clusterName: 'pve',
    loadBalancing: 'off',
    failoverReserve: { kind: 'slots', hostFailures: 1 },
  });
}
