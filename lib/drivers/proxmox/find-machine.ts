import { MachineOperationError, type MachineReference } from '../operations';
import type { ProxmoxApi } from './api';

/** A machine, where it is now. */
export interface FoundMachine {
  readonly node: string;
  readonly vmid: number;
  readonly config: Readonly<Record<string, unknown>>;
}

/** By VM id where it is known, else by name; refuses a machine with another name or UUID. */
export async function findMachine(
  api: ProxmoxApi,
  vm: MachineReference,
): Promise<FoundMachine | undefined> {
  const all = await api.get<
    readonly { type?: string; vmid: number; name?: string; node: string }[]
  >('cluster/resources?type=vm');
  const candidates = all.filter(({ type, vmid, name }) => {
    if (type !== 'qemu') return false;
    return vm.id === undefined ? name === vm.name : String(vmid) === vm.id;
  });
  const [found, second] = candidates;
  if (found === undefined) return undefined;
  if (second !== undefined) {
    throw new MachineOperationError(
      `Proxmox VE has ${String(candidates.length)} machines called ${vm.name}: give the VM id`,
    );
  }
  const path = `nodes/${found.node}/qemu/${String(found.vmid)}/config`;
  const config = await api.get<Readonly<Record<string, unknown>>>(path);
  const uuid = /(?:^|,)uuid=([0-9a-fA-F-]{36})/.exec(String(config.smbios1))?.[1]?.toLowerCase();
  if (found.name !== vm.name || uuid !== vm.uuid.toLowerCase()) {
    throw new MachineOperationError(
      `${vm.name} (${vm.uuid}): VM ${String(found.vmid)} is ${found.name ?? 'without a name'} (${uuid ?? 'without a UUID'}): correct the retirement record, or apply the stack`,
    );
  }
  return { node: found.node, vmid: found.vmid, config };
}
