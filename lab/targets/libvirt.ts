import { observeMachine } from '../../lib/drivers/libvirt/observe-machine';
import {
  hypervisorStatus,
  leftovers,
  removeVtpmState,
  startHypervisor,
  stopHypervisor,
} from '../hypervisor';
import { run } from '../../lib/operations/process';
import type { LabTarget } from './target';

/** The lab's own libvirt, in namespaces of its own; its guests boot. */
export const libvirtTarget: LabTarget = {
  hypervisor: 'libvirt',
  title: 'Private libvirt',
  boots: true,
  start: async (instance, onProgress) => {
    await startHypervisor(instance, { onProgress });
  },
  stop: async (instance, onProgress) => {
    await stopHypervisor(instance, { onProgress });
  },
  isRunning: async (instance) => (await hypervisorStatus(instance)).state === 'running',
  environment: (instance) => Promise.resolve({ LIBVIRT_DEFAULT_URI: instance.uri }),
  observe: async (instance, vms) =>
    new Map(
      await Promise.all(
        vms.map(async (vm) => {
          const { stdout: xml } = await run(
            'virsh',
            ['--connect', instance.uri, 'dumpxml', vm.vmName],
            { timeoutMs: 30_000 },
          );
          const controls = vm.hardening.controls.map(({ control }) => control);
          return [vm, observeMachine(xml, controls)] as const;
        }),
      ),
    ),
  left: (instance, vms) => {
    // The provider leaves the state of persistent TPMs behind.
    removeVtpmState(
      instance,
      vms.map((vm) => vm.uuid),
    );
    return Promise.resolve(leftovers(instance));
  },
};
