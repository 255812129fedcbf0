/** How much of a cluster is kept free for the failure of hosts. */
export type FailoverReserve =
  | { readonly kind: 'percentage'; readonly cpuPercent: number; readonly memoryPercent: number }
  | { readonly kind: 'slots'; readonly hostFailures: number }
  | { readonly kind: 'dedicated-hosts'; readonly hosts: readonly string[] };

/** What a user declares of a cluster, in words that no hypervisor owns. */
export interface ClusterPolicyModelProps {
  /** Name of the cluster on the hypervisor. */
  readonly clusterName: string;
  /** How far the hypervisor moves VMs on its own. No default: on vSphere, switching it off removes all resource pools. */
  readonly loadBalancing: ClusterPolicyModel['loadBalancing'];
  /** Restart VMs of failed hosts. @default true */
  readonly highAvailability?: boolean;
  /** Capacity that is kept free for the failure of hosts, and subtracted before pools and VMs are checked. @default - none */
  readonly failoverReserve?: FailoverReserve;
  /** Notice hosts that fail. @default - that of `highAvailability` */
  readonly hostMonitoring?: boolean;
  /** Restart VMs, or applications in them, that stop to answer. @default 'off' */
  readonly vmMonitoring?: ClusterPolicyModel['vmMonitoring'];
}

/** How a cluster balances load and survives the failure of a host, as plain data. Immutable. */
export interface ClusterPolicyModel {
  /** Name of the cluster on the hypervisor. */
  readonly clusterName: string;
  /** How far the hypervisor moves VMs on its own. */
  readonly loadBalancing: 'off' | 'manual' | 'partially-automated' | 'fully-automated';
  /** Restart VMs of failed hosts. */
  readonly highAvailability: boolean;
  readonly failoverReserve?: FailoverReserve;
  /** Notice hosts that fail. */
  readonly hostMonitoring: boolean;
  /** Restart VMs, or applications in them, that stop to answer. */
  readonly vmMonitoring: 'off' | 'vm' | 'vm-and-application';
}
