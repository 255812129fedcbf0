import { errorCodes, type Problem } from '../errors';
import type { FailoverReserve } from './cluster-policy';
import { Frequency } from './frequency';
import type { FieldsOf } from './known-fields';
import { byPath, Notes, shown } from './notes';
import type { HypervisorCapacity } from './resource-pool';
import { snapshot } from './snapshot';

/** What cpuOvercommit and memoryOvercommit are where a capacity leaves them out. */
const CPU_OVERCOMMIT = 4;
const MEMORY_OVERCOMMIT = 1;

/** What a hypervisor has for VMs while nothing has failed: the sum of its hosts, less the failover reserve. */
export interface UsableCapacity {
  readonly megahertz: number;
  readonly bytes: number;
  /** Not whole where a reserve takes a part of one. */
  readonly cores: number;
  readonly cpuOvercommit: number;
  readonly memoryOvercommit: number;
}

const MEBIBYTE = 1024 ** 2;

export function usableCapacity(
  capacity: HypervisorCapacity,
  reserve?: FailoverReserve,
): UsableCapacity {
  const hosts = hostsOf(capacity);
  const left = leftBy(reserve, hosts);
  // Whole numbers first: 1 - 2/11 is no number that a computer has.
  const part = (total: number, { parts, of }: Share): number => (total * parts) / of;
  const cores = part(hosts * capacity.coresPerHost, left.cpu);
  const bytes = part(hosts * capacity.memoryPerHost.bytes, left.memory);
  return {
    megahertz: Math.floor(
      part(hosts * capacity.coresPerHost * capacity.coreFrequency.toMegahertz(), left.cpu),
    ),
    bytes: Math.floor(bytes / MEBIBYTE) * MEBIBYTE,
    cores,
    cpuOvercommit: capacity.cpuOvercommit ?? CPU_OVERCOMMIT,
    memoryOvercommit: capacity.memoryOvercommit ?? MEMORY_OVERCOMMIT,
  };
}

export function hostsOf({ hosts }: HypervisorCapacity): number {
  return hosts ?? 1;
}

/** Hosts that VMs run on while nothing has failed: dedicated failover hosts stay empty. */
export function hostsForVms(capacity: HypervisorCapacity, reserve?: FailoverReserve): number {
  const dedicated = reserve?.kind === 'dedicated-hosts' ? reserve.hosts.length : 0;
  return Math.max(0, hostsOf(capacity) - dedicated);
}

/** A part of a whole as a fraction. */
interface Share {
  readonly parts: number;
  readonly of: number;
}

/** What a reserve leaves of the hypervisor. A slot is a host. */
function leftBy(
  reserve: FailoverReserve | undefined,
  hosts: number,
): { readonly cpu: Share; readonly memory: Share } {
  const all = { parts: 1, of: 1 };
  if (reserve === undefined) return { cpu: all, memory: all };
  if (reserve.kind === 'percentage') {
    return {
      cpu: { parts: 100 - reserve.cpuPercent, of: 100 },
      memory: { parts: 100 - reserve.memoryPercent, of: 100 },
    };
  }
  const failing = reserve.kind === 'slots' ? reserve.hostFailures : reserve.hosts.length;
  const share = { parts: Math.max(0, hosts - failing), of: hosts };
  return { cpu: share, memory: share };
}

const capacityFields: FieldsOf<HypervisorCapacity> = {
  hosts: true,
  coresPerHost: true,
  coreFrequency: true,
  memoryPerHost: true,
  cpuOvercommit: true,
  memoryOvercommit: true,
};

const CAPACITY = {
  is: 'an object with the capacity of the hypervisor',
  fix: 'give coresPerHost, coreFrequency and memoryPerHost, or leave it out',
};
const FREQUENCY = {
  is: 'a Frequency',
  fix: 'write it as Frequency.gigahertz(2.6)',
  required: true,
};

/** What is wrong with the capacity that a hypervisor construct is given. */
export function capacityProblems(
  capacity: unknown,
  path: string,
  isToken: (value: unknown) => boolean,
): readonly Problem[] {
  const notes = new Notes(isToken);
  const given = notes.object(snapshot(capacity, isToken), path, capacityFields, CAPACITY);
  if (given === undefined) return notes.problems;
  checkNumber('hosts', true, false);
  checkNumber('coresPerHost', true, true);
  const at = `${path}.coreFrequency`;
  const isFrequency = (value: unknown): value is Frequency => Frequency.isFrequency(value);
  const frequency = notes.read(given.coreFrequency, at, FREQUENCY, isFrequency);
  if (frequency?.toMegahertz() === 0) {
    notes.add('VML054', at, shown(frequency), 'a core has a clock rate', FREQUENCY.fix);
  }
  const example = 'Size.gibibytes(256)';
  const memory = notes.size(given.memoryPerHost, `${path}.memoryPerHost`, example, true);
  if (memory?.bytes === 0) {
    const rule = 'a host has memory';
    notes.add('VML054', `${path}.memoryPerHost`, shown(memory), rule, `write it as ${example}`);
  }
  checkNumber('cpuOvercommit', false, false);
  checkNumber('memoryOvercommit', false, false);
  return notes.problems.sort(byPath);

  function checkNumber(field: keyof HypervisorCapacity, whole: boolean, required: boolean): void {
    const is = whole ? 'a positive whole number' : 'a positive number';
    const expected = { is, fix: `give ${is}, such as ${whole ? '16' : '1.5'}`, required };
    const isNumber = (value: unknown): value is number => typeof value === 'number';
    const value = notes.read(given?.[field], `${path}.${field}`, expected, isNumber);
    if (value === undefined) return;
    const isRight = whole ? Number.isSafeInteger(value) : Number.isFinite(value);
    if (isRight && value > 0) return;
    const rule = `${errorCodes.VML054}; it is ${is}`;
    notes.add('VML054', `${path}.${field}`, shown(value), rule, expected.fix);
  }
}
