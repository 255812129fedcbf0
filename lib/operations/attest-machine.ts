/**
 * Reads the controls of a machine back, and judges them.
 *
 * Input: what its app expects of it, and its observer. Output: one row per control. May import: lib/hardening, types of
 * lib/drivers.
 */

import type { MachineObserver } from '../drivers/observer';
import { MachineOperationError, type MachineReference } from '../drivers/operations';
import { attest, isMet, wasAsked, type AttestationRow } from '../hardening/attestation';
import type { ExpectedMachine } from '../hardening/expected-machines';

/** What is known of the controls of one machine. */
export interface MachineAttestation extends Pick<
  ExpectedMachine,
  'stack' | 'name' | 'uuid' | 'hypervisor' | 'address'
> {
  readonly rows: readonly AttestationRow[];
  /** Why the machine was not asked at all. @default - it was */
  readonly notAsked?: string;
  /** Why its guest was not asked. @default - it was */
  readonly guestNotAsked?: string;
}

/** How many controls of each verdict: those that are met, not met, waived, and not asked about. */
export interface AttestationCounts {
  readonly met: number;
  readonly unmet: number;
  readonly waived: number;
  readonly notAsked: number;
}

/**
 * @param machineOnly controls inside the guest are left out, and nothing runs in it
 * @param observer undefined: the machine is not in the state of its stack
 */
export async function attestMachine(
  expected: ExpectedMachine,
  vm: MachineReference,
  observer: MachineObserver | undefined,
  machineOnly = false,
): Promise<MachineAttestation> {
  const { stack, name, uuid, hypervisor, address, script } = expected;
  const controls = expected.controls.filter(({ scope }) => !machineOnly || scope === 'machine');
  const machine = { stack, name, uuid, hypervisor, address };
  const unasked = (notAsked: string): MachineAttestation => ({
    ...machine,
    rows: attest({ vm: name, controls }),
    notAsked,
  });
  if (observer === undefined) return unasked('it is not deployed: apply its stack');
  try {
    const seen = await observer.observe(vm, machineOnly ? { controls } : { controls, script });
    const guest = 'observed' in seen.guest ? seen.guest.observed : undefined;
    return {
      ...machine,
      rows: attest({ vm: name, controls, machine: seen.machine, ...(guest && { guest }) }),
      ...('notAsked' in seen.guest && !machineOnly ? { guestNotAsked: seen.guest.notAsked } : {}),
    };
  } catch (error) {
    if (!(error instanceof MachineOperationError)) throw error;
    return unasked(error.message);
  }
}

/** Controls that were asked about and are not met. */
export function unmetRows({ rows }: MachineAttestation): readonly AttestationRow[] {
  return rows.filter((row) => wasAsked(row) && !isMet(row));
}

/** Controls that nobody could be asked about, and no template attests. */
export function unaskedRows({ rows }: MachineAttestation): readonly AttestationRow[] {
  return rows.filter((row) => !wasAsked(row));
}

/** A machine that was not asked attests nothing, whatever its template does. */
export function isIncomplete(machine: MachineAttestation): boolean {
  return machine.notAsked !== undefined || unaskedRows(machine).length > 0;
}

export function countsOf(machines: readonly MachineAttestation[]): AttestationCounts {
  const all = machines.flatMap(({ rows }) => rows);
  const waived = all.filter(({ state }) => state === 'waived').length;
  const unmet = machines.flatMap(unmetRows).length;
  const notAsked = machines.flatMap((machine) =>
    machine.notAsked === undefined
      ? unaskedRows(machine)
      : machine.rows.filter(({ state }) => state !== 'waived'),
  ).length;
  return { met: all.length - waived - unmet - notAsked, unmet, waived, notAsked };
}
