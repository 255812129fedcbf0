/**
 * Which controls a VM has to meet.
 *
 * Input: a virtual machine and its hypervisor. Output: the controls, waived or not, and everything that is wrong.
 * May import: lib/model, lib/errors, the controls.
 */

import { errorCodes, got, type Problem } from '../errors';
import type { VirtualMachine } from '../model/virtual-machine';
import type { Waiver } from '../model/vm-props';
import type { Control, GuestControl, HypervisorName, MachineControl } from './control';
import { controlsOf } from './packs';
import { allControls } from './registry';
import { howToWaive, waiverOf, waiverProblems } from './waivers';

/** The controls of one VM, sorted by id. */
export interface HardeningPlan {
  readonly controls: readonly PlannedControl[];
}

/** A control of a VM's plan, and what becomes of it. */
export interface PlannedControl {
  readonly control: Control;
  /** `declared`: asked for. `inherited`: brought along by the template. `waived`: deliberately not met. */
  readonly state: 'declared' | 'inherited' | 'waived';
  /** Given where the control is waived. */
  readonly waiver?: Waiver;
}

/** True where the plan asks for the control: it is in the pack, not waived, and does not come with the template. */
export function declared({ controls }: HardeningPlan, control: string): boolean {
  // They are sorted by id, and drivers ask for some thirty of a hundred, for each VM.
  let [low, high] = [0, controls.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const known = controls[middle]?.control.id ?? control;
    if (known < control) low = middle + 1;
    else high = middle;
  }
  const row = controls[low];
  return row?.control.id === control && row.state === 'declared';
}

export interface HardeningContext {
  /** Construct path of the VM, for errors. */
  readonly path: string;
  /** Day on which waivers are judged, `YYYY-MM-DD`. */
  readonly today: string;
  /** Ids of the machine controls that the hypervisor's driver sets. @default - all that apply to the hypervisor */
  readonly supported?: ReadonlySet<string>;
  /** False where the hypervisor cannot configure a guest: every guest control is then inherited or waived. @default true */
  readonly guestChannel?: boolean;
  /** Ids of the controls that the template brings along. @default - none */
  readonly inherited?: readonly string[];
  /** Controls beside those of this package; each belongs to the pack of its level. @default - none */
  readonly additional?: readonly Control[];
}

export function hardeningPlan(
  vm: VirtualMachine,
  hypervisor: HypervisorName,
  context: HardeningContext,
): { readonly plan: HardeningPlan; readonly problems: readonly Problem[] } {
  const { additional = [], guestChannel = true } = context;
  const attested = new Set(context.inherited);
  const knownIds = [...allControls, ...additional].map((control) => control.id);
  const controls = controlsOf(vm.hardeningPack, additional)
    .filter((control) => applies(control, vm, hypervisor))
    .map((control): PlannedControl => {
      const waiver = waiverOf(vm, control.id);
      if (waiver !== undefined) return { control, state: 'waived', waiver };
      // What can be set here is set here; the rest may come with the template.
      const settable =
        control.scope === 'guest' ? guestChannel : (context.supported?.has(control.id) ?? true);
      const inherited = !settable && attested.has(control.id);
      return inherited ? { control, state: 'inherited' } : asDeclared(control);
    });
  const problems = [
    ...repeatedIds(knownIds, context.path),
    ...waiverProblems(vm, knownIds, context),
    ...controls
      .filter(({ state }) => state === 'declared')
      .flatMap(({ control }) =>
        control.scope === 'machine'
          ? machineProblems(control, vm, hypervisor, context)
          : guestProblems(control, vm, context.path),
      ),
    ...(guestChannel ? [] : withoutChannel(controls, hypervisor, context.path)),
  ];
  return { plan: Object.freeze({ controls: Object.freeze(controls) }), problems };
}

/** The same object for each VM: there are a hundred of them per machine. */
function asDeclared(control: Control): PlannedControl {
  const known = declaredControls.get(control);
  if (known !== undefined) return known;
  const made: PlannedControl = Object.freeze({ control, state: 'declared' });
  declaredControls.set(control, made);
  return made;
}
const declaredControls = new WeakMap<Control, PlannedControl>();

function applies(control: Control, vm: VirtualMachine, hypervisor: HypervisorName): boolean {
  const here =
    control.scope === 'machine'
      ? control.appliesTo.includes(hypervisor)
      : control.appliesTo.includes(vm.guest.operatingSystem);
  return here && (control.concerns?.(vm) ?? true);
}

function machineProblems(
  control: MachineControl,
  vm: VirtualMachine,
  hypervisor: HypervisorName,
  { path, supported }: HardeningContext,
): Problem[] {
  const waive = howToWaive(control.id);
  const contradicted = (control.contradictions?.(vm) ?? []).map(
    ({ field, given, remedy }): Problem => ({
      code: 'VML040',
      path: `${path}.${field}`,
      got: got(given),
      rule: `${control.id}: ${control.title}`,
      fix: `${remedy}, or ${waive}`,
    }),
  );
  if (supported?.has(control.id) ?? true) return contradicted;
  return [
    ...contradicted,
    {
      code: 'VML044',
      path: `${path}.hardeningPack`,
      got: got(control.id),
      rule: `the driver for ${hypervisor} does not set this control`,
      fix: `use a template that brings it along and lists it in attestedControls, or ${waive}`,
    },
  ];
}

function guestProblems(control: GuestControl, vm: VirtualMachine, path: string): Problem[] {
  const { requires } = control;
  if (requires === undefined || requires.given(vm)) return [];
  const setting = requires.field.replace(/^guest\./, 'guestDefaults.');
  return [
    {
      code: 'VML052',
      path: `${path}.${requires.field}`,
      got: 'nothing',
      rule: `${errorCodes.VML052} (${control.id})`,
      fix: `give ${requires.field}, or ${setting} of the environment, or ${howToWaive(control.id)}`,
    },
  ];
}

/** One problem for all of them: the remedy is one template. */
function withoutChannel(
  controls: readonly PlannedControl[],
  hypervisor: HypervisorName,
  path: string,
): Problem[] {
  const missing = controls.filter(
    ({ control, state }) => control.scope === 'guest' && state === 'declared',
  );
  if (missing.length === 0) return [];
  return [
    {
      code: 'VML044',
      path: `${path}.template.attestedControls`,
      got: `without ${missing.map(({ control }) => control.id).join(', ')}`,
      rule: `the driver for ${hypervisor} has no channel to configure the guest, so its controls come with the template`,
      fix: 'use a template that was built with these controls and lists them in attestedControls, or waive them with a reason and an expiry date',
    },
  ];
}

function repeatedIds(knownIds: readonly string[], path: string): Problem[] {
  const repeated = knownIds.filter((id, index) => knownIds.indexOf(id) !== index);
  return repeated.map((id) => ({
    code: 'VML051',
    path: `${path}.additionalControls`,
    got: got(id),
    rule: 'a control id is used once',
    fix: 'give the additional control an id of its own',
  }));
}
