import { existsSync, readFileSync } from 'node:fs';
import { throwIfAny, VmLifecycleError, type Problem } from '../../errors';
import {
  MachineOperationError,
  type Leftover,
  type MachineDisk,
  type MachineFacts,
} from '../../drivers/operations';
import { addDays } from '../../model/dates';
import { quarantineEnd, quarantineProblem, retirementKey } from '../../model/retirement';
import { deliverEvent, Journal, readJournal, type HookDelivery } from '../hooks';
import { writeWhole } from '../hooks/journal';
import {
  decommissionFiles,
  referenceOf,
  revocation,
  timeOf,
  today,
  told,
  type DecommissionContext,
  type DestroyContext,
} from './context';
import {
  describeSteps,
  resultIn,
  runSteps,
  stateOf,
  type Step,
  type StepDescription,
} from './engine';
import {
  readEvidence,
  writeEvidence,
  type AddressResult,
  type DecommissionEvidence,
  type DestroyEvidence,
  type DiskFate,
} from './evidence';
import { unsupportedProblem } from './retire';
import { checkResults } from './terraform-results';

/** What a destroy would do, step by step, and what it would be refused for. Nothing is executed, and nobody is asked. */
export function describeDestroy(context: DecommissionContext): {
  readonly steps: readonly StepDescription[];
  readonly refusals: readonly Problem[];
} {
  const { destroyJournal } = decommissionFiles(context, context.retirement);
  const steps = destroySteps({ ...context, terraform: () => Promise.resolve([]) });
  return {
    steps: describeSteps(steps, readJournal(destroyJournal)),
    refusals: problemsOf(context, evidenceIn(context)),
  };
}

/**
 * Destroys a retired VM: exactly its approved addresses, then what the hypervisor leaves behind. Run again after a crash it
 * goes on where it broke off; run again after its end it changes nothing.
 *
 * @throws VmLifecycleError VML070 where the VM is not retired, its quarantine not over, or it runs again; VML044 for what its
 * hypervisor can't do; VML066 for evidence that is damaged; VML071 while another command works on the VM
 * @throws MachineOperationError, HookFailure, and what the caller's Terraform throws
 */
export async function destroy(context: DestroyContext): Promise<DecommissionEvidence> {
  const retired = evidenceIn(context);
  throwIfAny(problemsOf(context, retired));
  if (retired === undefined) throw new Error('a VM that is not retired was not refused');
  const { destroyJournal } = decommissionFiles(context, context.retirement);
  // Destroyed elsewhere: its evidence came with the repository, its journal did not.
  if (retired.destroy !== null && readJournal(destroyJournal).length === 0) return retired;
  const journal = new Journal(destroyJournal);
  try {
    // From then on it may be gone, or half gone.
    if (stateOf(journal.entries, 'terraform') === 'open') await needOff(context, retired);
    await runSteps(destroySteps(context, { journal, retired }), journal, {
      now: () => timeOf(context),
      onProgress: context.onProgress,
    });
    return evidenceOf(context, journal, retired);
  } finally {
    journal.close();
  }
}

/** What the retirement has left; undefined where there was none. */
function evidenceIn(context: DecommissionContext): DecommissionEvidence | undefined {
  const { evidence } = decommissionFiles(context, context.retirement);
  return existsSync(evidence) ? readEvidence(readFileSync(evidence, 'utf8'), evidence) : undefined;
}

function problemsOf(
  context: DecommissionContext,
  retired: DecommissionEvidence | undefined,
): readonly Problem[] {
  const { retirement, operations } = context;
  const path = retirementKey(retirement);
  const problems: Problem[] = [];
  const note = (field: string, got: string, rule: string, fix: string): void => {
    problems.push({ code: 'VML070', path: `${path}.${field}`, got, rule, fix });
  };
  if (retirement.stage !== 'destroy') {
    const fix = 'write "destroy" once the quarantine is over, and have that reviewed';
    note(
      'stage',
      JSON.stringify(retirement.stage),
      'the second reviewed change says "destroy"',
      fix,
    );
  }
  if (retired === undefined) {
    const { evidence } = decommissionFiles(context, retirement);
    const fix = 'write the stage "retire", and run `vm-lifecycle apply` first';
    note('stage', `no evidence in ${evidence}`, 'a VM is retired before it is destroyed', fix);
  } else {
    checkSame(retired, context, note);
    const { began, until } = retired.retire.quarantine;
    const ends = [until, addDays(began, retirement.quarantineDays), quarantineEnd(retirement)];
    const latest = ends.reduce((a, b) => (a > b ? a : b));
    const now = today(context);
    if (now < latest) problems.push(quarantineProblem(`${path}.stage`, latest, now));
  }
  if (retirement.disks === 'wipe') {
    problems.push(...unsupportedProblem(operations, 'wipeDisk', `${path}.disks`));
  }
  if (retirement.disks === 'keep' && retirement.ending === 'destroy') {
    problems.push(...unsupportedProblem(operations, 'keepDisks', `${path}.disks`));
  }
  if (retirement.ending === 'unregister') {
    problems.push(...unsupportedProblem(operations, 'unregister', `${path}.ending`));
  }
  return problems;
}

/** The second change is about what the first one has retired. */
function checkSame(
  { stack, vm, retirement: before, retire: { backup } }: DecommissionEvidence,
  { retirement }: DecommissionContext,
  note: (field: string, got: string, rule: string, fix: string) => void,
): void {
  const fix = 'correct the record: what was retired is what is destroyed';
  if (stack !== retirement.stack || vm.name !== retirement.vm || vm.uuid !== retirement.uuid) {
    const was = `${stack}/${vm.name} (${vm.uuid})`;
    note('uuid', retirement.uuid, `the evidence is of ${was}`, fix);
  }
  const added = retirement.addresses.filter((address) => !before.addresses.includes(address));
  const removed = before.addresses.filter((address) => !retirement.addresses.includes(address));
  if (added.length + removed.length > 0) {
    const difference = [...added.map((one) => `+${one}`), ...removed.map((one) => `-${one}`)];
    note('addresses', difference.join(' '), 'the addresses are those of the first change', fix);
  }
  if (backup.mode === 'waived' && retirement.backup.mode === 'verified') {
    const rule = 'the retirement has made no final backup';
    note(
      'backup.mode',
      '"verified"',
      rule,
      'write "waived" with its reason, or retire the VM again',
    );
  }
}

async function needOff(context: DecommissionContext, retired: DecommissionEvidence): Promise<void> {
  const { retirement, operations } = context;
  const state = await operations.powerState(referenceOf(retirement, retired.vm));
  if (state === 'off') return;
  throw new VmLifecycleError([
    {
      code: 'VML070',
      path: `${retirementKey(retirement)}.vm`,
      got: state === 'absent' ? 'no such machine' : `a machine that is ${state}`,
      rule: 'a retired VM is off until it is destroyed',
      fix:
        state === 'absent'
          ? 'see who removed it; remove its addresses by a reviewed plan'
          : 'somebody has started it: ask who needs it; then retire it again by a new record',
    },
  ]);
}

interface Running {
  readonly journal: Journal;
  readonly retired: DecommissionEvidence;
}

/** @param running - the run; none for a description */
function destroySteps(context: DestroyContext, running?: Running): readonly Step[] {
  const { retirement, operations, hooks, onProgress } = context;
  const { addresses, disks, ending } = retirement;
  const vm = referenceOf(retirement, running?.retired.vm);
  const facts = (result: unknown): MachineFacts => result as MachineFacts;
  const keepsFiles = ending === 'unregister' || disks === 'keep';
  const fates = {
    keep: 'its disks are kept where they are',
    wipe: 'its disks are overwritten, while it is off',
    destroy: 'its disks go with their addresses',
  };
  return [
    {
      id: 'inspect',
      title: 'inspection',
      describe: `what disks, UEFI variables and TPM state ${vm.name} has`,
      run: async () => ({ ...(await operations.inspect(vm)) }),
    },
    {
      // Before Terraform: afterwards there is nothing left to overwrite, or to keep.
      id: 'disks',
      title: 'disks',
      describe: fates[disks],
      run: async ({ resultOf }) => {
        const found = facts(resultOf('inspect'));
        if (ending === 'destroy' && disks === 'keep') await operations.keepDisks?.(vm, found);
        for (const disk of disks === 'wipe' ? found.disks : []) {
          onProgress?.(`${vm.name}: overwriting ${disk.path}`);
          await operations.wipeDisk?.(vm, disk);
        }
        return {};
      },
    },
    {
      id: 'terraform',
      title: 'Terraform',
      describe: `${ending === 'destroy' ? 'destroys' : 'forgets, and destroys nothing of,'} exactly ${addresses.join(', ')}`,
      run: async ({ resumed }) => {
        const results = await context.terraform({ ending, addresses, disks, resumed });
        return { addresses: checkResults(retirement, results) };
      },
    },
    {
      id: 'unregister',
      title: 'inventory of the hypervisor',
      describe:
        ending === 'unregister'
          ? 'the machine is unregistered, and its files stay'
          : 'the machine is gone from it',
      run: async () => {
        if (ending === 'unregister') await operations.unregister?.(vm);
        const state = await operations.powerState(vm);
        if (state === 'absent') return {};
        throw new MachineOperationError(
          `${vm.name} is still there, and ${state}: Terraform has removed its addresses, so remove the machine on ${operations.hypervisor}, and run this again`,
        );
      },
    },
    {
      id: 'leftovers',
      title: 'what is left',
      describe: keepsFiles
        ? 'UEFI variables and TPM state are kept, because the disks may need them'
        : 'UEFI variables and TPM state are removed',
      run: async ({ resultOf, note, notes }) => {
        const found = await operations.leftovers(vm, facts(resultOf('inspect')));
        const state = found.filter(({ kind }) => kind !== 'disk');
        if (keepsFiles) return { kept: state, removed: [] };
        const left = found.filter(({ kind }) => kind === 'disk');
        if (left.length > 0) {
          throw new MachineOperationError(
            `${vm.name} is gone, and its disks are still there: ${left.map(({ path }) => path).join(', ')}: remove them, and run this again`,
          );
        }
        // Noted first: what an attempt has removed, the next one does not find.
        const before = (notes().removing ?? []) as readonly Leftover[];
        const removing = [
          ...before,
          ...state.filter(({ path }) => !before.some((one) => one.path === path)),
        ];
        note({ removing });
        await operations.removeLeftovers(vm, state);
        return { kept: [], removed: removing };
      },
    },
    {
      id: 'revoke-rest',
      title: 'what was reserved is released',
      describe: told(hooks, 'revoke'),
      run: async () => ({
        hooks:
          running === undefined
            ? []
            : await deliverEvent(hooks, revocation(retirement, running.retired.vm, 'destroy'), {
                journal: running.journal,
                now: () => timeOf(context),
                onProgress,
              }),
      }),
    },
    {
      id: 'evidence',
      title: 'evidence',
      describe: `added to ${decommissionFiles(context, retirement).evidence}`,
      run: ({ note, notes }) => {
        const { finished = timeOf(context).toISOString() } = notes();
        if (notes().finished === undefined) note({ finished, performedBy: context.performedBy });
        if (running !== undefined) {
          const { evidence } = decommissionFiles(context, retirement);
          const { journal, retired } = running;
          writeWhole(evidence, writeEvidence(evidenceOf(context, journal, retired)));
        }
        return Promise.resolve({});
      },
    },
  ];
}

function evidenceOf(
  { retirement }: DecommissionContext,
  { entries }: Journal,
  retired: DecommissionEvidence,
): DecommissionEvidence {
  const { disks } = resultIn(entries, 'inspect') as { disks?: readonly MachineDisk[] };
  const { removed, kept } = resultIn(entries, 'leftovers') as Record<string, readonly Leftover[]>;
  const { addresses } = resultIn(entries, 'terraform') as { addresses?: readonly AddressResult[] };
  const { hooks } = resultIn(entries, 'revoke-rest') as { hooks?: readonly HookDelivery[] };
  const { finished, performedBy } = (entries.findLast(
    ({ id, state }) => id === 'evidence' && state === 'note',
  )?.data ?? {}) as { finished?: string; performedBy?: string };
  const fates: Readonly<Record<string, DiskFate>> = {
    keep: 'kept',
    wipe: 'wiped',
    destroy: 'destroyed',
  };
  const result: DestroyEvidence = {
    started: entries[0]?.time ?? '',
    finished: finished ?? '',
    ...(performedBy === undefined ? {} : { performedBy }),
    ending: retirement.ending,
    addresses: addresses ?? [],
    disks: (disks ?? []).map((disk) => ({ ...disk, fate: fates[retirement.disks] ?? 'kept' })),
    removed: removed ?? [],
    kept: kept ?? [],
    hooks: hooks ?? [],
  };
  return { ...retired, retirement, destroy: result };
}
