import { join } from 'node:path/posix';
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
import { finalBackup, verifyBackup, type LibvirtBackupJob } from './operations-backup';
import { findLeftovers, removeFound, standInName } from './operations-leftovers';
import {
  children,
  rootOf,
  runCommand,
  textOf,
  Virsh,
  type Element,
  type RunCommand,
} from './virsh';

export interface LibvirtOperationsProps {
  /** Connection URI, as the Terraform provider has it. @default - `LIBVIRT_DEFAULT_URI`, or `qemu:///system` */
  readonly uri?: string;
  /** The backup job of the machine. @default - there is none, and the final backup is waived or made by a product */
  readonly backup?: LibvirtBackupJob;
  /** Where the host keeps the states of virtual TPMs. @default '/var/lib/libvirt/swtpm' */
  readonly vtpmFolder?: string;
  /** How long a disk may take to be overwritten, in seconds. @default 86400 */
  readonly wipeTimeoutSeconds?: number;
  /** Replaced in tests. @default - child processes */
  readonly run?: RunCommand;
}

/** Machines on libvirt, by virsh: any connection URI does, local or remote. */
export function libvirtOperations(props: LibvirtOperationsProps = {}): MachineOperations {
  const { run = runCommand, backup, vtpmFolder = '/var/lib/libvirt/swtpm' } = props;
  const uri = props.uri ?? process.env.LIBVIRT_DEFAULT_URI ?? 'qemu:///system';
  const virsh = new Virsh(uri, run);
  const stateOf = (vm: MachineReference): Promise<PowerState> => powerState(virsh, vm);
  const noJob = unsupported(
    'give the VM a BackupPolicy and install its job on the host, give the evidence of another backup product (backup.evidence), or waive the backup with a reason',
  );
  return {
    hypervisor: 'libvirt',
    supported: {
      finalBackup: backup === undefined ? noJob : native,
      verifyBackup: backup === undefined ? noJob : native,
      wipeDisk: native,
      keepDisks: native,
      unregister: native,
    },
    powerState: stateOf,
    shutdown: (vm, options) =>
      shutDownBy(
        {
          state: () => stateOf(vm),
          ask: () => askGuest(virsh, vm),
          powerOff: async () => {
            await virsh.do('destroy', vm.uuid);
          },
        },
        vm,
        options,
      ),
    inspect: (vm) => inspect(virsh, vm, vtpmFolder),
    leftovers: (vm, facts) => findLeftovers(virsh, vm, facts),
    removeLeftovers: async (vm, found) => {
      await needState(virsh, vm, 'absent', 'its state is not removed while it exists');
      return removeFound(virsh, vm, found);
    },
    wipeDisk: async (vm, disk) => {
      await needState(virsh, vm, 'off', 'its disks are not overwritten');
      await wipeDisk(virsh, vm, disk, props.wipeTimeoutSeconds ?? 86_400);
    },
    // Volumes are objects of their own: they stay where nothing deletes them.
    keepDisks: () => Promise.resolve(),
    unregister: async (vm) => {
      if ((await stateOf(vm)) === 'absent') return;
      await needState(virsh, vm, 'off', 'it is not unregistered');
      await virsh.do(
        ...['undefine', vm.uuid, '--keep-nvram', '--keep-tpm'],
        ...['--managed-save', '--snapshots-metadata', '--checkpoints-metadata'],
      );
    },
    ...(backup === undefined
      ? {}
      : {
          finalBackup: (vm, options) => finalBackup(run, backup, vm, options),
          verifyBackup: (_vm, made) => verifyBackup(run, backup, made),
        }),
  };
}

/** By UUID; a machine of that name with another UUID is another machine. */
export async function powerState(virsh: Virsh, vm: MachineReference): Promise<PowerState> {
  const name = (await virsh.ask('domname', vm.uuid))?.trim();
  if (name === undefined || name === standInName(vm)) {
    const other = (await virsh.ask('domuuid', vm.name))?.trim();
    if (other === undefined) return 'absent';
    throw mismatch(vm, `the machine of that name has the UUID ${other}`);
  }
  if (name !== vm.name) throw mismatch(vm, `the machine of that UUID is called ${name}`);
  const state = (await virsh.do('domstate', vm.uuid)).trim();
  if (state === 'shut off' || state === 'crashed') return 'off';
  return state === 'paused' || state === 'pmsuspended' ? 'suspended' : 'running';
}

function mismatch({ name, uuid }: MachineReference, what: string): MachineOperationError {
  return new MachineOperationError(
    `${name} (${uuid}): ${what}: correct the name or UUID in the retirement record, or apply the stack`,
  );
}

/** The agent knows best how to shut its guest down; ACPI is a button that a guest may ignore. */
async function askGuest(virsh: Virsh, vm: MachineReference): Promise<void> {
  const agent = await virsh.try(['shutdown', vm.uuid, '--mode', 'agent'], { timeoutSeconds: 30 });
  if (agent.code !== 0) await virsh.do('shutdown', vm.uuid, '--mode', 'acpi');
}

async function needState(
  virsh: Virsh,
  vm: MachineReference,
  wanted: PowerState,
  otherwise: string,
): Promise<void> {
  const state = await powerState(virsh, vm);
  if (state !== wanted) {
    throw new MachineOperationError(`${vm.name} is ${state}, and not ${wanted}: ${otherwise}`);
  }
}

async function inspect(
  virsh: Virsh,
  vm: MachineReference,
  vtpmFolder: string,
): Promise<MachineFacts> {
  await powerState(virsh, vm); // name and UUID belong together
  const domain = rootOf(await virsh.do('dumpxml', '--inactive', vm.uuid), 'domain');
  const [devices] = children(domain, 'devices');
  const disks: MachineDisk[] = [];
  for (const disk of children(devices, 'disk')) {
    const kind = textOf(disk, '@device') ?? 'disk';
    if (kind !== 'disk' || children(disk, 'readonly').length > 0) continue;
    const path = await pathOf(virsh, disk);
    if (path !== undefined)
      disks.push({ name: textOf(children(disk, 'target')[0], '@dev') ?? path, path });
  }
  const [nvram] = children(children(domain, 'os')[0], 'nvram');
  const file = textOf(nvram, '#text') ?? textOf(children(nvram, 'source')[0], '@file');
  const hasVtpm = children(devices, 'tpm').some((tpm) =>
    children(tpm, 'backend').some((backend) => textOf(backend, '@type') === 'emulator'),
  );
  return {
    disks,
    ...(file === undefined ? {} : { nvram: file }),
    ...(hasVtpm ? { vtpm: join(vtpmFolder, vm.uuid) } : {}),
  };
}

async function pathOf(virsh: Virsh, disk: Element): Promise<string | undefined> {
  const [source] = children(disk, 'source');
  const [pool, volume] = [textOf(source, '@pool'), textOf(source, '@volume')];
  if (pool !== undefined && volume !== undefined) {
    return (await virsh.do('vol-path', '--pool', pool, volume)).trim();
  }
  return textOf(source, '@file') ?? textOf(source, '@dev') ?? textOf(source, '@name');
}

/** Zeroes, over all that the volume has. On flash and on copy-on-write storage older blocks may survive below it. */
async function wipeDisk(
  virsh: Virsh,
  vm: MachineReference,
  { path }: MachineDisk,
  timeoutSeconds: number,
): Promise<void> {
  for (const uuid of (await virsh.do('list', '--all', '--uuid')).split('\n').filter(Boolean)) {
    if (uuid.trim() === vm.uuid) continue;
    const xml = (await virsh.ask('dumpxml', uuid.trim())) ?? '';
    if (xml.includes(`'${path}'`)) {
      throw new MachineOperationError(
        `the disk ${path} of ${vm.name} is also that of ${uuid.trim()}: it is not overwritten`,
      );
    }
  }
  if ((await virsh.ask('vol-info', path)) === undefined) {
    throw new MachineOperationError(
      `the disk ${path} of ${vm.name} lies in no active storage pool: overwrite it on its host, and set disks to "destroy"`,
    );
  }
  const args = ['vol-wipe', path];
  const ended = await virsh.try(args, { timeoutSeconds });
  if (ended.code !== 0) {
    throw new MachineOperationError(`${path} was not overwritten: ${ended.stderr.trim()}`);
  }
}
