import {
  MachineOperationError,
  native,
  shutDownBy,
  unsupported,
  type MachineDisk,
  type MachineFacts,
  type MachineOperations,
  type MachineReference,
  type PowerState,
} from '../operations';
import { findMachine } from './find-machine';
import {
  fieldsOf,
  listOf,
  textOf,
  typeOf,
  VsphereApi,
  vsphereApiProps,
  VsphereFault,
  type ManagedObject,
  type VsphereApiProps,
} from './soap';

export interface VsphereOperationsProps {
  /** @default - from the environment, see {@link vsphereApiProps} */
  readonly api?: VsphereApiProps;
}

/** Machines on vCenter, by the vSphere API. */
export function vsphereOperations(props: VsphereOperationsProps = {}): MachineOperations {
  const api = new VsphereApi(props.api ?? vsphereApiProps(process.env));
  const byProduct = unsupported(
    'vSphere has no backup of its own: give the evidence of the product that selects by the tag backup-policy (backup.evidence), or waive the backup with a reason',
  );
  return {
    hypervisor: 'vsphere',
    supported: {
      finalBackup: byProduct,
      verifyBackup: byProduct,
      wipeDisk: unsupported(
        'encrypt the VM by a storage policy and destroy its key, or overwrite its disks on an ESXi host (vmkfstools --writezeroes), and write disks "destroy"',
      ),
      keepDisks: native,
      unregister: native,
    },
    powerState: (vm) => powerState(api, vm),
    shutdown: (vm, options) =>
      shutDownBy(
        {
          state: () => powerState(api, vm),
          ask: () => whileOn(async () => api.call('ShutdownGuest', await machine(api, vm))),
          powerOff: () => whileOn(async () => api.task('PowerOffVM_Task', await machine(api, vm))),
        },
        vm,
        options,
      ),
    inspect: async (vm) => factsOf(await devicesOf(api, await machine(api, vm))),
    leftovers: () => Promise.resolve([]), // NVRAM and TPM state are files of the machine
    removeLeftovers: () => Promise.resolve([]),
    keepDisks: (vm, facts) => keepDisks(api, vm, facts),
    unregister: async (vm) => {
      const state = await powerState(api, vm);
      if (state === 'absent') return;
      if (state !== 'off') {
        throw new MachineOperationError(
          `${vm.name} is ${state}, and not off: it is not unregistered`,
        );
      }
      await api.call('UnregisterVM', await machine(api, vm));
    },
    close: () => api.close(),
  };
}

/** A machine that went off in between needs nothing more. */
async function whileOn(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof VsphereFault) || error.fault !== 'InvalidPowerState') throw error;
  }
}

async function machine(api: VsphereApi, vm: MachineReference): Promise<ManagedObject> {
  const found = await findMachine(api, vm);
  if (found === undefined) throw new MachineOperationError(`vCenter has no machine ${vm.name}`);
  return found;
}

const states: Readonly<Record<string, PowerState>> = {
  poweredOn: 'running',
  poweredOff: 'off',
  suspended: 'suspended',
};

async function powerState(api: VsphereApi, vm: MachineReference): Promise<PowerState> {
  const found = await findMachine(api, vm);
  if (found === undefined) return 'absent';
  const properties = await api.properties(found, ['runtime.powerState']);
  if (properties === undefined) return 'absent';
  const state = textOf(properties['runtime.powerState']);
  const known = states[state];
  if (known === undefined)
    throw new MachineOperationError(`${vm.name} has the power state ${state}`);
  return known;
}

/** A virtual disk, as far as it is needed here. */
interface VirtualDisk extends MachineDisk {
  readonly key: string;
}

async function devicesOf(api: VsphereApi, object: ManagedObject): Promise<readonly VirtualDisk[]> {
  const properties = await api.properties(object, ['config.hardware.device']);
  const devices = listOf(fieldsOf(properties?.['config.hardware.device']).VirtualDevice);
  return devices.flatMap((device) => {
    const { key, deviceInfo, backing } = fieldsOf(device);
    if (typeOf(device) !== 'VirtualDisk') return [];
    const path = textOf(fieldsOf(backing).fileName);
    return [{ key: textOf(key), name: textOf(fieldsOf(deviceInfo).label), path }];
  });
}

function factsOf(disks: readonly VirtualDisk[]): MachineFacts {
  return { disks: disks.map(({ name, path }) => ({ name, path })) };
}

/** Detached disks keep their files when the machine is destroyed. */
async function keepDisks(
  api: VsphereApi,
  vm: MachineReference,
  facts: MachineFacts,
): Promise<void> {
  const found = await findMachine(api, vm);
  if (found === undefined) return;
  const kept = new Set(facts.disks.map(({ path }) => path));
  const disks = (await devicesOf(api, found)).filter(({ path }) => kept.has(path));
  if (disks.length === 0) return; // an earlier attempt did it
  await api.task('ReconfigVM_Task', found, {
    spec: {
      // Without a file operation the file stays.
      deviceChange: disks.map(({ key }) => ({
        operation: 'remove',
        device: {
          '@xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
          '@xsi:type': 'VirtualDisk',
          key,
        },
      })),
    },
  });
}
