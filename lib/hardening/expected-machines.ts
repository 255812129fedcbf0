/**
 * The file in which an app says what it expects of its machines.
 *
 * Input: expectations. Output: their text, and what such a text says. May import: lib/errors, expectations.
 */

import { got, VmLifecycleError } from '../errors';
import type { HypervisorName } from './control';
import type { ExpectedControl } from './expectation';

/** Names the file that `synthesize(app)` writes beside the stacks. */
export const attestationVariable = 'VM_LIFECYCLE_ATTESTATION';

export interface ExpectedMachine {
  readonly stack: string;
  readonly name: string;
  readonly uuid: string;
  readonly hypervisor: HypervisorName;
  /** Address of its resource in the stack. */
  readonly address: string;
  readonly controls: readonly ExpectedControl[];
  /** What a shell in the guest runs as root; see `observation.ts`. */
  readonly script: string;
}

const version = 1;

export function attestationText(machines: readonly ExpectedMachine[]): string {
  return `${JSON.stringify({ version, machines }, undefined, 2)}\n`;
}

/** @throws VmLifecycleError VML066 where the app uses another version of this package that writes it otherwise */
export function readAttestation(text: string, source: string): readonly ExpectedMachine[] {
  const { version: written, machines } = JSON.parse(text) as {
    version?: unknown;
    machines?: readonly ExpectedMachine[];
  };
  if (written === version && machines !== undefined) return machines;
  throw new VmLifecycleError([
    {
      code: 'VML066',
      path: `${source}.version`,
      got: got(written),
      rule: `this command reads version ${String(version)}`,
      fix: 'run the command of the version of vm-lifecycle that the app uses: npx vm-lifecycle',
    },
  ]);
}
