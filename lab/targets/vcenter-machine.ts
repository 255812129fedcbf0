import type { LiveMachine } from '../../lib/drivers/vsphere/observe-machine';
import type { VcenterVirtualMachine } from '../vcenter';

/** What the reader found of a machine, under the names of the vSphere API. */
export function liveMachine(vm: VcenterVirtualMachine): LiveMachine {
  const devices = [...vm.controllers, ...vm.networkCards, ...vm.otherDevices];
  return {
    config: {
      version: vm.hardwareVersion,
      firmware: vm.firmware,
      bootOptions: { efiSecureBootEnabled: vm.secureBoot },
      flags: vm.flags,
      tools: vm.tools,
      cpuHotAddEnabled: vm.cpu.hotAdd,
      memoryHotAddEnabled: vm.memory.hotAdd,
      migrateEncryption: vm.migrateEncryption,
      ftEncryptionMode: vm.faultToleranceEncryption,
      extraConfig: vm.extraConfig,
      hardware: {
        device: [
          ...devices.map(({ type }) => ({ _typeName: type })),
          ...vm.disks.map(({ mode }) => ({
            _typeName: 'VirtualDisk',
            backing: { diskMode: mode },
          })),
          ...(vm.virtualTpm ? [{ _typeName: 'VirtualTPM' }] : []),
        ],
      },
    },
  };
}
