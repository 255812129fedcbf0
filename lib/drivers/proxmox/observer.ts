import { setTimeout as sleep } from 'node:timers/promises';
import { parseObservations } from '../../hardening/observation';
import type { DeclaredMachine } from '../declared-machine';
import {
  guestObservation,
  leftAlone,
  OBSERVATION_SECONDS,
  type GuestObservation,
  type MachineObserver,
} from '../observer';
import { MachineOperationError } from '../operations';
import { ProxmoxApi, ProxmoxRefusal } from './api';
import { apiOf } from './declared-machine';
import { findMachine } from './find-machine';
import { observeMachine, type LiveMachine } from './observe-machine';

const POLL_MS = 500;

/** The configuration that the machine runs with and its firewall, by the API; the guest by its agent, where that answers. */
export function proxmoxObserver(machine: DeclaredMachine): MachineObserver {
  const api = new ProxmoxApi(apiOf(machine));
  return {
    observe: async (vm, { controls, script }) => {
      const found = await findMachine(api, vm);
      if (found === undefined) {
        throw new MachineOperationError(`Proxmox VE has no machine ${vm.name}`);
      }
      const path = `nodes/${found.node}/qemu/${String(found.vmid)}`;
      const get = (name: string): Promise<LiveMachine['config']> => api.get(name);
      const live: LiveMachine = {
        config: await get(`${path}/config?current=1`),
        firewallOptions: await get(`${path}/firewall/options`),
        clusterFirewallOptions: await get('cluster/firewall/options'),
      };
      return {
        machine: observeMachine(live, controls),
        guest: script === undefined ? leftAlone : await askGuest(api, path, script),
      };
    },
    close: () => {
      api.close();
      return Promise.resolve();
    },
  };
}

/** https://pve.proxmox.com/pve-docs/api-viewer/#/nodes/{node}/qemu/{vmid}/agent/exec-status */
interface ExecStatus {
  readonly exited: boolean | number;
  readonly exitcode?: number;
  readonly 'out-data'?: string;
  readonly 'err-data'?: string;
  readonly 'out-truncated'?: boolean | number;
}

/** @param machine path of the machine in the API */
export async function askGuest(
  api: Pick<ProxmoxApi, 'get' | 'send'>,
  machine: string,
  script: string,
): Promise<GuestObservation> {
  try {
    const { pid } = (await api.send('POST', `${machine}/agent/exec`, {
      command: ['/bin/sh', '-s'],
      'input-data': script,
    })) as { pid: number };
    const deadline = Date.now() + OBSERVATION_SECONDS * 1000;
    for (;;) {
      const path = `${machine}/agent/exec-status?pid=${String(pid)}`;
      const status = await api.get<ExecStatus>(path);
      if (Number(status.exited) === 1) return read(status);
      if (Date.now() > deadline) {
        return { notAsked: `its guest gave no answer within ${String(OBSERVATION_SECONDS)} s` };
      }
      await sleep(POLL_MS);
    }
  } catch (error) {
    // No agent, a machine that is off, or no permission to run programs in it.
    if (error instanceof ProxmoxRefusal) return { notAsked: error.message };
    throw error;
  }
}

function read(status: ExecStatus): GuestObservation {
  if (Number(status['out-truncated'] ?? 0) === 1) {
    return { notAsked: 'the guest printed more than Proxmox VE passes on' };
  }
  const { exitcode: exitCode = 0, 'err-data': stderr = '' } = status;
  return guestObservation(parseObservations(status['out-data'] ?? ''), { exitCode, stderr });
}
