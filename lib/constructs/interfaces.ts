import type { IConstruct } from 'constructs';

/** A virtual machine, made here or anywhere else. */
export interface IVirtualMachine extends IConstruct {
  /** Name on the hypervisor. */
  readonly vmName: string;
  /** Id on the hypervisor. Token. */
  readonly vmId: string;
  /** UUID of the machine. */
  readonly uuid: string;
  /** MAC addresses, in the order of the interfaces. */
  readonly macAddresses: readonly string[];
  /** Static IP addresses, in the order of the interfaces. */
  readonly staticAddresses: readonly string[];
}
