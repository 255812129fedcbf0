/** What a hypervisor says of the VM, the clone set, the pool and the policy that changes are tried on. */
export interface LiveFacts {
  readonly cpuCount: number;
  readonly memoryMebibytes: number;
  readonly dataDiskGibibytes: number;
  /** Number of data disks. */
  readonly dataDisks: number;
  readonly interfaces: number;
  /** VMs of the clone set, sorted. */
  readonly members: readonly string[];
  /** @default - the hypervisor has no limit of pools; it is checked at synthesis */
  readonly poolLimitGigahertz?: number;
  /** CPU weight, relative to that of normal shares. */
  readonly poolWeight: number;
  readonly backupTime: string | undefined;
  readonly tier: string | undefined;
  /** What identifies the data disks: their UUIDs or files, or that what was written is still there. */
  readonly sentinels: readonly string[];
  /** Changes that wait for a restart. */
  readonly pending: readonly string[];
}
