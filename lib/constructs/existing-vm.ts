import { Construct } from 'constructs';
import { textProblems } from '../drivers/common/texts';
import { throwIfAny } from '../errors';
import type { IVirtualMachine } from './interfaces';
import { objectOf } from './read-construct';

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
    const { vmName, vmId, uuid } = objectOf(props, this.node.path);
    throwIfAny(textProblems({ vmName, vmId, uuid }, this.node.path, true));
    this.vmName = props.vmName;
    this.vmId = props.vmId;
    this.uuid = props.uuid;
    this.macAddresses = props.macAddresses ?? [];
    this.staticAddresses = props.staticAddresses ?? [];
  }
}
