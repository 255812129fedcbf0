import type { Problem } from '../../errors';
import type { PlanRecord, RecordedChange } from './plan-record';

/** Kinds of reasons not to apply a plan. */
export type RefusalKind =
  | 'tampered'
  | 'stack'
  | 'lineage'
  | 'lock'
  | 'synth'
  | 'engine'
  | 'key'
  | 'extra'
  | 'deposed'
  | 'changed'
  | 'tainted'
  | 'again'
  | 'missing'
  | 'drift';

/** Why nothing is applied: a problem VML068, with what kind it is of. */
export interface Refusal extends Problem {
  readonly kind: RefusalKind;
  /** @default - it is about the record as a whole */
  readonly address?: string;
}

export const planAgain = 'run `vm-lifecycle plan` and have the new record reviewed';

/** Where a change is, in a refusal. */
export function place({ stack }: PlanRecord, { address, deposed }: RecordedChange): string {
  return `${stack}/${address}${deposed === undefined ? '' : ` (deposed ${deposed})`}`;
}
