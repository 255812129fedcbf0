/**
 * From what a user declares to a virtual machine.
 *
 * Input: VM props of any type (lib/model/vm-props), and what is known around the VM. Output: the virtual machine
 * with every default filled in, or everything that is wrong. Pure. lib/model imports nothing in lib but errors.
 */

import type { Problem } from '../errors';
import type { Inspection, VmContext } from './inspection';
import { vmFields } from './known-fields';
import { byPath, Notes } from './notes';
import { normalize } from './normalize';
import { allRules } from './rules';
import { isLoose, snapshot, type Loose } from './snapshot';
import type { VirtualMachine } from './virtual-machine';
import type { VmProps } from './vm-props';

export type { RecordedVm, VmContext } from './inspection';

/** A virtual machine, or why there is none. */
export interface VmDefinition {
  /** Deeply frozen; undefined where there are problems. */
  readonly vm: VirtualMachine | undefined;
  /**
   * The VM as it would be, where all that is wrong is that nobody could log in: the settings that its controls need are missing
   * in the same places then, and are told together.
   */
  readonly draft?: VirtualMachine;
  /** All problems, sorted by path. */
  readonly problems: readonly Problem[];
}

/**
 * Checks what was declared of a VM and fills in the defaults. Never throws, whatever the types of the props are: props
 * also come from JavaScript and YAML.
 */
export function defineVm(props: VmProps, context: VmContext): VmDefinition {
  const loose = snapshot(props, context.isToken);
  const notes = new Notes(context.isToken);
  const checked = notes.object(loose, context.path, vmFields, {
    is: 'an object with the fields of a VM',
    fix: 'give at least name, purpose, cpuCount, memory, networks and guest',
    required: true,
  });
  if (checked === undefined) return refuse(notes.problems);
  const inspection = inspect(checked, context);
  const problems = [notes.problems, ...allRules.map((rule) => rule(inspection))].flat();
  if (problems.length > 0) {
    const refused = refuse(problems);
    return lackAccess(problems)
      ? Object.freeze({ ...refused, draft: normalize(inspection) })
      : refused;
  }
  return Object.freeze({ vm: normalize(inspection), problems: NONE });
}

const NONE: readonly Problem[] = Object.freeze([]);

function refuse(problems: readonly Problem[]): VmDefinition {
  const sorted = problems.map((problem) => Object.freeze(problem)).sort(byPath);
  return Object.freeze({ vm: undefined, problems: Object.freeze(sorted) });
}

function lackAccess(problems: readonly Problem[]): boolean {
  return problems.every(({ code, got }) => code === 'VML039' && got === 'nothing');
}

function inspect(props: Loose, context: VmContext): Inspection {
  const { environment, isToken, path } = context;
  const guestDefaults = snapshot(environment.guestDefaults, isToken);
  const guest = mergeGuest(props.guest, guestDefaults);
  const own = isLoose(props.guest) ? props.guest : {};
  const networks = new Map<string, unknown>();
  return {
    context,
    props,
    guest,
    guestDefaults,
    networkNamed: (name) => {
      if (!networks.has(name)) networks.set(name, findNetwork(context, name));
      return networks.get(name);
    },
    at: (field) => `${path}.${field}`,
    guestAt: (field) =>
      guest?.[field] !== undefined && own[field] === undefined
        ? `${path}.environment.guestDefaults.${field}`
        : `${path}.guest.${field}`,
  };
}

/** The guest as given, over the defaults of the environment; undefined where it is no object. */
function mergeGuest(guest: unknown, defaults: unknown): Loose | undefined {
  if (!isLoose(guest)) return undefined;
  return isLoose(defaults) ? { ...defaults, ...guest } : guest;
}

function findNetwork({ environment, isToken }: VmContext, name: string): unknown {
  const networks: unknown = environment.networks ?? {};
  return Object.hasOwn(networks as Loose, name)
    ? snapshot((networks as Loose)[name], isToken)
    : undefined;
}
