import type { App } from 'cdktf';
import { VmLifecycleError, throwIfAny } from '../errors';
import { writeAttestation } from './attestation-data';
import { fleetProblems } from './fleet';

/**
 * Checks all stacks of an app together, then writes them: nothing is written while one of them has a problem.
 * With `VM_LIFECYCLE_ATTESTATION` it also writes to that file what `vm-lifecycle attest` compares machines with.
 *
 * @throws VmLifecycleError with every problem of every stack
 */
export function synthesize(app: App): void {
  throwIfAny(fleetProblems(app));
  try {
    app.synth();
  } catch (error) {
    // Aspects run only now. What they undo has stopped the synthesis as a text; it is bad input like any other.
    throwIfAny(fleetProblems(app));
    throw error;
  }
  writeAttestation(app, process.env);
}

/** Runs an app's program; bad input is printed without a stack trace, and ends with exit code 2. */
export function runApp(program: () => void): void {
  try {
    program();
  } catch (error) {
    if (!VmLifecycleError.is(error)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error.exitCode;
  }
}
