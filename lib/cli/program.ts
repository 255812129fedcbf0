/**
 * The command line.
 *
 * Input: arguments. Output: an exit code. May import: the commands.
 */

import { Command, CommanderError, Option } from 'commander';
import { VmLifecycleError } from '../errors';
import type { CommandContext } from './context';
import { exitCodes, type ExitCode } from './exit-codes';
import { Terminal, type TextStream } from './terminal';

export interface Surroundings {
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  readonly environment: NodeJS.ProcessEnv;
  /** Folder that relative paths are of. */
  readonly folder: string;
  /** `YYYY-MM-DD`. */
  readonly today: string;
}

/** Runs a command; every error becomes a text and an exit code. */
export async function runCommandLine(
  args: readonly string[],
  surroundings: Surroundings,
): Promise<ExitCode> {
  const outcome: { code: ExitCode } = { code: exitCodes.done };
  const program = commandLine(surroundings, (code) => {
    outcome.code = code;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return outcome.code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.refused;
    const { text, code } = failureOf(error);
    surroundings.stderr.write(text.endsWith('\n') ? text : `${text}\n`);
    return code;
  }
}

function failureOf(error: unknown): { readonly text: string; readonly code: ExitCode } {
  if (VmLifecycleError.is(error)) return { text: error.message, code: exitCodes.refused };
  const text = error instanceof Error ? error.message : String(error);
  const refused = error instanceof Error && 'exitCode' in error && error.exitCode === exitCodes.refused;
  return { text, code: refused ? exitCodes.refused : exitCodes.failed };
}
