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
  type ShutdownOptions,
  type ShutdownResult,
} from '../operations';
import { ProxmoxApi, proxmoxApiProps, type ProxmoxApiProps } from './api';
import { findMachine, type FoundMachine } from './find-machine';
import { finalBackup, verifyBackup, type ProxmoxBackupTarget } from './operations-backup';

export interface ProxmoxOperationsProps {
  /** @default - from the environment, see {@link proxmoxApiProps} */
  readonly api?: ProxmoxApiProps;
  /** Where final backups go. @default - there is none, and the final backup is waived or made by a product */
  readonly backup?: ProxmoxBackupTarget;
}

const TASK_SECONDS = 300;

/** Machines on Proxmox VE, by its API. */
export function proxmoxOperations(props: ProxmoxOperationsProps = {}): MachineOperations {
  const api = new ProxmoxApi(props.api ?? proxmoxApiProps(process.env));
  const { backup } = props;
  const noTarget = unsupported(
    'name a storage for final backups, give the evidence of another backup product (backup.evidence), or waive the backup with a reason',
  );
  const there = async (vm: MachineReference): Promise<FoundMachine> => {
    const found = await findMachine(api, vm);
    if (found === undefined)
      throw new MachineOperationError(`Proxmox VE has no machine ${vm.name}`);
    return found;
  };
  return {
    hypervisor: 'proxmox',
    supported: {
      finalBackup: backup === undefined ? noTarget : native,
      verifyBackup: backup === undefined ? noTarget : native,
      wipeDisk: unsupported(
        'set "saferemove" on the storage, which then overwrites what is deleted (LVM), and write disks "destroy"',
      ),
      keepDisks: unsupported(
        'its disks go with a machine: move those to keep to another machine in a reviewed change first (qm disk move), and write disks "destroy"',
      ),
      unregister: unsupported(
        'a machine and its files are one: keep a backup of it, and write ending "destroy"',
      ),
    },
    powerState: (vm) => powerState(api, vm),
    shutdown: (vm, options) => shutdown(api, vm, options),
    inspect: async (vm) => factsOf((await there(vm)).config),
    leftovers: () => Promise.resolve([]), // EFI variables and TPM state are disks of the machine
    removeLeftovers: () => Promise.resolve([]),
    ...(backup === undefined
      ? {}
      : {
          finalBackup: async (vm, options) =>
            finalBackup(api, await there(vm), backup, vm, options),
          verifyBackup: async (vm, made) => verifyBackup(api, await there(vm), backup, made),
        }),
    close: () => {
      api.close();
      return Promise.resolve();
    },
  };
}

const statusPath = ({ node, vmid }: FoundMachine): string =>
  `nodes/${node}/qemu/${String(vmid)}/status`;

async function powerState(api: ProxmoxApi, vm: MachineReference): Promise<PowerState> {
  const found = await findMachine(api, vm);
  if (found === undefined) return 'absent';
  const { status, qmpstatus } = await api.get<{ status: string; qmpstatus?: string }>(
    `${statusPath(found)}/current`,
  );
  if (status === 'stopped') return 'off';
  return qmpstatus === 'paused' || qmpstatus === 'suspended' ? 'suspended' : 'running';
}

/**
 * The API asks the agent, or ACPI where there is none, and its task ends with the time that it was given. It is not told
 * to stop the machine after that, so that a forced end is journaled before it happens.
 */
async function shutdown(
  api: ProxmoxApi,
  vm: MachineReference,
  options: ShutdownOptions,
): Promise<ShutdownResult> {
  const began = Date.now();
  const parts = {
    state: () => powerState(api, vm),
    ask: async () => {
      const found = await findMachine(api, vm);
      if (found === undefined) return;
      const timeout = Math.max(1, options.timeoutSeconds - Math.floor((Date.now() - began) / 1000));
      const form = { timeout, forceStop: 0 };
      await api.task('POST', `${statusPath(found)}/shutdown`, form, timeout + TASK_SECONDS);
    },
    powerOff: async () => {
      const found = await findMachine(api, vm);
      if (found === undefined) return;
      // A shutdown that is still waiting holds the machine's lock.
      const form = { 'overrule-shutdown': 1 };
      await api.task('POST', `${statusPath(found)}/stop`, form, TASK_SECONDS);
    },
  };
  return shutDownBy(parts, vm, options);
}

function factsOf(config: Readonly<Record<string, unknown>>): MachineFacts {
  const disks = Object.entries(config).flatMap(([slot, value]): MachineDisk[] => {
    const text = String(value);
    const isDisk = /^(scsi|virtio|sata|ide|efidisk|tpmstate|unused)\d+$/.test(slot);
    const [path = ''] = text.split(',');
    return isDisk && !text.includes('media=cdrom') && path !== 'none' ? [{ name: slot, path }] : [];
  });
  return { disks: disks.sort((a, b) => (a.name < b.name ? -1 : 1)) };
}
