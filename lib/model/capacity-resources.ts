import type { PoolMember } from './capacity';
import { Frequency } from './frequency';
import type { UsableCapacity } from './hypervisor-capacity';
import type { HypervisorCapacity, ResourcePoolModel } from './resource-pool';
import { Size } from './size';

/** One resource, in a unit in which amounts are added: MHz and bytes. */
export interface Resource {
  readonly field: 'cpu' | 'memory';
  /** Field of a VM. */
  readonly ofVm: 'cpuCount' | 'memory';
  readonly reservation: (pool: ResourcePoolModel) => number | undefined;
  readonly limit: (pool: ResourcePoolModel) => number | undefined;
  readonly usable: (usable: UsableCapacity) => number;
  /** Amount of VMs per physical amount that is accepted. */
  readonly overcommit: (usable: UsableCapacity) => number;
  /** What one host has. */
  readonly ofHost: (capacity: HypervisorCapacity) => number;
  /** What a VM may use at most; undefined where it is known later only. */
  readonly size: (member: PoolMember, capacity?: HypervisorCapacity) => number | undefined;
  readonly text: (amount: number) => string;
}

export const CPU: Resource = {
  field: 'cpu',
  ofVm: 'cpuCount',
  reservation: ({ cpu }) => cpu.reservation?.toMegahertz(),
  limit: ({ cpu }) => cpu.limit?.toMegahertz(),
  usable: ({ megahertz }) => megahertz,
  overcommit: ({ cpuOvercommit }) => cpuOvercommit,
  ofHost: ({ coresPerHost, coreFrequency }) => coresPerHost * coreFrequency.toMegahertz(),
  size: (member, capacity) => {
    const cpus = cpusOf(member);
    return cpus === undefined || capacity === undefined
      ? undefined
      : cpus * capacity.coreFrequency.toMegahertz();
  },
  text: (amount) =>
    Number.isSafeInteger(amount) ? Frequency.megahertz(amount).toText() : `${String(amount)} MHz`,
};

export const MEMORY: Resource = {
  field: 'memory',
  ofVm: 'memory',
  reservation: ({ memory }) => memory.reservation?.bytes,
  limit: ({ memory }) => memory.limit?.bytes,
  usable: ({ bytes }) => bytes,
  overcommit: ({ memoryOvercommit }) => memoryOvercommit,
  ofHost: ({ memoryPerHost }) => memoryPerHost.bytes,
  size: ({ memory }) => memory.bytes,
  text: (amount) =>
    Number.isSafeInteger(amount)
      ? Size.kibibytes(amount / 1024).toText()
      : `${String(Math.round(amount / 1024 ** 4))} TiB`,
};

/** A CPU count may be a token, which is a number that no VM has. */
export function cpusOf({ cpuCount }: PoolMember): number | undefined {
  return Number.isSafeInteger(cpuCount) && cpuCount > 0 ? cpuCount : undefined;
}
