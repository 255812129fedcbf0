/**
 * What a review says of a plan: the plain data that reports, policies and records are made from.
 *
 * Input: nothing. Output: types. May import: the types of lib/drivers/impact.
 */

import type { Impact } from '../drivers/impact';

/** What becomes of a resource. `forget`: it leaves the state and stays where it is. `move`, `import`: nothing else changes. */
export type Action = 'create' | 'update' | 'replace' | 'delete' | 'forget' | 'import' | 'move';

/** One value that a change sets, as far as it may be printed. */
export interface ChangedValue {
  /** For people: elements of lists are named by what tells them apart, as in `disk[data].size`. */
  readonly path: string;
  /** Printed values; absent where the driver does not allow to print them, and where there is none. */
  readonly before?: unknown;
  readonly after?: unknown;
  /** False: readers see `(changed)`. */
  readonly printed: boolean;
  /** The new value is known after the apply only. */
  readonly unknown: boolean;
}

/** What becomes of one resource, and what it costs the VM that it is part of. */
export interface ReviewedChange {
  readonly address: string;
  readonly previousAddress?: string;
  readonly deposed?: string;
  readonly provider: string;
  readonly type: string;
  /** As people call it: `virtual machine`, `disk`. */
  readonly kind: string;
  /** Name of the VM that the resource is, or belongs to. @default - it belongs to none */
  readonly vm?: string;
  readonly action: Action;
  readonly impact: Impact;
  /** The line that decided the impact. */
  readonly reason: string;
  /** All lines, worst first. */
  readonly reasons: readonly string[];
  /** Why Terraform does it, in its words: `delete_because_no_resource_config`. */
  readonly actionReason?: string;
  readonly replacePaths: readonly string[];
  readonly importId?: string;
  readonly values: readonly ChangedValue[];
}

/** What changed outside of Terraform, of one resource. */
export interface Drift {
  readonly address: string;
  readonly type: string;
  readonly vm?: string;
  /** `deleted`: it is gone. */
  readonly kind: 'changed' | 'deleted';
  /** True where the driver calls one of the attributes decisive: power state, disks. */
  readonly decisive: boolean;
  readonly values: readonly ChangedValue[];
}

/** One finding of a policy. */
export interface Finding {
  /** Rule that found it: `destroy-without-approval`. */
  readonly rule: string;
  readonly severity: 'deny' | 'warn';
  /** Address or VM. @default - the plan as a whole */
  readonly subject?: string;
  readonly message: string;
  /** Where the rule comes from: `invariant`, `pack`, or the name of a user's policy. */
  readonly source: string;
}

/** A review in figures. */
export interface Summary {
  /** The worst impact of all changes. */
  readonly impact: Impact;
  readonly impacts: Readonly<Record<Impact, number>>;
  readonly actions: Readonly<Record<Action, number>>;
  /** Machines that change, by name, each with the worst impact of its changes; sorted by impact, then name. */
  readonly vms: readonly {
    readonly vm: string;
    readonly impact: Impact;
    readonly changes: number;
  }[];
  readonly drift: number;
  readonly denied: number;
  readonly warned: number;
}

/** What a plan does to machines, and what policies say of it. */
export interface Review {
  readonly stack?: string;
  readonly summary: Summary;
  /** Sorted by address, then deposed key. */
  readonly changes: readonly ReviewedChange[];
  readonly drift: readonly Drift[];
  readonly policy: readonly Finding[];
  /** What makes the plan itself doubtful: errored, incomplete, unknown providers. */
  readonly warnings: readonly string[];
}
