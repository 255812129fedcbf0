/**
 * `vm-lifecycle attest`: the controls of each VM, read again from the running machine and its guest.
 *
 * Input: a project whose stacks are applied. Output: one row per control. May import: lib/operations, lib/hardening.
 */

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VmLifecycleError } from '../../errors';
import { isMet, type AttestationRow } from '../../hardening/attestation';
import {
  attestationVariable,
  readAttestation,
  type ExpectedMachine,
} from '../../hardening/expected-machines';
import { inventoryOutput } from '../../model/inventory-output';
import {
  attestMachine,
  countsOf,
  isIncomplete,
  unaskedRows,
  unmetRows,
  type MachineAttestation,
} from '../../operations/attest-machine';
import { observerOf } from '../../operations/machines';
import { stackFiles } from '../../operations/plans-folder';
import type { SynthesizedStack } from '../../operations/terraform/synthesis';
import type { CommandContext } from '../context';
import { exitCodes, type ExitCode } from '../exit-codes';
import { prepare, type Prepared } from '../prepare';
import type { Terminal } from '../terminal';
import { textTable } from '../../review/report/table';

export interface AttestCommandOptions {
  /** Print every control. */
  readonly all: boolean;
  /** Leave out what is inside the guests. */
  readonly machineOnly: boolean;
}

export async function attestCommand(
  context: CommandContext,
  names: readonly string[],
  options: AttestCommandOptions,
): Promise<ExitCode> {
  const { terminal } = context;
  const { prepared, expected } = await prepareAttestation(context, names);
  const machines: MachineAttestation[] = [];
  for (const stack of prepared.stacks) {
    const own = expected.filter((one) => one.stack === stack.name);
    if (own.length === 0) continue;
    machines.push(...(await attestStack(context, prepared, stack, own, options)));
  }
  const counts = countsOf(machines);
  const passed = counts.unmet === 0 && !machines.some(isIncomplete);
  terminal.result(() => report(terminal, machines, options.all), {
    passed,
    summary: counts,
    machines: machines.map(({ rows, ...machine }) => ({
      ...machine,
      controls: rows.map((row) => ({ ...row, met: isMet(row) })),
    })),
  });
  if (counts.unmet > 0) return exitCodes.pending;
  return passed ? exitCodes.done : exitCodes.failed;
}

interface AttestationPrepared {
  readonly prepared: Prepared;
  readonly expected: readonly ExpectedMachine[];
}

/** Synthesizes, and has the app itself say what it expects: controls are code. */
async function prepareAttestation(
  context: CommandContext,
  names: readonly string[],
): Promise<AttestationPrepared> {
  const folder = mkdtempSync(join(tmpdir(), 'vm-lifecycle-'));
  const file = join(folder, 'attestation.json');
  try {
    const environment = { ...context.environment, [attestationVariable]: file };
    const prepared = await prepare({ ...context, environment }, names);
    if (!existsSync(file)) throw withoutExpectations();
    return { prepared, expected: readAttestation(readFileSync(file, 'utf8'), attestationVariable) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function withoutExpectations(): VmLifecycleError {
  return new VmLifecycleError([
    {
      code: 'VML071',
      path: 'cdktf.json.app',
      got: 'app.synth()',
      rule: 'the app itself says what it expects of its machines',
      fix: 'replace app.synth() by synthesize(app) of vm-lifecycle',
    },
  ]);
}

async function attestStack(
  { terminal, environment }: CommandContext,
  { project, engine }: Prepared,
  stack: SynthesizedStack,
  expected: readonly ExpectedMachine[],
  { machineOnly }: AttestCommandOptions,
): Promise<readonly MachineAttestation[]> {
  const inventory = await terminal.step(`State ${stack.name}`, async () => {
    const onStack = engine.on(stack.folder);
    await onStack.init({ lockFile: stackFiles(project, stack.name).lock, upgrade: false });
    return ((await onStack.output(inventoryOutput)) ?? {}) as Inventory;
  });
  const synthesized: unknown = JSON.parse(readFileSync(join(stack.folder, 'cdk.tf.json'), 'utf8'));
  const attested: MachineAttestation[] = [];
  for (const one of expected) {
    const row = Object.hasOwn(inventory, one.name) ? inventory[one.name] : undefined;
    attested.push(
      await terminal.step(`Attest ${one.name}`, async () => {
        const { name, uuid } = one;
        const id = typeof row?.id === 'string' ? { id: row.id } : {};
        const observer = row && observerOf({ name, row }, synthesized, environment);
        try {
          return await attestMachine(one, { name, uuid, ...id }, observer, machineOnly);
        } finally {
          await observer?.close?.();
        }
      }),
    );
  }
  return attested;
}

type Inventory = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

function report(terminal: Terminal, machines: readonly MachineAttestation[], all: boolean): string {
  const counts = countsOf(machines);
  const unmet = machines.flatMap(unmetRows);
  const others = all
    ? machines.flatMap(({ rows }) => rows.filter((row) => !unmet.includes(row)))
    : [];
  const rows = [...unmet, ...others].map((row) => cells(terminal, row, unmet.includes(row)));
  const incomplete = machines.filter(isIncomplete).map((machine) => `! ${whyNotAsked(machine)}`);
  const found = `${String(counts.met)} controls met, ${String(counts.unmet)} not met, ${String(counts.waived)} waived, ${String(counts.notAsked)} not asked`;
  const style = counts.unmet > 0 ? 'red' : counts.notAsked > 0 ? 'yellow' : 'green';
  const parts = [
    ...(rows.length === 0
      ? []
      : [textTable(['vm', 'control', 'state', 'expected', 'observed'], rows), '']),
    ...(incomplete.length === 0 ? [] : [...incomplete, '']),
    terminal.style(style, `Attestation of ${String(machines.length)} machines: ${found}`),
  ];
  return parts.join('\n');
}

function whyNotAsked(machine: MachineAttestation): string {
  const { name, notAsked, guestNotAsked } = machine;
  if (notAsked !== undefined) return `${name} was not asked: ${notAsked}`;
  const rows = unaskedRows(machine);
  const what = `${name}: ${String(rows.length)} controls were not asked about`;
  if (guestNotAsked !== undefined) return `${what}: ${guestNotAsked}`;
  const [first] = rows;
  return `${what}, such as ${first?.control ?? ''}: ${first?.reason ?? 'the guest gave no answer to them'}`;
}

/** Of texts with several lines, only what differs. */
function cells(terminal: Terminal, row: AttestationRow, unmet: boolean): readonly string[] {
  const { vm, control, state, expected, observed } = row;
  const lines = { expected: expected.split('\n'), observed: (observed ?? '').split('\n') };
  const beside = (a: readonly string[], b: readonly string[]): string =>
    oneLine(unmet ? a.filter((line) => !b.includes(line)) : a);
  return [
    vm,
    control,
    terminal.style(unmet ? 'red' : state === 'declared' ? 'yellow' : 'green', verdict(row, unmet)),
    beside(lines.expected, lines.observed),
    beside(lines.observed, lines.expected),
  ];
}

function verdict({ state }: AttestationRow, unmet: boolean): string {
  if (unmet) return 'not met';
  return state === 'declared' ? 'not asked' : state;
}

const widest = 60;

/** Long values are cut: the whole text is in --json. */
function oneLine(lines: readonly string[]): string {
  const text = lines.map((line) => line.trim()).join('; ');
  return text.length > widest ? `${text.slice(0, widest - 3)}...` : text;
}
