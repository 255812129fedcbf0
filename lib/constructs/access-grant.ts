import { Token } from 'cdktf';
import { Construct } from 'constructs';
import { unsupported } from '../drivers/common/unsupported';
import type { AccessGrantRequest, MadeResources } from '../drivers/contract';
import { Hypervisor } from '../drivers/hypervisor';
import { throwIfAny, VmLifecycleError, type Problem } from '../errors';
import type { AccessGrantModel, AccessGrantModelProps } from '../model/access-grant';
import { defineAccessGrant } from '../model/define-access-grant';
import { byPath } from '../model/notes';
import { enter } from './fleet';
import { importMain } from './import-main';
import type { IResourcePool, IVirtualMachine } from './interfaces';
import { ownerOf } from './move';
import { ConstructReader, objectOf } from './read-construct';
import { hypervisorOf, otherHypervisor } from './same-hypervisor';

/** A grant of access: to whom, to what, at which level. */
export interface AccessGrantProps extends AccessGrantModelProps {
  /** The VM that the grant is on; either this or `pool`. @default - none */
  readonly vm?: IVirtualMachine;
  /** The pool that the grant is on; either this or `vm`. @default - none */
  readonly pool?: IResourcePool;
  /** @default - that of the VM or pool, else that of the nearest enclosing scope */
  readonly hypervisor?: Hypervisor;
}

/**
 * What a user or a group may do with a VM, or with a pool and the VMs in it.
 *
 * vSphere: a role and an entity permission. Proxmox VE: a role and an entry of the access control list. libvirt has
 * neither (VML044).
 *
 * @throws VML008, VML041, VML043, VML044 and VML048 for bad props; VML031 at synthesis, where the permissions of one object
 * would be declared in two stacks (vSphere)
 */
export class AccessGrant extends Construct {
  readonly hypervisor: Hypervisor;
  /** The grant with all defaults, as plain data. */
  readonly model: AccessGrantModel;
  /** The Terraform resources, for escape hatches and dependencies. */
  readonly resources: MadeResources;
  /** The VM or pool that it is on. */
  readonly target: AccessGrantRequest['target'];

  constructor(scope: Construct, id: string, props: AccessGrantProps) {
    super(scope, id);
    const { path } = this.node;
    const { vm, pool, hypervisor, ...declared } = objectOf(props, path);
    const read = new ConstructReader(this);
    const on = read.hypervisor(hypervisor ?? hypervisorOf(vm ?? pool));
    const { target, problems } = targetOf(read, vm, pool, path);
    const defined = defineAccessGrant(declared, path, (value) => Token.isUnresolved(value));
    if (on === undefined || target === undefined || defined.model === undefined) {
      const all = [...read.problems, ...problems, ...defined.problems];
      throw new VmLifecycleError(all.sort(byPath));
    }
    this.hypervisor = on;
    this.target = target;
    this.model = defined.model;
    const { driver } = on;
    throwIfAny([
      ...unsupported(driver, 'access.grant', `${path}.level`, this.model.level),
      ...otherHypervisor(
        `${path}.${target.kind}`,
        vm ?? pool,
        this.hypervisor,
        'a grant is on one',
      ),
    ]);
    const request = { grant: this.model, target, path };
    this.resources = driver.createAccessGrant?.(this, request) ?? { all: {} };
    if (this.resources.main !== undefined) this.node.defaultChild = this.resources.main;
    enter('grants', this);
  }

  /** Takes over a permission that exists, by the id that the provider imports it by. */
  importFrom(id: string): void {
    importMain(this.node.path, this.resources, id);
  }
}

/** The VM may be moved later. */
function ofVm(vm: IVirtualMachine): AccessGrantRequest['target'] {
  return {
    kind: 'vm',
    get vm() {
      return ownerOf(vm);
    },
  };
}

function targetOf(
  read: ConstructReader,
  vm: unknown,
  pool: unknown,
  path: string,
): { readonly target?: AccessGrantRequest['target']; readonly problems: readonly Problem[] } {
  if (vm !== undefined && pool === undefined) {
    const found = read.vm(vm, 'vm');
    return { ...(found && { target: ofVm(found) }), problems: [] };
  }
  if (pool !== undefined && vm === undefined) {
    const found = read.pool(pool, 'pool');
    return { ...(found && { target: { kind: 'pool', pool: found } }), problems: [] };
  }
  const problem: Problem = {
    code: 'VML041',
    path: `${path}.vm`,
    got: vm === undefined ? 'neither vm nor pool' : 'both vm and pool',
    rule: 'a grant is on one VM or on one pool',
    fix: 'give either vm or pool, and make a grant for each',
  };
  return { problems: [problem] };
}
