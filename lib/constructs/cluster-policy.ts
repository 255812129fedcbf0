import { Token } from 'cdktf';
import { Construct } from 'constructs';
import { unsupported } from '../drivers/common/unsupported';
import type { Driver, MadeResources } from '../drivers/contract';
import { Hypervisor } from '../drivers/hypervisor';
import { throwIfAny, VmLifecycleError, type Problem } from '../errors';
import type { ClusterPolicyModel, ClusterPolicyModelProps } from '../model/cluster-policy';
import { defineClusterPolicy } from '../model/define-cluster-policy';
import { byPath } from '../model/notes';
import { clusterPolicyOf, enter, entered } from './fleet';
import { importMain } from './import-main';
import { ConstructReader, objectOf } from './read-construct';

/** What a cluster does when a host fails or is busy. */
export interface ClusterPolicyProps extends ClusterPolicyModelProps {
  /** @default - the hypervisor of the nearest enclosing scope */
  readonly hypervisor?: Hypervisor;
}

/**
 * How a cluster balances load, and how it survives the failure of a host. What the failover reserve keeps free is
 * subtracted from the hypervisor's capacity before pools and VMs are checked against it.
 *
 * vSphere: DRS automation level, HA with admission control by percentage, by slots (a number of hosts) or by dedicated
 * failover hosts, host and VM monitoring of a compute cluster. Proxmox VE: HA groups and rules.
 *
 * @throws VML006, VML041, VML043, VML044, VML048 and VML057 for bad props; VML031 for a second policy of a hypervisor;
 * VML024 where pools were made before whose percentages would change
 */
export class ClusterPolicy extends Construct {
  readonly hypervisor: Hypervisor;
  /** The policy with all defaults, as plain data. */
  readonly model: ClusterPolicyModel;
  /** The Terraform resources, for escape hatches and dependencies. */
  readonly resources: MadeResources;

  constructor(scope: Construct, id: string, props: ClusterPolicyProps) {
    super(scope, id);
    const { path } = this.node;
    const { hypervisor, ...declared } = objectOf(props, path);
    const read = new ConstructReader(this);
    const on = read.hypervisor(hypervisor);
    const defined = defineClusterPolicy(declared, path, (value) => Token.isUnresolved(value));
    if (on === undefined || defined.model === undefined) {
      throw new VmLifecycleError([...read.problems, ...defined.problems].sort(byPath));
    }
    this.hypervisor = on;
    this.model = defined.model;
    const { driver } = on;
    const request = { policy: this.model, path };
    throwIfAny([
      ...unsupportedParts(driver, this.model, path),
      ...this.secondPolicy(),
      ...this.earlierPools(),
    ]);
    throwIfAny(driver.validateClusterPolicy?.(request) ?? []);
    this.resources = driver.createClusterPolicy?.(this, request) ?? { all: {} };
    if (this.resources.main !== undefined) this.node.defaultChild = this.resources.main;
    enter('clusters', this);
  }

  /** Takes over a cluster that exists, by the id that the provider imports it by. */
  importFrom(id: string): void {
    importMain(this.node.path, this.resources, id);
  }

  private secondPolicy(): readonly Problem[] {
    const first = clusterPolicyOf(this.node.root, this.hypervisor);
    if (first === undefined) return [];
    return [
      {
        code: 'VML031',
        path: this.node.path,
        got: `a second policy of ${this.hypervisor.node.path}`,
        rule: `a hypervisor has one cluster policy; ${first.node.path} is it`,
        fix: 'declare everything in one policy, or give this one the hypervisor that it is for',
      },
    ];
  }

  /** Amounts that percentages stand for are fixed when a pool is made, and a reserve would lessen them. */
  private earlierPools(): readonly Problem[] {
    if (this.model.failoverReserve === undefined) return [];
    const key = Hypervisor.keyOf(this.hypervisor);
    const earlier = entered(this.node.root, 'pools').filter(
      ({ hypervisor, declared }) =>
        Hypervisor.keyOf(hypervisor) === key &&
        [declared.cpu.reservation, declared.memory.reservation].some(
          (reservation) =>
            reservation !== undefined && 'percent' in reservation && reservation.percent > 0,
        ),
    );
    if (earlier.length === 0) return [];
    return [
      {
        code: 'VML024',
        path: `${this.node.path}.failoverReserve`,
        got: `a reserve after ${earlier.map(({ node }) => node.path).join(', ')}`,
        rule: 'pools with percentages reserve a part of what a failover reserve leaves',
        fix: 'make the ClusterPolicy before these pools',
      },
    ];
  }
}

function unsupportedParts(
  driver: Driver,
  { loadBalancing, highAvailability, failoverReserve }: ClusterPolicyModel,
  path: string,
): readonly Problem[] {
  return [
    ...(loadBalancing === 'off'
      ? []
      : unsupported(driver, 'cluster.load-balancing', `${path}.loadBalancing`, loadBalancing)),
    ...(highAvailability
      ? unsupported(driver, 'cluster.high-availability', `${path}.highAvailability`, true)
      : []),
    ...(failoverReserve === undefined
      ? []
      : unsupported(
          driver,
          'cluster.failover-reserve',
          `${path}.failoverReserve`,
          failoverReserve.kind,
        )),
  ];
}
