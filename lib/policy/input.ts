/**
 * What policies decide about: plain JSON, the same for the invariants, the Rego pack and users' own rules.
 *
 * Input: nothing. Output: types. May import:
 * the types of lib/review and lib/model.
 */

import type { Approval } from '../model/approvals';
import type { ProtectedAddress } from '../model/ledger';
import type { Drift, ReviewedChange } from '../review/review';

/** A VM as the inventory output of its stack has it. Fields of foreign or older plans may be missing. */
export interface PolicyVm {
  readonly vm: string;
  /** Address of the machine's resource. */
  readonly address?: string;
  readonly hypervisor?: string;
  readonly environment?: string;
  /** `production`, `staging`, `development`; of a foreign plan anything. */
  readonly category?: string;
  readonly owner?: string;
  readonly purpose?: string;
  /** `YYYY-MM-DD`, or `never`. */
  readonly expires?: string;
  readonly protected?: boolean;
  /** Name of the backup policy. @default - it has none */
  readonly backup_policy?: string;
  /** Last day of the decision to run a production VM without one, `YYYY-MM-DD`. @default - there is no such decision */
  readonly without_backup_until?: string;
  /** Addresses whose destruction code approves, while the VM is made anew. @default - it is not, or none is approved */
  readonly approved_addresses?: readonly string[];
  readonly template?: string;
  /** Days on which the template was certified, and until which it may be used. @default - of no catalog */
  readonly template_certification?: { readonly certified?: string; readonly sunset?: string };
  readonly hardening_pack?: string;
  readonly waivers?: readonly { readonly control: string; readonly expires: string }[];
  readonly networks?: readonly { readonly network: string; readonly category?: string }[];
  /** Sources and targets of the guest's firewall that are open to everywhere, in words: `ingress tcp 443 from 0.0.0.0/0`. */
  readonly open_to_everywhere?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
}

export type { Approval, ProtectedAddress };

/** What policies decide about: the document `input` of Rego. */
export interface PolicyInput {
  readonly stack: string;
  readonly category: string;
  /** `YYYY-MM-DD`. */
  readonly today: string;
  /** @default - none */
  readonly change_reference?: string;
  readonly plan: {
    readonly errored: boolean;
    readonly complete: boolean;
    readonly providers: readonly string[];
    /** Provisioners and data sources of the configuration, by address: `local-exec`, `external`. */
    readonly executes: readonly { readonly address: string; readonly kind: string }[];
    /** Managed resources in the state before, for the blast radius. */
    readonly resources_before: number;
  };
  readonly changes: readonly ReviewedChange[];
  readonly drift: readonly Drift[];
  readonly vms: { readonly before: readonly PolicyVm[]; readonly after: readonly PolicyVm[] };
  readonly ledger: readonly ProtectedAddress[];
  /** Those that were committed, and those of code for the VMs that are made anew. */
  readonly approvals: readonly Approval[];
}
