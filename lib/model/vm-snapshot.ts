/** A snapshot of a VM as plain data. Immutable. */
export interface VmSnapshotModel {
  readonly name: string;
  readonly description: string;
  /** Day after which it is to be removed, `YYYY-MM-DD`; at most 3 days ahead (VMware KB 318825: at most 72 hours). */
  readonly expires: string;
  /** The memory of the running VM is kept as well. */
  readonly memory: boolean;
  /** File systems are made consistent through the guest agent. */
  readonly quiesce: boolean;
}
