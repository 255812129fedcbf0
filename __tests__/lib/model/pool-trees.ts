/** Pools and VMs of a hypervisor, for tests of the capacity check. */
import type { CapacityTree, PoolMember, PoolNode } from '../../../lib/model/capacity';
import { Frequency } from '../../../lib/model/frequency';
import type { Allocation, HypervisorCapacity } from '../../../lib/model/resource-pool';
import { Size } from '../../../lib/model/size';

export interface Amounts {
  readonly reservation?: number;
  readonly limit?: number;
  readonly expandable?: boolean;
}

function allocation<Amount>(
  { reservation, limit, expandable = false }: Amounts,
  amount: (number: number) => Amount,
): Allocation<Amount> {
  return {
    shares: 'normal',
    expandable,
    ...(reservation === undefined ? {} : { reservation: amount(reservation) }),
    ...(limit === undefined ? {} : { limit: amount(limit) }),
  };
}

/** A pool at `lab/<name>`; CPU in GHz, memory in GiB. */
export function pool(
  name: string,
  { cpu = {}, memory = {}, parent }: { cpu?: Amounts; memory?: Amounts; parent?: string } = {},
): PoolNode {
  const model = {
    name,
    weight: 1,
    cpu: allocation(cpu, (number) => Frequency.gigahertz(number)),
    memory: allocation(memory, (number) => Size.gibibytes(number)),
  };
  return { path: `lab/${name}`, name, model, ...(parent && { parent: `lab/${parent}` }) };
}

export function vm(name: string, cpuCount: number, gibibytes: number, inPool?: string): PoolMember {
  const memory = Size.gibibytes(gibibytes);
  return { path: `lab/${name}`, cpuCount, memory, ...(inPool && { pool: `lab/${inPool}` }) };
}

/** Four hosts of 8 cores of 2 GHz and 32 GiB: 64 GHz, 128 GiB, 128 virtual CPUs. */
export const capacity: HypervisorCapacity = {
  hosts: 4,
  coresPerHost: 8,
  coreFrequency: Frequency.gigahertz(2),
  memoryPerHost: Size.gibibytes(32),
};

export function tree(changes: Partial<CapacityTree>): CapacityTree {
  return {
    path: 'lab/Pve',
    limitsAreChecked: false,
    reservationsAreChecked: false,
    pools: [],
    members: [],
    ...changes,
  };
}
