/**
 * What is expected of each control of a VM, as data that survives without the code of the controls.
 *
 * Input: a virtual machine and its plan. Output: one entry per control. May import: lib/model, the plan.
 */

import type { VirtualMachine } from '../model/virtual-machine';
import type { Waiver } from '../model/vm-props';
import type { HypervisorName, MachineControl } from './control';
import type { HardeningPlan, PlannedControl } from './plan';

interface ExpectationBase {
  readonly id: string;
  readonly title: string;
  readonly sources: readonly string[];
  readonly state: PlannedControl['state'];
  /** Given where the control is waived. */
  readonly waiver?: Waiver;
  /** The observed text where the control is met. */
  readonly expected: string;
  /** Where the template attests it. @default - it does not */
  readonly inherited?: string;
  /** True: the expected text holds values that Terraform alone knows, and can't be compared. @default false */
  readonly unknown?: boolean;
}

/** A control of the guest, or of the machine with its value and its settings on the VM's hypervisor. */
export type ExpectedControl = ExpectationBase &
  (
    | { readonly scope: 'guest' }
    | ({ readonly scope: 'machine' } & Pick<MachineControl, 'value' | 'settings'>)
  );

/** What is read back of a machine: both controls and expectations are that. */
export type ObservableControl =
  | { readonly scope: 'guest'; readonly id: string }
  | Pick<MachineControl, 'scope' | 'id' | 'value' | 'settings'>;

export interface ExpectationInput {
  readonly vm: VirtualMachine;
  readonly plan: HardeningPlan;
  /** Settings of the others are left out. @default - all */
  readonly hypervisor?: HypervisorName;
  /** Controls that the template attests: id and where that is recorded. @default - none */
  readonly inherited?: ReadonlyMap<string, string>;
}

/** One entry per control of the plan, in its order. */
export function expectedControls({
  vm,
  plan,
  hypervisor,
  inherited,
}: ExpectationInput): readonly ExpectedControl[] {
  return plan.controls.map(({ control, state, waiver }): ExpectedControl => {
    const { id, title, sources } = control;
    const template = inherited?.get(id);
    const base = {
      ...{ id, title, sources, state },
      ...(waiver === undefined ? {} : { waiver }),
      ...(template === undefined ? {} : { inherited: template }),
    };
    if (control.scope === 'guest') {
      return { ...base, scope: 'guest', expected: control.expected(vm).trim() };
    }
    const { value, settings } = control;
    const own = hypervisor === undefined ? settings : { [hypervisor]: settings[hypervisor] ?? {} };
    return { ...base, scope: 'machine', expected: value.trim(), value, settings: own };
  });
}
