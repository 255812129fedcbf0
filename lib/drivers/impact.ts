/**
 * What a change costs a VM, as data that each driver keeps beside its mapping.
 *
 * Input: nothing. Output: tables that lib/review classifies plans with. May import: nothing.
 */

/**
 * From harmless to worst. `none`: the VM does not notice. `hot`: it changes while it runs. `reboot`: the guest is shut
 * down and started by the provider, or has to be before the change takes effect. `power-cycle`: it is switched off and
 * on, or loses a device, and its disks and identity stay. `rebuild`: it is made anew from its template, its data disks
 * stay. `data-loss`: a disk, or a key that disks depend on, is gone.
 */
export const impacts = ['none', 'hot', 'reboot', 'power-cycle', 'rebuild', 'data-loss'] as const;

/** What a change costs a VM: one of {@link impacts}. */
export type Impact = (typeof impacts)[number];

/** A condition on an attribute: one of its values equals this, contains it or ends with it, or there are none, or all equal it. */
export type Condition =
  | string
  | number
  | boolean
  | { readonly contains: string }
  | { readonly endsWith: string }
  | { readonly empty: boolean }
  | { readonly every: string | number | boolean };

/**
 * Conditions by path, which hold before and after the change. `disk[].label` is any of the elements, and `disk[1+].label`
 * any but the first. In a rule for elements of that list, `disk[].label` is that of the element which changes; of one
 * that comes or goes only the side counts on which it is.
 */
export type Conditions = Readonly<Record<string, Condition>>;

/** One line of a table. The first line that fits decides. */
export interface ImpactRule {
  /**
   * Attribute by its path; `[]` stands for each element of a list: `disk[].size`. `disk[]` alone is the element as a
   * whole, when it comes or goes. A line for a block also covers what is inside: `network_interface` its elements and all
   * of their attributes. `*`: every attribute.
   */
  readonly attribute: string;
  /** @default - any change */
  readonly change?: 'increase' | 'decrease' | 'add' | 'remove';
  /** Attributes of the same resource that decide as well. @default - none */
  readonly provided?: Conditions;
  readonly impact: Impact;
  /** Where it is said: the provider's documentation or source, with its version. */
  readonly source: string;
}

/** What becomes of the whole resource. The first entry that fits decides. */
export interface ResourceRule {
  readonly provided?: Conditions;
  readonly impact: Impact;
  readonly source: string;
}

/** One type of resource. What no line fits is `data-loss`: unknown combinations are classified upwards. */
export interface ResourceImpact {
  /** What the resource is, as people call it: `virtual machine`, `disk`, `backup job`. */
  readonly kind: string;
  /** Attribute that names the VM that the resource is, or belongs to. @default - it belongs to no VM */
  readonly vm?: string;
  /**
   * What tells the elements of a list apart: an attribute of theirs, by the path of the list, as in `disk: 'label'`. So an
   * element that goes from the middle is no change of those after it. Only where the provider knows elements in this way.
   *
   * @default - their place in the list
   */
  readonly keys?: Readonly<Record<string, string>>;
  readonly update: readonly ImpactRule[];
  readonly replace: readonly ResourceRule[];
  readonly remove: readonly ResourceRule[];
}

/** By type of resource, as Terraform calls it. */
export type ImpactTable = Readonly<Record<string, ResourceImpact>>;

/** One line for each of several attributes. */
export function lines(
  impact: Impact,
  source: string,
  attributes: readonly string[],
): readonly ImpactRule[] {
  return attributes.map((attribute) => ({ attribute, impact, source }));
}

/** A resource that costs the same whatever becomes of it. */
export function always(kind: string, impact: Impact, source: string, vm?: string): ResourceImpact {
  const rules = [{ impact, source }];
  return {
    kind,
    ...(vm === undefined ? {} : { vm }),
    update: [{ attribute: '*', impact, source }],
    replace: rules,
    remove: rules,
  };
}

/** Resources that every driver makes. */
export const commonImpact: ImpactTable = {
  terraform_data: always(
    'note',
    'none',
    'https://developer.hashicorp.com/terraform/language/resources/terraform-data: kept in the state alone',
  ),
};
