/**
 * Says of each control of a VM whether it is met.
 *
 * Input: what is expected of each control, and what was observed. Output: one row per control. May import: expectations.
 */

import type { ExpectedControl } from './expectation';

/**
 * `declared`: asked for, and not observed as expected. `set`: observed as expected. `inherited`: brought along and attested by
 * the template. `unsupported`: the hypervisor or the channel to the guest cannot do it. `waived`: deliberately not met.
 */
export type ControlState = 'declared' | 'set' | 'inherited' | 'unsupported' | 'waived';

/** What is known of one control of one VM. */
export interface AttestationRow {
  /** Name of the VM. */
  readonly vm: string;
  /** Id of the control. */
  readonly control: string;
  readonly title: string;
  readonly sources: readonly string[];
  readonly scope: ExpectedControl['scope'];
  readonly state: ControlState;
  readonly expected: string;
  /** @default - nothing was observed */
  readonly observed?: string;
  /** Why the control is inherited, unsupported or waived. */
  readonly reason?: string;
  /** Last day of a waiver. */
  readonly expires?: string;
}

export interface AttestationInput {
  /** Name of the VM. */
  readonly vm: string;
  readonly controls: readonly ExpectedControl[];
  /** Observed text by control id, from the guest. @default - the guest was not asked */
  readonly guest?: ReadonlyMap<string, string>;
  /** Observed text by control id, from the hypervisor. @default - the hypervisor was not asked */
  readonly machine?: ReadonlyMap<string, string>;
  /** Controls that cannot be set on this VM: id and why. @default - none */
  readonly unsupported?: ReadonlyMap<string, string>;
}

/** One row per expected control, in their order. An observation counts more than what the template attests. */
export function attest(input: AttestationInput): AttestationRow[] {
  return input.controls.map((control) => {
    const { id, title, sources, scope, expected } = control;
    const seen = (scope === 'guest' ? input.guest : input.machine)?.get(id);
    const observed = control.unknown === true ? undefined : seen?.trim();
    return {
      vm: input.vm,
      control: id,
      title,
      sources,
      scope,
      expected,
      ...(observed === undefined ? {} : { observed }),
      ...judge(control, observed, input.unsupported?.get(id)),
    };
  });
}

function judge(
  { waiver, expected, inherited, unknown }: ExpectedControl,
  observed: string | undefined,
  impossible: string | undefined,
): Pick<AttestationRow, 'state' | 'reason' | 'expires'> {
  if (waiver !== undefined) {
    return { state: 'waived', reason: waiver.reason, expires: waiver.expires };
  }
  if (impossible !== undefined) return { state: 'unsupported', reason: impossible };
  if (observed !== undefined) return { state: observed === expected ? 'set' : 'declared' };
  if (inherited !== undefined) return { state: 'inherited', reason: inherited };
  return unknown === true
    ? { state: 'declared', reason: 'what is expected is known to Terraform alone' }
    : { state: 'declared' };
}

/** Only what was observed, or brought along by an attested template, passes. */
export function passes(row: AttestationRow): boolean {
  return row.state === 'set' || row.state === 'inherited';
}

/** A waived control is no finding: somebody decided so, with a reason and until a day. */
export function isMet(row: AttestationRow): boolean {
  return passes(row) || row.state === 'waived';
}

/** False where neither the machine nor the guest was asked about a control that nothing else attests. */
export function wasAsked(row: AttestationRow): boolean {
  return isMet(row) || row.observed !== undefined || row.state === 'unsupported';
}

export interface AttestationSummary {
  readonly total: number;
  readonly passed: number;
  readonly byState: Readonly<Record<ControlState, number>>;
  /** Rows that are neither passed nor waived. */
  readonly open: readonly AttestationRow[];
}

/** Counts the rows of one or several VMs. */
export function summary(rows: readonly AttestationRow[]): AttestationSummary {
  const count = (state: ControlState): number => rows.filter((row) => row.state === state).length;
  return {
    total: rows.length,
    passed: rows.filter(passes).length,
    byState: {
      declared: count('declared'),
      set: count('set'),
      inherited: count('inherited'),
      unsupported: count('unsupported'),
      waived: count('waived'),
    },
    open: rows.filter((row) => !isMet(row)),
  };
}
