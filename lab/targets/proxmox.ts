import { observeMachine } from '../../lib/drivers/proxmox/observe-machine';
import {
  proxmoxEnvironment,
  proxmoxStatus,
  readProxmox,
  startProxmox,
  stopProxmox,
  type ProxmoxConnection,
  type ProxmoxInventory,
} from '../proxmox';
import type { LabInstance } from '../hypervisor';
import { leftSinceSeed, rememberSeed } from './seed';
import type { LabTarget } from './target';

/** The simulated Proxmox VE cluster. */
export const proxmoxTarget: LabTarget = {
  hypervisor: 'proxmox',
  title: 'Simulated Proxmox VE',
  boots: false,
  start: async (instance, onProgress) => {
    const runs = await proxmoxTarget.isRunning(instance);
    const connection = await startProxmox(instance, { onProgress });
    if (!runs) rememberSeed(instance, 'proxmox', await readProxmox(connection));
  },
  stop: async (instance) => {
    await stopProxmox(instance);
  },
  isRunning: async (instance) => (await proxmoxStatus(instance)).state === 'running',
  environment: async (instance) => proxmoxEnvironment(await connectionOf(instance)),
  observe: async (instance, vms) => {
    const inventory = await readInventory(instance);
    return new Map(
      vms.map((vm) => {
        const found = inventory.virtualMachines.find((one) => one.name === vm.vmName);
        if (found === undefined) return [vm, new Map<string, string>()];
        const live = {
          config: found.config,
          firewallOptions: found.firewall.options,
          clusterFirewallOptions: inventory.firewall.options,
        };
        return [
          vm,
          observeMachine(
            live,
            vm.hardening.controls.map(({ control }) => control),
          ),
        ];
      }),
    );
  },
  left: async (instance) => leftSinceSeed(instance, 'proxmox', await readInventory(instance)),
};

async function readInventory(instance: LabInstance): Promise<ProxmoxInventory> {
  return readProxmox(await connectionOf(instance));
}

async function connectionOf(instance: LabInstance): Promise<ProxmoxConnection> {
  const { connection } = await proxmoxStatus(instance);
  if (connection === undefined) throw new Error('the simulated Proxmox VE does not run');
  return connection;
}
