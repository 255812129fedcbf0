import type { Frequency } from './frequency';
import type { Size } from './size';

/** Share of a contended resource: `high`, `normal` and `low` stand as 4 : 2 : 1, a number is a custom weight (normal is 4000). */
export type Shares = 'high' | 'normal' | 'low' | number;

/** A part of the parent's amount, in percent. */
export interface Percentage {
  readonly percent: number;
}

/** What of one resource a pool gets. */
export interface AllocationProps<Amount> {
  /** Weight among the pools of the same parent when the resource is contended. @default 'normal' */
  readonly shares?: Shares;
  /** Amount that is always available to the pool. @default - none */
  readonly reservation?: Amount | Percentage;
  /** Amount that the pool never exceeds. @default - unlimited */
  readonly limit?: Amount;
  /** The pool may take more reservation from its parent than its own. @default false */
  readonly expandable?: boolean;
}

/** What of one resource a pool gets, every default filled in and every percentage resolved. */
export interface Allocation<Amount> {
  readonly shares: Shares;
  readonly reservation?: Amount;
  readonly limit?: Amount;
  readonly expandable: boolean;
}

/**
 * Weights and reservations by purpose: production high and 50 %, staging normal and 10 %, development low and nothing
 * (shares 2 : 1 : 0.5).
 */
export type PoolPreset = 'production' | 'staging' | 'development';

/** What a user declares of a resource pool, in words that no hypervisor owns. */
export interface PoolProps {
  /** Name on the hypervisor, 1 to 80 characters without "/", "\\" and "%"; used once below its parent. */
  readonly name: string;
  /** Shares and reservations by purpose; what `cpu` and `memory` give wins. @default - none: normal shares, nothing reserved */
  readonly preset?: PoolPreset;
  /** @default - that of the preset */
  readonly cpu?: AllocationProps<Frequency>;
  /** @default - that of the preset */
  readonly memory?: AllocationProps<Size>;
}

/** A resource pool as plain data. Immutable. */
export interface ResourcePoolModel {
  readonly name: string;
  readonly cpu: Allocation<Frequency>;
  readonly memory: Allocation<Size>;
  /**
   * CPU weight of the pool's members relative to members of a pool with normal shares, over the whole tree: 1 is normal,
   * 2 twice as much. What hypervisors without pool shares derive the weight of each VM from.
   */
  readonly weight: number;
}

/** What a hypervisor, or a cluster of them, has. */
export interface HypervisorCapacity {
  /** Number of hosts. @default 1 */
  readonly hosts?: number;
  /** Physical cores of each host. */
  readonly coresPerHost: number;
  /** Base frequency of a core. */
  readonly coreFrequency: Frequency;
  /** Memory of each host that VMs may use. */
  readonly memoryPerHost: Size;
  /** Virtual CPUs per physical core that are accepted. @default 4 */
  readonly cpuOvercommit?: number;
  /** Memory of VMs per physical memory that is accepted. @default 1 */
  readonly memoryOvercommit?: number;
}
