/**
 * The machines of a planned stack, and what reaches them outside of Terraform.
 *
 * Input: a synthesized stack and the rows of its inventory output. Output: machine operations and observers. May import:
 * those of lib/drivers.
 */

import type { DeclaredMachine } from '../drivers/declared-machine';
import { machineObservers } from '../drivers/machine-observers';
import { machineOperations } from '../drivers/machine-operations';
import type { MachineObserver } from '../drivers/observer';
import type { MachineOperations } from '../drivers/operations';
import { got, VmLifecycleError } from '../errors';

type Arguments = Readonly<Record<string, unknown>>;

/** A row of the inventory output, with the name of its VM. */
export interface InventoryMachine {
  readonly name: string;
  readonly row: Arguments;
}

/**
 * @throws VmLifecycleError VML066 for a row that names no hypervisor of this package, VML071 where its credentials are missing
 */
export function operationsOf(
  machine: InventoryMachine,
  synthesized: unknown,
  environment: NodeJS.ProcessEnv,
): MachineOperations {
  return entryOf(machineOperations, machine)(declaredMachine(machine, synthesized, environment));
}

/** What reads the controls of a machine back. @throws VmLifecycleError as {@link operationsOf} */
export function observerOf(
  machine: InventoryMachine,
  synthesized: unknown,
  environment: NodeJS.ProcessEnv,
): MachineObserver {
  return entryOf(machineObservers, machine)(declaredMachine(machine, synthesized, environment));
}

function entryOf<T>(
  registry: Readonly<Record<string, T>>,
  { name, row: { hypervisor } }: InventoryMachine,
): T {
  const entry = Object.hasOwn(registry, String(hypervisor))
    ? registry[String(hypervisor)]
    : undefined;
  if (entry !== undefined) return entry;
  throw new VmLifecycleError([
    {
      code: 'VML066',
      path: `vm_inventory.${name}.hypervisor`,
      got: got(hypervisor),
      rule: `it is one of ${Object.keys(registry).join(', ')}`,
      fix: 'apply the stack with this version of the package first',
    },
  ]);
}

function declaredMachine(
  { name, row }: InventoryMachine,
  synthesized: unknown,
  environment: NodeJS.ProcessEnv,
): DeclaredMachine {
  const { hypervisor, backup_policy: policy, address } = row;
  const stack = synthesized as Partial<Record<'provider' | 'resource', unknown>>;
  const resources = (stack.resource ?? {}) as Readonly<Record<string, Record<string, Arguments>>>;
  return {
    name,
    ...(typeof policy === 'string' ? { backupPolicy: policy } : {}),
    provider: providerOf(stack.provider, resources, String(address), String(hypervisor)),
    resources,
    environment,
  };
}

/** Arguments of the provider of a resource, which may be an aliased one: `libvirt.second`. */
function providerOf(
  providers: unknown,
  resources: Readonly<Record<string, Record<string, Arguments>>>,
  address: string,
  hypervisor: string,
): Arguments {
  const [type = '', name = ''] = address.split('.');
  // Where its code is gone already, the only provider of the hypervisor is its provider.
  const used = resources[type]?.[name]?.provider;
  const [local = '', alias] = (typeof used === 'string' ? used : hypervisor).split('.');
  const given = (providers as Readonly<Record<string, unknown>> | undefined)?.[local];
  const list = (Array.isArray(given) ? given : [given]) as readonly (Arguments | undefined)[];
  return list.find((one) => one?.alias === alias) ?? list[0] ?? {};
}
