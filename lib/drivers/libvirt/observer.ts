import { parseObservations } from '../../hardening/observation';
import type { DeclaredMachine } from '../declared-machine';
import {
  guestObservation,
  leftAlone,
  OBSERVATION_SECONDS,
  type GuestObservation,
  type MachineObserver,
} from '../observer';
import { MachineOperationError, type MachineReference } from '../operations';
import { uriOf } from './declared-machine';
import { GuestAgent, GuestAgentError } from './guest-agent';
import { observeMachine } from './observe-machine';
import { powerState } from './operations';
import { Virsh, type RunCommand } from './virsh';

/** The live XML of the domain, and the guest by its agent. @param run replaced in tests */
export function libvirtObserver(machine: DeclaredMachine, run?: RunCommand): MachineObserver {
  const uri = uriOf(machine);
  const virsh = new Virsh(uri, run);
  return {
    observe: async (vm, { controls, script }) => {
      const state = await powerState(virsh, vm);
      if (state === 'absent') throw new MachineOperationError(`libvirt has no machine ${vm.name}`);
      const xml = await virsh.do('dumpxml', vm.uuid);
      return {
        machine: observeMachine(xml, controls),
        guest: state === 'running' ? await ask(uri, vm, script) : { notAsked: `it is ${state}` },
      };
    },
  };
}

async function ask(
  uri: string,
  vm: MachineReference,
  input: string | undefined,
): Promise<GuestObservation> {
  if (input === undefined) return leftAlone;
  const agent = new GuestAgent({ uri, domain: vm.uuid });
  try {
    const timeoutSeconds = OBSERVATION_SECONDS;
    const ended = await agent.execute(['/bin/sh', '-s'], { input, timeoutSeconds });
    return guestObservation(parseObservations(ended.stdout), ended);
  } catch (error) {
    if (error instanceof GuestAgentError) return { notAsked: error.message };
    throw error;
  }
}
