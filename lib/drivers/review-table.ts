/**
 * What a review has to know of a resource beside what its changes cost, as data that each driver keeps.
 *
 * Input: nothing. Output: tables that lib/review reads plans with. May import: nothing.
 */

/** Attributes are written by their path; `[]` stands for each element of a list: `disk[].size`. A block covers its inside. */
export interface ResourceReview {
  /** Attributes whose values people may read. All others show as `(changed)`: plans carry secrets that they do not mark. */
  readonly printed: readonly string[];
  /**
   * Attributes that the hypervisor or other products change on their own: left out of digests, so that a migration or a
   * note of a backup product voids no review.
   */
  readonly volatile: readonly string[];
  /**
   * Attributes that report what another resource has set: that they change is no drift of this one. Whoever sets them here
   * sees a planned change instead. @default - none
   */
  readonly setElsewhere?: readonly string[];
  /** What identifies the object that a removal would remove: UUID, VM id, paths of disks. */
  readonly identity: readonly string[];
  /** Attributes whose drift between review and apply stops the apply where the VM is touched: power state, disks. */
  readonly decisive: readonly string[];
  /** The attribute of a machine that says whether it is on, and its value where it is off. @default - it is no machine */
  readonly off?: { readonly attribute: string; readonly value: unknown };
  /**
   * The VM that a resource without a name of its own belongs to: an attribute of it equals one of the VM's resource, as
   * in `{ attribute: 'id', type: 'libvirt_domain', equals: 'disk[].volume_id' }`. @default - it is a VM, or belongs to none
   */
  readonly belongsTo?: readonly BelongsTo[];
}

export interface BelongsTo {
  /** Attribute of this resource. */
  readonly attribute: string;
  /** Type of the VM's resource. */
  readonly type: string;
  /** Attribute of the VM's resource that has the same value, or refers to this one. */
  readonly equals: string;
  /** What the attribute has before the value: `vm:` of `vm:100`. @default - nothing */
  readonly prefix?: string;
  /** What ends the value in the attribute of the VM's resource: `;` of `volume;suffix`. @default - nothing */
  readonly separator?: string;
}

/** By type of resource, as Terraform calls it. */
export type ReviewTable = Readonly<Record<string, ResourceReview>>;
