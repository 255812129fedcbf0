/**
 * What a change costs a VM, as data that each driver keeps beside its mapping.
 *
 * Input: nothing. Output: tables that lib/review classifies plans with. May import: nothing.
 */

/**
 * From harmless to worst. `none`: the VM does not notice. `hot`: it changes while it runs. `reboot`: the guest is shut
 * down and started by the provider. `power-cycle`: it is switched off and on, its disks and identity stay. `rebuild`: it
 * is made anew from its template, its data disks stay. `data-loss`: a disk, or a key that disks depend on, is gone.
 */
export const impacts = ['none', 'hot', 'reboot', 'power-cycle', 'rebuild', 'data-loss'] as const;

export type Impact = (typeof impacts)[number];

/** A condition on an attribute of the resource, before and after the change: equal to a value, or one of these. */
export type Condition =
  string | number | boolean | { readonly contains: string } | { readonly empty: boolean };

/** One line of a table. The first line that fits decides. */
export interface ImpactRule {
  /**
   * Attribute by its path; `[]` stands for each element of a list: `disk[].size`. A line for a block also covers what is
   * inside: `network_interface` all of its attributes. `*`: every attribute.
   */
  readonly attribute: string;
  /** @default - any change */
  readonly change?: 'increase' | 'decrease' | 'add' | 'remove';
  /** Attributes of the same resource that decide as well, by path. @default - none */
  readonly provided?: Readonly<Record<string, Condition>>;
  readonly impact: Impact;
  /** Where it is said: the provider's documentation or source, with its version. */
  readonly source: string;
}

/** What becomes of the whole resource. The first entry that fits decides. */
export interface ResourceRule {
  readonly provided?: Readonly<Record<string, Condition>>;
  readonly impact: Impact;
  readonly source: string;
}

/** One type of resource. What no line fits is `data-loss`: unknown combinations are classified upwards. */
export interface ResourceImpact {
  /** What the resource is, as people call it: `virtual machine`, `disk`, `backup job`. */
  readonly kind: string;
  /** Attribute that names the VM that the resource is, or belongs to. @default - it belongs to no VM */
  readonly vm?: string;
  readonly update: readonly ImpactRule[];
  readonly replace: readonly ResourceRule[];
  readonly remove: readonly ResourceRule[];
}

/** By type of resource, as Terraform calls it. */
export type ImpactTable = Readonly<Record<string, ResourceImpact>>;
