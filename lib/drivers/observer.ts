/**
 * What a running machine, and the guest in it, say of their controls.
 *
 * Input: a machine by name and UUID, and what is expected of it. Output: observed texts. Each driver fills it in. May import:
 * types of lib/hardening, the machine operations.
 */

import type { ObservableControl } from '../hardening/expectation';
import type { MachineReference } from './operations';

export interface ObservationRequest {
  readonly controls: readonly ObservableControl[];
  /**
   * What a shell in the guest runs as root, and prints what it observes; see `lib/hardening/observation.ts`.
   *
   * @default - nothing runs in the guest
   */
  readonly script?: string;
}

/** What was observed of the guest, or why it was not asked. */
export type GuestObservation =
  { readonly observed: ReadonlyMap<string, string> } | { readonly notAsked: string };

export interface Observation {
  /** Observed text by id of the machine's controls. */
  readonly machine: ReadonlyMap<string, string>;
  readonly guest: GuestObservation;
}

export interface MachineObserver {
  /** @throws MachineOperationError where the hypervisor does not answer, or has no such machine */
  observe(vm: MachineReference, request: ObservationRequest): Promise<Observation>;
  /** Ends its connection. */
  close?(): Promise<void>;
}

/** How long a guest may take for all its controls: an emulated one needs a minute. */
export const OBSERVATION_SECONDS = 180;

/** The answer of a guest that was to be left alone. */
export const leftAlone: GuestObservation = { notAsked: 'the machine alone was asked' };

/** What the script printed; a script that printed nothing has not been asked. */
export function guestObservation(
  observed: ReadonlyMap<string, string>,
  { exitCode, stderr }: { readonly exitCode: number; readonly stderr: string },
): GuestObservation {
  if (observed.size > 0) return { observed };
  const why = stderr.trim().split('\n').slice(-1).join('');
  return {
    notAsked: `the guest answered nothing (exit code ${String(exitCode)}${why === '' ? '' : `: ${why}`})`,
  };
}
