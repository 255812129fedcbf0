/**
 * The version-controlled record of a plan: what is reviewed in git, and compared with a fresh plan before it is applied.
 *
 * Input: nothing. Output: types. May import: types.
 */

import type { ImpactTable } from '../../drivers/impact';
import type { ReviewTable } from '../../drivers/review-table';
import type { KeySource, RecordKey } from './record-key';

/** The format that records name. */
export const recordFormat = 'vm-lifecycle/plan-record/1';

/** What a value shows that is not printed: one that changes, and one that identifies. */
export const hiddenTexts = { changed: '(changed)', identity: '(not printed)' } as const;

/** One value on both sides. A side that is absent has nothing there. */
export interface RecordedValue {
  /** `disk[data].size`. */
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
  /** The new value is known after the apply only. */
  readonly unknown?: true;
  /** The driver does not allow to print it, or Terraform marks it sensitive. */
  readonly hidden?: (typeof hiddenTexts)[keyof typeof hiddenTexts];
  /** HMAC-SHA-256 of a value that is not printed, 32 hexadecimal digits. @default - it is not compared: there was no key */
  readonly beforeDigest?: string;
  readonly afterDigest?: string;
}

/** One planned change. */
export interface RecordedChange {
  readonly address: string;
  readonly previousAddress?: string;
  /** Key of an object that a create-before-destroy left behind. */
  readonly deposed?: string;
  readonly provider: string;
  readonly type: string;
  /** In Terraform's words and order: `["delete", "create"]`. */
  readonly actions: readonly string[];
  readonly actionReason?: string;
  readonly replacePaths?: readonly string[];
  readonly importId?: string;
  /** What identifies the object that is there: an update or a removal of another one was not reviewed. */
  readonly identity?: readonly RecordedValue[];
  /** What changes, by path. A removal has none: its identity says what goes. */
  readonly values?: readonly RecordedValue[];
  /** SHA-256 over the values of a replaced resource that stay as they are. */
  readonly unchanged?: string;
  /** SHA-256 of this entry's canonical JSON (RFC 8785) without this field. */
  readonly digest: string;
}

/** Drift of a touched resource that its driver calls decisive, as it was when the plan was recorded. */
export interface RecordedDrift {
  readonly address: string;
  readonly kind: 'changed' | 'deleted';
  readonly values: readonly RecordedValue[];
}

/** The version-controlled record of a plan: the content of `plans/<stack>.json`. */
export interface PlanRecord {
  readonly format: typeof recordFormat;
  readonly stack: string;
  readonly engine: {
    readonly name: Engine;
    /** Major and minor version: `1.11`. */
    readonly version: string;
  };
  /** Digest of the lineage of the state; null where there is none yet. */
  readonly state: string | null;
  /** SHA-256 of the dependency lock file; null without one. */
  readonly lock: string | null;
  /** SHA-256 of the synthesized configuration. */
  readonly synth: string;
  readonly key: { readonly source: KeySource; readonly id?: string };
  /** Sorted by address, then deposed key. */
  readonly changes: readonly RecordedChange[];
  /** Part of no digest: shown, and not counted again when it is still there at apply. */
  readonly drift: readonly RecordedDrift[];
  /** SHA-256 of all of the record but `drift` and this field; journals go by it. */
  readonly digest: string;
}

/** The program that planned. */
export type Engine = 'terraform' | 'tofu';

export interface RecordTables {
  readonly review: ReviewTable;
  readonly impact: ImpactTable;
}

/** What a record says of a plan beside the plan itself. */
export interface RecordPlanOptions {
  readonly stack: string;
  readonly engine: Engine;
  /** `lineage` of `terraform state pull`. @default - there is no state yet */
  readonly lineage?: string;
  /** Text of `.terraform.lock.hcl`. @default - there is none: the stack needs no provider that is installed */
  readonly lock?: string;
  /** The parsed `cdk.tf.json`. */
  readonly synthesized: unknown;
  /** See `recordKey`. */
  readonly key: RecordKey;
  /**
   * The VM that a resource is, or belongs to: its drift counts where any resource of that VM changes.
   *
   * @default - resources are touched by their own changes alone
   */
  readonly vmOf?: (address: string) => string | undefined;
}

/** The same with the tables that plans are read by. */
export interface RecordContext extends RecordPlanOptions {
  readonly tables: RecordTables;
  /** Digest of `synthesized`, where it was made while Terraform planned. @default - it is made of it */
  readonly synth?: string;
}
