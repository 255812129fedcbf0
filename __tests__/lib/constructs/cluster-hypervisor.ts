/** A hypervisor for tests that can do everything: each object becomes a `terraform_data` whose input says what was asked. */
import { DataResource, Lazy, type TerraformProvider } from 'cdktf';
import type { Construct } from 'constructs';
import { Hypervisor } from '../../../lib';
import type {
  AccessGrantRequest,
  ClusterPolicyRequest,
  Driver,
  MadeResources,
  PlacementRuleRequest,
  ResourcePoolRequest,
  VmRequest,
  VmResources,
} from '../../../lib/drivers/contract';
import { LibvirtHypervisor } from '../../../lib/drivers/libvirt';
import { LibvirtDriver } from '../../../lib/drivers/libvirt/driver';
import type { CapabilityName, CapabilityTable } from '../../../lib/model/capabilities';
import { Frequency } from '../../../lib/model/frequency';
import type { HypervisorCapacity } from '../../../lib/model/resource-pool';
import { Size } from '../../../lib/model/size';
import type { VmIdRange } from '../../../lib/model/vm-ids';

/** Four hosts of 8 cores of 2 GHz and 32 GiB. */
export const capacity: HypervisorCapacity = {
  hosts: 4,
  coresPerHost: 8,
  coreFrequency: Frequency.gigahertz(2),
  memoryPerHost: Size.gibibytes(32),
};

export interface ClusterOptions {
  readonly capacity?: HypervisorCapacity;
  readonly endpointKey?: string;
  readonly vmIds?: VmIdRange;
  /** @default - none */
  readonly unsupported?: readonly CapabilityName[];
}

/** VMs as on libvirt, and everything else of a cluster. */
export class ClusterHypervisor extends Hypervisor {
  readonly driver: Driver;
  readonly provider: TerraformProvider;
  override readonly capacity?: HypervisorCapacity;
  override readonly endpointKey?: string;
  override readonly vmIds?: VmIdRange;

  constructor(scope: Construct, id: string, options: ClusterOptions = {}) {
    super(scope, id);
    // In a scope of its own, where nothing else looks for a hypervisor.
    const { driver, provider } = new LibvirtHypervisor(this, 'Libvirt');
    this.provider = provider;
    this.driver = new ClusterDriver(driver, options.unsupported ?? []);
    this.capacity = options.capacity;
    this.endpointKey = options.endpointKey;
    this.vmIds = options.vmIds;
  }
}

/** Hands VMs over to libvirt, which knows neither pools nor places. */
class ClusterDriver implements Driver {
  readonly name: Driver['name'];
  readonly title = 'cluster (for tests)';
  readonly guestChannel: Driver['guestChannel'];
  readonly machineControls: Driver['machineControls'];
  readonly capabilities: CapabilityTable;
  readonly createTemplate: Driver['createTemplate'];
  readonly referenceTemplate: Driver['referenceTemplate'];
  readonly createNetwork: Driver['createNetwork'];

  constructor(
    private readonly libvirt: LibvirtDriver,
    unsupported: readonly CapabilityName[],
  ) {
    this.name = libvirt.name;
    this.guestChannel = libvirt.guestChannel;
    this.machineControls = libvirt.machineControls;
    this.capabilities = Object.fromEntries(
      (Object.keys(libvirt.capabilities) as CapabilityName[]).map((name) => [
        name,
        unsupported.includes(name)
          ? { support: 'unsupported', alternative: 'something else' }
          : { support: 'native' },
      ]),
    ) as CapabilityTable;
    this.createTemplate = libvirt.createTemplate.bind(libvirt);
    this.referenceTemplate = libvirt.referenceTemplate.bind(libvirt);
    this.createNetwork = libvirt.createNetwork.bind(libvirt);
  }

  validateVm(): [] {
    return [];
  }
  createVm(scope: Construct, request: VmRequest): VmResources {
    const made = this.libvirt.createVm(scope, { ...request, pool: undefined });
    new DataResource(scope, 'Pool', { input: { pool: request.pool?.poolId } });
    return made;
  }
  verifyVm(): [] {
    return [];
  }

  createResourcePool(
    scope: Construct,
    { pool, parent }: ResourcePoolRequest,
  ): MadeResources & { poolId: string } {
    const main = new DataResource(scope, 'Resource', {
      input: {
        name: pool.name,
        weight: pool.weight,
        cpuReservation: pool.cpu.reservation?.toText(),
        memoryReservation: pool.memory.reservation?.toText(),
        parent: parent?.poolId,
      },
    });
    return { main, all: { pool: main }, poolId: main.id };
  }
  referenceResourcePool(_scope: Construct, path: string): string {
    return `id of ${path}`;
  }
  createPlacementRule(scope: Construct, { rule, members }: PlacementRuleRequest): MadeResources {
    return made(scope, () => ({ ...rule, members: members().map(({ vmName }) => vmName) }));
  }
  createClusterPolicy(scope: Construct, { policy }: ClusterPolicyRequest): MadeResources {
    return made(scope, () => ({ ...policy }));
  }
  createAccessGrant(scope: Construct, { grant, target }: AccessGrantRequest): MadeResources {
    const on = target.kind === 'vm' ? target.vm.vmName : target.pool.poolId;
    return made(scope, () => ({ ...grant, on }));
  }
}

function made(scope: Construct, produce: () => object): MadeResources {
  const main = new DataResource(scope, 'Resource', { input: Lazy.anyValue({ produce }) });
  return { main, all: { main } };
}
