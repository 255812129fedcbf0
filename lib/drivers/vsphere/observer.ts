import type { DeclaredMachine } from '../declared-machine';
import type { MachineObserver } from '../observer';
import { MachineOperationError } from '../operations';
import { apiOf } from './declared-machine';
import { findMachine } from './find-machine';
import { observeMachine, type LiveMachine } from './observe-machine';
import { fieldsOf, listOf, textOf, typeOf, VsphereApi } from './soap';

/** The configuration of the machine, by the vSphere API, which can look into no guest without an account of it. */
export function vsphereObserver(machine: DeclaredMachine): MachineObserver {
  const api = new VsphereApi(apiOf(machine));
  return {
    observe: async (vm, { controls }) => {
      const found = await findMachine(api, vm);
      const properties = found && (await api.properties(found, ['config']));
      if (properties === undefined) {
        throw new MachineOperationError(`vCenter has no machine ${vm.name}`);
      }
      return {
        machine: observeMachine(liveMachine(properties.config), controls),
        guest: { notAsked: 'vSphere looks into a guest only with an account of the guest' },
      };
    },
    close: () => api.close(),
  };
}

/** A VirtualMachineConfigInfo of the SOAP API under the names that {@link observeMachine} knows. */
export function liveMachine(config: unknown): LiveMachine {
  const { extraConfig, hardware, ...rest } = fieldsOf(config);
  return {
    config: {
      ...(plain(rest) as Readonly<Record<string, unknown>>),
      extraConfig: listOf(extraConfig).map((option) => {
        const { key, value } = fieldsOf(option);
        return { key: textOf(key), value: textOf(value) };
      }),
      hardware: {
        device: listOf(fieldsOf(hardware).device).map((device) => ({
          ...(plain(device) as Readonly<Record<string, unknown>>),
          _typeName: typeOf(device),
        })),
      },
    },
  };
}

/** Elements without their attributes; an element that has a text alone is that text. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return textOf(value);
  const fields = Object.entries(value).filter(([name]) => !name.startsWith('@'));
  if (fields.every(([name]) => name === '#text')) return textOf(value);
  return Object.fromEntries(fields.map(([name, child]) => [name, plain(child)]));
}
