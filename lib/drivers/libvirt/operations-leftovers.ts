/**
 * What libvirt leaves of a machine: its UEFI variables and the state of its virtual TPM lie on the hypervisor's host, and
 * libvirt offers no listing of either. Both are reached through libvirt itself, so that a remote connection does as well as a
 * local one: a transient storage pool shows what lies in a folder, and the state of a TPM goes with `undefine --tpm` of a
 * machine of that UUID (libvirt 8.9 and newer).
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { basename, dirname } from 'node:path/posix';
import {
  MachineOperationError,
  type Leftover,
  type MachineFacts,
  type MachineReference,
} from '../operations';
import { failure, type Virsh } from './virsh';

/** Name of the machine that stands in for one that is gone, while its TPM state is removed. */
export const standInName = ({ uuid }: MachineReference): string => `vm-lifecycle-leftovers-${uuid}`;

export async function findLeftovers(
  virsh: Virsh,
  vm: MachineReference,
  { nvram, vtpm, disks }: MachineFacts,
): Promise<readonly Leftover[]> {
  const found: Leftover[] = [];
  if (nvram !== undefined && (await liesThere(virsh, vm, nvram))) {
    found.push({ kind: 'nvram', path: nvram });
  }
  if (vtpm !== undefined && (await liesThere(virsh, vm, vtpm))) {
    found.push({ kind: 'vtpm', path: vtpm });
  }
  for (const { path } of disks) {
    if ((await virsh.ask('vol-info', path)) !== undefined) found.push({ kind: 'disk', path });
  }
  return found;
}

/** Removes what is no disk. The caller has made sure that the machine is gone. */
export async function removeFound(
  virsh: Virsh,
  vm: MachineReference,
  leftovers: readonly Leftover[],
): Promise<readonly Leftover[]> {
  const removed: Leftover[] = [];
  for (const leftover of leftovers.filter(({ kind }) => kind !== 'disk')) {
    if (leftover.kind === 'nvram') {
      await withFolder(virsh, vm, dirname(leftover.path), (pool) =>
        virsh.do('vol-delete', '--pool', pool, basename(leftover.path)),
      );
    } else {
      await removeVtpm(virsh, vm);
      if (await liesThere(virsh, vm, leftover.path)) {
        throw new MachineOperationError(
          `the state of the virtual TPM of ${vm.name} is still in ${leftover.path}: remove that folder on the hypervisor's host, and run this again`,
        );
      }
    }
    removed.push(leftover);
  }
  return removed;
}

async function removeVtpm(virsh: Virsh, vm: MachineReference): Promise<void> {
  const xml = `<domain type='qemu'>
  <name>${standInName(vm)}</name>
  <uuid>${vm.uuid}</uuid>
  <memory unit='MiB'>64</memory>
  <os><type>hvm</type></os>
  <devices><tpm><backend type='emulator' version='2.0' persistent_state='yes'/></tpm></devices>
</domain>
`;
  const folder = mkdtempSync(join(tmpdir(), 'vm-lifecycle-'));
  try {
    const file = join(folder, 'domain.xml');
    writeFileSync(file, xml);
    await virsh.do('define', file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  await virsh.do('undefine', vm.uuid, '--tpm');
}

/** Whether a file or folder is there, on the hypervisor's host. */
async function liesThere(virsh: Virsh, vm: MachineReference, path: string): Promise<boolean> {
  const names = await withFolder(virsh, vm, dirname(path), async (pool) =>
    (await virsh.do('vol-list', '--pool', pool))
      .split('\n')
      .map((line) => line.trim().split(/\s{2,}/)[0]),
  );
  return names?.includes(basename(path)) ?? false;
}

/** Works with a folder as a pool; undefined where the folder is not there. */
async function withFolder<T>(
  virsh: Virsh,
  vm: MachineReference,
  folder: string,
  work: (pool: string) => Promise<T>,
): Promise<T | undefined> {
  const pool = `vm-lifecycle-${vm.uuid}`;
  // An earlier attempt may have ended before it removed its pool; what is in the folder is not touched.
  await virsh.try(['pool-destroy', pool]);
  const args = ['pool-create-as', pool, 'dir', '--target', folder];
  const ended = await virsh.try(args);
  if (ended.code !== 0) {
    if (ended.stderr.includes('No such file or directory')) return undefined;
    throw failure(args, ended);
  }
  try {
    return await work(pool);
  } finally {
    await virsh.try(['pool-destroy', pool]);
  }
}
