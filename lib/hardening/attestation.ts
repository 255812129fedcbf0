/**
 * Says of each control of a VM whether it is met.
 *
 * Input: a virtual machine, its plan, and what was observed. Output: one row per control. May import: lib/model, the plan.
 */

import type { VirtualMachine } from '../model/virtual-machine';
import type { Control } from './control';
import type { HardeningPlan, PlannedControl } from './plan';

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
  readonly vm: VirtualMachine;
  readonly plan: HardeningPlan;
  /** Observed text by control id, from the guest. @default - the guest was not asked */
  readonly guest?: ReadonlyMap<string, string>;
  /** Observed text by control id, from the hypervisor. @default - the hypervisor was not asked */
  readonly machine?: ReadonlyMap<string, string>;
  /** Controls that the template attests: id and where that is recorded. An observation counts more. @default - none */
  readonly inherited?: ReadonlyMap<string, string>;
  /** Controls that cannot be set on this VM: id and why. @default - none */
  readonly unsupported?: ReadonlyMap<string, string>;
}

/** One row per control of the plan, in its order. */
export function attest(input: AttestationInput): AttestationRow[] {
  return input.plan.controls.map((planned) => {
    const { control } = planned;
    const observed = (control.scope === 'guest' ? input.guest : input.machine)?.get(control.id);
    const expected = expectedOf(control, input.vm);
    return {
      vm: input.vm.name,
      control: control.id,
      title: control.title,
      sources: control.sources,
      expected,
      ...(observed === undefined ? {} : { observed: observed.trim() }),
      ...judge(planned, expected, observed, input),
    };
  });
}

function expectedOf(control: Control, vm: VirtualMachine): string {
  return (control.scope === 'guest' ? control.expected(vm) : control.value).trim();
}

function judge(
  { control, waiver }: PlannedControl,
  expected: string,
  observed: string | undefined,
  { inherited, unsupported }: AttestationInput,
): Pick<AttestationRow, 'state' | 'reason' | 'expires'> {
  if (waiver !== undefined) {
    return { state: 'waived', reason: waiver.reason, expires: waiver.expires };
  }
  const impossible = unsupported?.get(control.id);
  if (impossible !== undefined) return { state: 'unsupported', reason: impossible };
  if (observed !== undefined) return { state: observed.trim() === expected ? 'set' : 'declared' };
  const template = inherited?.get(control.id);
  return template === undefined ? { state: 'declared' } : { state: 'inherited', reason: template };
}

/** Only what was observed, or brought along by an attested template, passes. */
export function passes(row: AttestationRow): boolean {
  return row.state === 'set' || row.state === 'inherited';
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
    open: rows.filter((row) => !passes(row) && row.state !== 'waived'),
  };
}
