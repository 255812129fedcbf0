/**
 * The command line.
 *
 * Input: arguments. Output: an exit code. May import: the commands.
 */

import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { VmLifecycleError } from '../errors';
import { packageVersion } from './package-version';
import { apply, type ApplyCommandOptions } from './commands/apply';
import { attestCommand, type AttestCommandOptions } from './commands/attest';
import { doctor } from './commands/doctor';
import { drift, type DriftCommandOptions } from './commands/drift';
import { plan, type PlanCommandOptions } from './commands/plan';
import { destroyCommand, retireCommand, type RetireCommandOptions } from './commands/retire';
import { review, type ReviewCommandOptions } from './commands/review';
import { clockFrom } from './clock';
import type { CommandContext } from './context';
import { exitCodes, type ExitCode } from './exit-codes';
import { Terminal, type TextStream } from './terminal';

export interface Surroundings {
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  readonly environment: NodeJS.ProcessEnv;
  /** Folder that commands work in. */
  readonly folder: string;
  /** `YYYY-MM-DD`. */
  readonly today: string;
}

interface GlobalOptions {
  readonly json: boolean;
  readonly project?: string;
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
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? exitCodes.done : exitCodes.refused;
    }
    const { text, code } = failureOf(error);
    surroundings.stderr.write(text.endsWith('\n') ? text : `${text}\n`);
    return code;
  }
}

function failureOf(error: unknown): { readonly text: string; readonly code: ExitCode } {
  if (VmLifecycleError.is(error)) return { text: error.message, code: exitCodes.refused };
  if (!(error instanceof Error)) return { text: String(error), code: exitCodes.failed };
  const refused = 'exitCode' in error && error.exitCode === exitCodes.refused;
  return { text: error.message, code: refused ? exitCodes.refused : exitCodes.failed };
}

/** The commands with their options. @param end called with the exit code of the one that ran */
export function commandLine(surroundings: Surroundings, end: (code: ExitCode) => void): Command {
  const { stdout, stderr, environment, today } = surroundings;
  const now = clockFrom(today);
  const program = new Command('vm-lifecycle')
    .description('Plans, reviews and applies changes of virtual machines')
    .version(packageVersion())
    .option('--project <folder>', 'folder of cdktf.json', surroundings.folder)
    .option('--json', 'print one JSON document on standard output', false)
    .helpCommand(false)
    .showHelpAfterError('(vm-lifecycle --help lists the commands)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
    });
  const contextOf = (): CommandContext => {
    const { json, project = surroundings.folder } = program.opts<GlobalOptions>();
    const terminal = new Terminal({ json, stdout, stderr, environment });
    return { terminal, folder: project, environment, today, now };
  };
  const command = (usage: string, description: string): Command =>
    program
      .command(usage)
      .description(description)
      // Also behind the command, where most people write it.
      .option('--json', 'print one JSON document on standard output')
      .hook('preAction', (_this, action) => {
        if (action.opts<{ json?: boolean }>().json === true) program.setOptionValue('json', true);
      });

  command('plan [stacks...]', 'plan, and write the records that are reviewed')
    .option('--detailed-exitcode', 'exit with 3 where there are changes', false)
    .option('--reference <ticket>', 'ticket of the change; production needs one')
    .option('--upgrade', 'let providers become newer than in the lock file', false)
    .action(async (stacks: string[], options: PlanCommandOptions) => {
      end(await plan(contextOf(), stacks, options));
    });
  command(
    'review <plan>',
    'review the JSON of any plan: terraform show -json; "-" is standard input',
  )
    .option('--markdown', 'print Markdown for a comment', false)
    .option('--stack <name>', 'name of the stack')
    .option('--policies <folder>', 'policies of your own')
    .option('--reference <ticket>', 'ticket of the change')
    .action(async (file: string, options: ReviewCommandOptions) => {
      end(await review(contextOf(), file, options));
    });
  command('apply [stacks...]', 'apply the records of the approved branch')
    .option('--approved-branch <ref>', 'branch whose records are approved')
    .action(async (stacks: string[], options: ApplyCommandOptions) => {
      end(await apply(contextOf(), stacks, options));
    });
  command('drift [stacks...]', 'show what changed outside of Terraform')
    .option('--detailed-exitcode', 'exit with 3 where there is drift', false)
    .option('--markdown', 'print Markdown for an issue', false)
    .action(async (stacks: string[], options: DriftCommandOptions) => {
      end(await drift(contextOf(), stacks, options));
    });
  command('retire <stack> <vm>', 'record the retirement of a VM, which apply carries out')
    .option('--reason <text>', 'why it is not needed any more')
    .option('--reference <ticket>', 'ticket of the change')
    .option('--quarantine-days <days>', 'days that it is kept, switched off', wholeNumber, 14)
    .option('--without-backup <reason>', 'make no final backup')
    .option('--backup-evidence <file>', 'evidence of a backup product that makes the final backup')
    .option(
      '--shutdown-timeout <seconds>',
      'time that the guest has to shut down',
      wholeNumber,
      300,
    )
    .option('--force-shutdown', 'switch it off after that time', false)
    .addOption(
      new Option('--disks <fate>', 'what becomes of its disks')
        .choices(['destroy', 'wipe', 'keep'])
        .default('destroy'),
    )
    .option('--unregister', 'take it out of the inventory in the end, and keep its files', false)
    .option('--dry-run', 'write nothing', false)
    .action(async (stack: string, vm: string, options: RetireCommandOptions) => {
      end(await retireCommand(contextOf(), stack, vm, options));
    });
  command('destroy <stack> <vm>', 'record the destruction of a retired VM, after its quarantine')
    .option('--dry-run', 'write nothing', false)
    .action(async (stack: string, vm: string, options: { dryRun: boolean }) => {
      end(await destroyCommand(contextOf(), stack, vm, options));
    });
  command('attest [stacks...]', 'read the controls of running machines and their guests back')
    .option('--all', 'print every control, and not only those that are not met', false)
    .option('--machine-only', 'leave out the controls inside the guests', false)
    .action(async (stacks: string[], options: AttestCommandOptions) => {
      end(await attestCommand(contextOf(), stacks, options));
    });
  command('doctor', 'check what the commands need').action(async () => {
    end(await doctor(contextOf()));
  });
  return program;
}

function wholeNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('It is a whole number.');
  return Number(text);
}
