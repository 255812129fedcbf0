import { observeMachine } from '../../lib/drivers/vsphere/observe-machine';
import type { LabInstance } from '../hypervisor';
import {
  readVcenter,
  startVcenter,
  stopVcenter,
  vcenterEnvironment,
  vcenterStatus,
  type VcenterConnection,
} from '../vcenter';
import { leftSinceSeed, rememberSeed } from './seed';
import type { LabTarget } from './target';
import { liveMachine } from './vcenter-machine';

/** The vCenter simulator. */
export const vcenterTarget: LabTarget = {
  hypervisor: 'vsphere',
  title: 'vCenter simulator',
  boots: false,
  start: async (instance, onProgress) => {
    const runs = await vcenterTarget.isRunning(instance);
    const connection = await startVcenter(instance, { onProgress });
    if (!runs) rememberSeed(instance, 'vcenter', await readVcenter(connection));
  },
  stop: async (instance) => {
    await stopVcenter(instance);
  },
  isRunning: async (instance) => (await vcenterStatus(instance)).state === 'running',
  environment: async (instance) => vcenterEnvironment(await connectionOf(instance)),
  observe: async (instance, vms) => {
    const { virtualMachines } = await readVcenter(await connectionOf(instance));
    return new Map(
      vms.map((vm) => {
        const found = virtualMachines.find((one) => one.name === vm.vmName);
        if (found === undefined) return [vm, new Map<string, string>()];
        return [
          vm,
          observeMachine(
            liveMachine(found),
            vm.hardening.controls.map(({ control }) => control),
          ),
        ];
      }),
    );
  },
  left: async (instance) =>
    leftSinceSeed(instance, 'vcenter', await readVcenter(await connectionOf(instance))),
};

async function connectionOf(instance: LabInstance): Promise<VcenterConnection> {
  const { connection } = await vcenterStatus(instance);
  if (connection === undefined) throw new Error('the vCenter simulator does not run');
  return connection;
}
