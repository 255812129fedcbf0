/**
 * What somebody may do with VMs. `viewer`: see them; `operator`: also console, power and snapshots; `administrator`:
 * also change and delete them.
 */
export type AccessLevel = 'viewer' | 'operator' | 'administrator';

/** What a user declares of a grant, in words that no hypervisor owns. */
export interface AccessGrantModelProps {
  /** User or group, as the hypervisor's directory names it: `EXAMPLE\\vm-operators`, `operators@example`. Token. */
  readonly principal: string;
  /** A group outlives the people in it. @default 'group' */
  readonly principalKind?: AccessGrantModel['principalKind'];
  readonly level: AccessLevel;
  /** Also for what lies below: the VMs of a pool. @default true */
  readonly propagate?: boolean;
}

/** A grant as plain data. Immutable. */
export interface AccessGrantModel {
  /** User or group, as the hypervisor's directory names it: `EXAMPLE\\vm-operators`, `operators@example`. */
  readonly principal: string;
  readonly principalKind: 'user' | 'group';
  readonly level: AccessLevel;
  /** Also for what lies below: the VMs of a pool. */
  readonly propagate: boolean;
}
