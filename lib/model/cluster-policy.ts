/** How much of a cluster is kept free for the failure of hosts. */
export type FailoverReserve =
  | { readonly kind: 'percentage'; readonly cpuPercent: number; readonly memoryPercent: number }
  | { readonly kind: 'slots'; readonly hostFailures: number }
  | { readonly kind: 'dedicated-hosts'; readonly hosts: readonly string[] };

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
