import type { ResourcePoolConfig } from '@cdktf/provider-vsphere/lib/resource-pool';
import type { Allocation, ResourcePoolModel } from '../../model/resource-pool';
import { literal } from '../common/literal';

const UNLIMITED = -1;

/** Arguments of `vsphere_resource_pool`: https://registry.terraform.io/providers/vmware/vsphere/2.16.1/docs/resources/resource_pool */
export function poolArguments(
  pool: ResourcePoolModel,
  parentResourcePoolId: string,
): ResourcePoolConfig {
  const cpu = allocation(pool.cpu, (amount) => amount.toMegahertz());
  const memory = allocation(pool.memory, (amount) => amount.toMebibytes());
  return {
    name: literal(pool.name),
    parentResourcePoolId,
    cpuShareLevel: cpu.level,
    ...(cpu.shares === undefined ? {} : { cpuShares: cpu.shares }),
    cpuReservation: cpu.reservation,
    cpuLimit: cpu.limit,
    cpuExpandable: cpu.expandable,
    memoryShareLevel: memory.level,
    ...(memory.shares === undefined ? {} : { memoryShares: memory.shares }),
    memoryReservation: memory.reservation,
    memoryLimit: memory.limit,
    memoryExpandable: memory.expandable,
  };
}

/** MHz or MiB, with vSphere's words for what is not limited and for shares by number. */
function allocation<Amount>(
  given: Allocation<Amount>,
  amountOf: (amount: Amount) => number,
): {
  readonly level: string;
  readonly shares?: number;
  readonly reservation: number;
  readonly limit: number;
  readonly expandable: boolean;
} {
  const { shares, reservation, limit, expandable } = given;
  return {
    ...(typeof shares === 'number' ? { level: 'custom', shares } : { level: shares }),
    reservation: reservation === undefined ? 0 : amountOf(reservation),
    limit: limit === undefined ? UNLIMITED : amountOf(limit),
    expandable,
  };
}
