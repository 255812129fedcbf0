/** A snapshot of a VM as plain data. Immutable. */
export interface VmSnapshotModel {
  readonly name: string;
  readonly description: string;
  /** Day after which it is to be removed, `YYYY-MM-DD`; at most 2 days ahead, so that with the whole of that day it is at most 72 hours (VMware KB 318825). */
  readonly expires: string;
  /** The memory of the running VM is kept as well. */
  readonly memory: boolean;
  /** File systems are made consistent through the guest agent. */
  readonly quiesce: boolean;
}
