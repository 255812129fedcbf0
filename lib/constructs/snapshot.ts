import { TerraformResource, Token } from 'cdktf';
import { Construct } from 'constructs';
import { literal } from '../drivers/common/literal';
import { unsupported } from '../drivers/common/unsupported';
import { lockValue } from '../drivers/common/value-lock';
import type { MadeResources } from '../drivers/contract';
import { Hypervisor } from '../drivers/hypervisor';
import { throwIfAny, VmLifecycleError } from '../errors';
import { checkChain, defineSnapshot, type VmSnapshotProps } from '../model/define-snapshot';
import { byPath } from '../model/notes';
import type { VmSnapshotModel } from '../model/vm-snapshot';
import type { IVirtualMachine } from './interfaces';
import { ConstructReader, objectOf } from './read-construct';
import { hypervisorOf, otherHypervisor } from './same-hypervisor';
import { todayOf } from './today';

/** A snapshot of a VM. */
export interface SnapshotProps extends VmSnapshotProps {
  /** What the snapshot is of. */
  readonly vm: IVirtualMachine;
  /** @default - that of the VM; for a VM that is managed elsewhere, that of the nearest enclosing scope */
  readonly hypervisor?: Hypervisor;
}

/** How many snapshots of each VM an app declares. */
const chains = new WeakMap<IVirtualMachine, number>();

/**
 * A snapshot of a VM, for the hours of a change. It is no backup: it lies on the VM's own storage.
 *
 * It lives for at most 72 hours: once its last day is over, synthesis fails until it is taken out of the code, and its
 * end cannot be moved. vSphere: a `vsphere_virtual_machine_snapshot`. libvirt and Proxmox VE: their providers have no
 * resource for snapshots.
 *
 * @throws VML044 where the hypervisor's provider has no snapshots; VML059 for a longer life, or a fourth snapshot
 */
export class Snapshot extends Construct {
  readonly vm: IVirtualMachine;
  readonly model: VmSnapshotModel;
  readonly resources: MadeResources;

  constructor(scope: Construct, id: string, props: SnapshotProps) {
    super(scope, id);
    const { path } = this.node;
    const { vm: given, hypervisor, ...declared } = objectOf(props, path);
    const read = new ConstructReader(this);
    const vm = read.vm(given, 'vm');
    const on = read.hypervisor(hypervisor ?? hypervisorOf(vm));
    const { model, problems } = defineSnapshot(declared, {
      path,
      today: todayOf(this),
      isToken: (value) => Token.isUnresolved(value),
    });
    if (vm === undefined || on === undefined) {
      throw new VmLifecycleError([...read.problems, ...problems].sort(byPath));
    }
    const { driver } = on;
    const count = chains.get(vm) ?? 0;
    throwIfAny([
      ...unsupported(driver, 'snapshot', path, declared.name),
      ...problems,
      ...otherHypervisor(`${path}.vm`, vm, on, 'a snapshot is of a VM'),
      ...checkChain(count, vm.vmName, path),
    ]);
    const made = model && driver.createSnapshot?.(this, { snapshot: model, vm, path });
    if (model === undefined || made === undefined) throw new VmLifecycleError(problems);
    chains.set(vm, count + 1);
    this.vm = vm;
    this.model = model;
    this.resources = made;
    if (made.main !== undefined) this.node.defaultChild = made.main;
    if (TerraformResource.isTerraformResource(made.main)) {
      lockValue(this, 'Expiry', {
        value: model.expires,
        protects: made.main,
        message: literal(
          `[VML059] ${path}.expires: got ${model.expires}; the 72 hours of a snapshot start when it is taken; keep the ` +
            'day, or take a further snapshot',
        ),
      });
    }
  }
}
