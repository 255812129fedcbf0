import { existsSync, readFileSync } from 'node:fs';
import { throwIfAny, VmLifecycleError, type Problem } from '../../errors';
import {
  MachineOperationError,
  type FinalBackup,
  type OptionalOperation,
} from '../../drivers/operations';
import { addDays } from '../../model/dates';
import { retirementKey } from '../../model/retirement';
import { deliverEvent, Journal, readJournal, type HookDelivery } from '../hooks';
import { writeWhole } from '../hooks/journal';
import { readBackupEvidence } from './backup-evidence';
import {
  backupEvidencePath,
  decommissionFiles,
  referenceOf,
  revocation,
  timeOf,
  today,
  told,
  type DecommissionContext,
  type RetireContext,
} from './context';
import {
  describeSteps,
  resultIn,
  runSteps,
  type Step,
  type StepDescription,
  type StepResult,
} from './engine';
import {
  evidenceFormat,
  readEvidence,
  writeEvidence,
  type BackupEvidence,
  type DecommissionEvidence,
} from './evidence';

/** What a retirement would do, step by step; nothing is executed, and nobody is asked. */
export function describeRetire(context: RetireContext): readonly StepDescription[] {
  const { retireJournal } = decommissionFiles(context, context.retirement);
  return describeSteps(retireSteps(context), readJournal(retireJournal));
}

/**
 * Retires a VM: final backup, proved by a restore; shutdown; access revoked; quarantine; evidence. Run again after a crash
 * it goes on where it broke off; run again after its end it changes nothing.
 *
 * @throws VmLifecycleError VML070 for a record of another stage, VML044 for what its hypervisor can't do, VML066 for evidence
 * of a backup that is none, VML071 while another command works on the VM
 * @throws MachineOperationError, HookFailure where the world does not do what it is asked for
 */
export async function retire(context: RetireContext): Promise<DecommissionEvidence> {
  throwIfAny(problemsOf(context));
  const files = decommissionFiles(context, context.retirement);
  const done = existsSync(files.evidence) && readJournal(files.retireJournal).length === 0;
  // Retired elsewhere: its evidence came with the repository, its journal did not.
  if (done) return readEvidence(readFileSync(files.evidence, 'utf8'), files.evidence);
  const journal = new Journal(files.retireJournal);
  try {
    if (journal.entries.length === 0) await needMachine(context);
    const steps = retireSteps(context, journal);
    await runSteps(steps, journal, {
      now: () => timeOf(context),
      onProgress: context.onProgress,
    });
    return evidenceOf(context, journal);
  } finally {
    journal.close();
  }
}

function problemsOf(context: RetireContext): readonly Problem[] {
  const { retirement, vm, operations } = context;
  const path = retirementKey(retirement);
  const problems: Problem[] = [];
  if (retirement.stage !== 'retire') {
    problems.push({
      code: 'VML070',
      path: `${path}.stage`,
      got: JSON.stringify(retirement.stage),
      rule: 'a VM is retired by a record of the stage "retire"',
      fix: 'run `vm-lifecycle destroy` for a VM that is retired, or write "retire" for one that is not',
    });
  }
  if (vm.name !== retirement.vm || vm.uuid.toLowerCase() !== retirement.uuid) {
    problems.push({
      code: 'VML070',
      path: `${path}.uuid`,
      got: `${vm.name} (${vm.uuid}) in the inventory`,
      rule: `the record is for ${retirement.vm} (${retirement.uuid})`,
      fix: 'correct the record, and have it reviewed again',
    });
  }
  const byDriver =
    retirement.backup.mode === 'verified' && retirement.backup.evidence === undefined;
  for (const operation of byDriver ? (['finalBackup', 'verifyBackup'] as const) : []) {
    problems.push(...unsupportedProblem(operations, operation, `${path}.backup`));
  }
  // One problem says it for both.
  return problems.filter(
    (problem, index) =>
      problems.findIndex(({ path: at, fix }) => at === problem.path && fix === problem.fix) ===
      index,
  );
}

/** VML044, where the hypervisor does not have an operation. */
export function unsupportedProblem(
  { hypervisor, supported }: DecommissionContext['operations'],
  operation: OptionalOperation,
  path: string,
): readonly Problem[] {
  const answer = supported[operation];
  if (answer.support === 'native') return [];
  const rule = `${hypervisor} can't do this here`;
  return [{ code: 'VML044', path, got: operation, rule, fix: answer.alternative }];
}

async function needMachine({ retirement, operations, vm }: RetireContext): Promise<void> {
  if ((await operations.powerState(referenceOf(retirement, vm))) !== 'absent') return;
  throw new VmLifecycleError([
    {
      code: 'VML070',
      path: `${retirementKey(retirement)}.vm`,
      got: `no machine ${retirement.vm} (${retirement.uuid}) on ${operations.hypervisor}`,
      rule: 'a VM is there to be retired',
      fix: 'correct its name and UUID, or remove the record of a VM that is gone',
    },
  ]);
}

/** Backups that did not pass their restore. */
const rejectedIn = ({ rejected }: StepResult): readonly string[] =>
  Array.isArray(rejected) ? (rejected as string[]) : [];

/** @param journal - of the run; none for a description */
function retireSteps(context: RetireContext, journal?: Journal): readonly Step[] {
  const { retirement, operations, hooks } = context;
  const { backup, shutdown, quarantineDays } = retirement;
  const vm = referenceOf(retirement, context.vm);
  const file = backupEvidencePath(context);
  const { onProgress } = context;
  return [
    {
      id: 'final-backup',
      title: 'final backup',
      describe:
        backup.mode === 'waived'
          ? `none: ${backup.reason ?? ''}`
          : file === undefined
            ? `a full backup of ${vm.name}, while it runs`
            : `made by a backup product, whose evidence is ${file}`,
      run: async ({ began, notes }) => {
        if (backup.mode === 'waived') return { mode: 'waived', reason: backup.reason };
        if (file !== undefined) {
          return { mode: 'verified', ...readBackupEvidence(file, retirement) };
        }
        const made = await operations.finalBackup?.(vm, {
          since: began,
          except: rejectedIn(notes()),
          onProgress,
        });
        return { mode: 'verified', ...made };
      },
    },
    {
      id: 'verify-backup',
      title: 'verification of the backup',
      describe:
        backup.mode === 'waived'
          ? 'none: there is no backup'
          : file === undefined
            ? 'it is restored beside the machine, checked, and thrown away'
            : 'the evidence says that it was restored',
      run: async ({ resultOf, notes, reopen }) => {
        const made = resultOf('final-backup');
        if (made.mode === 'waived' || made.verification !== undefined) return {};
        const verification = await operations.verifyBackup?.(vm, made as unknown as FinalBackup);
        if (verification?.passed === true) return { verification };
        const rejected = [...rejectedIn(notes('final-backup')), String(made.id)];
        reopen('final-backup', { rejected });
        throw new MachineOperationError(
          `the final backup ${String(made.id)} of ${vm.name} did not pass its restore (${verification?.method ?? ''}): see to the backups, and run this again: another backup is made`,
        );
      },
    },
    {
      id: 'shutdown',
      title: 'shutdown',
      describe: `the guest is asked to shut down, and has ${String(shutdown.timeoutSeconds)} s; ${
        shutdown.force ? 'then it is switched off' : 'where it does not, the retirement stops there'
      }`,
      run: async ({ note, notes }) => {
        if (notes().asked !== true && (await operations.powerState(vm)) !== 'off') {
          note({ asked: true });
        }
        const { mode, seconds } = await operations.shutdown(vm, {
          ...shutdown,
          onProgress,
          onForce: () => {
            note({ forced: true });
          },
        });
        if (mode !== 'already-off' || notes().asked !== true) return { mode, seconds };
        return { mode: notes().forced === true ? 'forced' : 'graceful', seconds: null };
      },
    },
    {
      id: 'revoke-access',
      title: 'access revoked',
      describe: told(hooks, 'revoke'),
      run: async () => ({
        hooks:
          journal === undefined
            ? []
            : await deliverEvent(hooks, revocation(retirement, context.vm, 'retire'), {
                journal,
                now: () => timeOf(context),
                onProgress,
              }),
      }),
    },
    {
      id: 'quarantine',
      title: 'quarantine',
      describe: `${String(quarantineDays)} days, from the day on which the VM is off and its access is revoked`,
      run: () => {
        const began = today(context);
        return Promise.resolve({ began, until: addDays(began, quarantineDays) });
      },
    },
    {
      id: 'evidence',
      title: 'evidence',
      describe: `written to ${decommissionFiles(context, retirement).evidence}`,
      run: ({ note, notes }) => {
        const { finished = timeOf(context).toISOString() } = notes();
        if (notes().finished === undefined) note({ finished, performedBy: context.performedBy });
        if (journal !== undefined) {
          const { evidence } = decommissionFiles(context, retirement);
          writeWhole(evidence, writeEvidence(evidenceOf(context, journal)));
        }
        return Promise.resolve({});
      },
    },
  ];
}

function evidenceOf(context: RetireContext, { entries }: Journal): DecommissionEvidence {
  const { retirement, operations, vm } = context;
  const result = (id: string): never => resultIn(entries, id) as never;
  const { finished, performedBy } = (entries.findLast(
    ({ id, state }) => id === 'evidence' && state === 'note',
  )?.data ?? {}) as { finished?: string; performedBy?: string };
  return {
    format: evidenceFormat,
    stack: retirement.stack,
    vm: {
      ...vm,
      name: retirement.vm,
      uuid: retirement.uuid,
      hypervisor: operations.hypervisor,
    },
    retirement,
    retire: {
      started: entries[0]?.time ?? '',
      finished: finished ?? '',
      ...(performedBy === undefined ? {} : { performedBy }),
      backup: {
        ...(result('final-backup') as object),
        ...(result('verify-backup') as object),
      } as BackupEvidence,
      shutdown: result('shutdown'),
      hooks: (result('revoke-access') as { hooks: readonly HookDelivery[] }).hooks,
      quarantine: result('quarantine'),
    },
    destroy: null,
  };
}
