import { Construct } from 'constructs';
import type { IVirtualMachine } from './interfaces';

/** What is known of a VM that is not made here. */
export interface ExistingVmProps {
  readonly vmName: string;
  /** Id on the hypervisor. Token. */
  readonly vmId: string;
  readonly uuid: string;
  readonly macAddresses?: readonly string[];
  readonly staticAddresses?: readonly string[];
}

/** A VM that is managed elsewhere. Becomes nothing on the hypervisor. */
export class ExistingVm extends Construct implements IVirtualMachine {
  readonly vmName: string;
  readonly vmId: string;
  readonly uuid: string;
  readonly macAddresses: readonly string[];
  readonly staticAddresses: readonly string[];

  constructor(scope: Construct, id: string, props: ExistingVmProps) {
    super(scope, id);
    this.vmName = props.vmName;
    this.vmId = props.vmId;
    this.uuid = props.uuid;
    this.macAddresses = props.macAddresses ?? [];
    this.staticAddresses = props.staticAddresses ?? [];
  }
}
