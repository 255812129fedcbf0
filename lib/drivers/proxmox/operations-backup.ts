import {
  MachineOperationError,
  type BackupVerification,
  type FinalBackup,
  type FinalBackupOptions,
  type MachineReference,
} from '../operations';
import { ProxmoxRefusal, type ProxmoxApi } from './api';
import type { FoundMachine } from './find-machine';

/** Where final backups go, and where they are restored to for a test. */
export interface ProxmoxBackupTarget {
  /** Storage for backups. */
  readonly storage: string;
  /** Storage for the disks of the restored copy. @default - where each disk was */
  readonly restoreStorage?: string;
  /** How long a backup or a restore may take, in seconds. @default 86400 */
  readonly timeoutSeconds?: number;
}

interface Volume {
  readonly volid: string;
  readonly vmid?: number;
  readonly ctime: number;
  readonly size?: number;
  readonly notes?: string;
}

const NOTE = 'final backup before retirement';
const DAY_SECONDS = 86_400;

/** A protected backup by vzdump; one that an attempt has finished already is taken. */
export async function finalBackup(
  api: ProxmoxApi,
  { node, vmid }: FoundMachine,
  { storage, timeoutSeconds = DAY_SECONDS }: ProxmoxBackupTarget,
  vm: MachineReference,
  { since, except, onProgress }: FinalBackupOptions,
): Promise<FinalBackup> {
  const made = async (): Promise<Volume | undefined> => {
    const path = `nodes/${node}/storage/${storage}/content`;
    const volumes = await api.get<readonly Volume[]>(`${path}?content=backup&vmid=${String(vmid)}`);
    return volumes
      .filter((volume) => volume.vmid === vmid && volume.notes?.includes(NOTE) === true)
      .filter(({ ctime }) => ctime >= Math.floor(Date.parse(since) / 1000))
      .filter(({ volid }) => !except.includes(volid))
      .sort((a, b) => a.ctime - b.ctime)
      .at(-1);
  };
  await waitForRunning(api, node, vmid, timeoutSeconds);
  if ((await made()) === undefined) {
    onProgress?.(`${vm.name}: backup to ${storage}`);
    const form = {
      vmid,
      storage,
      mode: 'snapshot',
      compress: 'zstd',
      // Out of reach of retention, until somebody lifts it.
      protected: 1,
      remove: 0,
      'notes-template': `${NOTE}: {{guestname}}`,
    };
    await api.task('POST', `nodes/${node}/vzdump`, form, timeoutSeconds);
  }
  const volume = await made();
  if (volume === undefined) {
    throw new MachineOperationError(
      `vzdump ended well, and ${storage} shows no backup of ${vm.name}`,
    );
  }
  return {
    id: volume.volid,
    product: 'vzdump',
    time: new Date(volume.ctime * 1000).toISOString(),
    ...(volume.size === undefined ? {} : { bytes: volume.size }),
  };
}

/** A backup that an attempt has started goes on without it. */
async function waitForRunning(
  api: ProxmoxApi,
  node: string,
  vmid: number,
  timeoutSeconds: number,
): Promise<void> {
  const path = `nodes/${node}/tasks?source=active&typefilter=vzdump&vmid=${String(vmid)}`;
  const tasks =
    await api.get<readonly { upid: string; type?: string; id?: string; status?: string }[]>(path);
  for (const { upid, type, id, status } of tasks) {
    const isOurs = type === 'vzdump' && id === String(vmid);
    if (!isOurs || (status !== undefined && status !== 'RUNNING')) continue;
    // How it ends shows in what the storage has then.
    await api.finished(upid, timeoutSeconds).catch((error: unknown) => {
      if (!(error instanceof MachineOperationError)) throw error;
    });
  }
}

const copyName = (vmid: number): string => `restore-test-${String(vmid)}`;

/** Restores the backup as another machine that is never started, compares its disks, and destroys it. */
export async function verifyBackup(
  api: ProxmoxApi,
  machine: FoundMachine,
  { restoreStorage, timeoutSeconds = DAY_SECONDS }: ProxmoxBackupTarget,
  backup: FinalBackup,
): Promise<BackupVerification> {
  const began = Date.now();
  const { node, vmid } = machine;
  await removeCopies(api, vmid, timeoutSeconds);
  const copy = Number(await api.get<string | number>('cluster/nextid'));
  const restored = await restore();
  const expected = diskSizes(machine.config);
  const passed =
    Object.keys(expected).length > 0 &&
    JSON.stringify(diskSizes(restored)) === JSON.stringify(expected);
  await removeCopies(api, vmid, timeoutSeconds);
  return {
    passed,
    time: new Date().toISOString(),
    method: passed
      ? `restored as VM ${String(copy)}, whose ${String(Object.keys(expected).length)} disks have the sizes of the machine, and removed again; it was not started`
      : `restored as VM ${String(copy)}, whose disks are not those of the machine`,
    seconds: Math.round((Date.now() - began) / 100) / 10,
  };

  async function restore(): Promise<Readonly<Record<string, unknown>>> {
    const form = {
      vmid: copy,
      archive: backup.id,
      // Another MAC address, and another UUID of its generation.
      unique: 1,
      start: 0,
      name: copyName(vmid),
      onboot: 0,
      ...(restoreStorage === undefined ? {} : { storage: restoreStorage }),
    };
    try {
      await api.task('POST', `nodes/${node}/qemu`, form, timeoutSeconds);
      return await api.get(`nodes/${node}/qemu/${String(copy)}/config`);
    } catch (error) {
      await removeCopies(api, vmid, timeoutSeconds).catch(() => undefined);
      throw error;
    }
  }
}

/** Copies of this and of earlier attempts, by their name. */
async function removeCopies(api: ProxmoxApi, vmid: number, timeoutSeconds: number): Promise<void> {
  const all = await api.get<readonly { vmid: number; name?: string; node: string }[]>(
    'cluster/resources?type=vm',
  );
  for (const one of all.filter(({ name }) => name === copyName(vmid))) {
    const path = `nodes/${one.node}/qemu/${String(one.vmid)}`;
    try {
      await api.send('PUT', `${path}/config`, { protection: 0 });
      await api.task('DELETE', path, { purge: 1 }, timeoutSeconds);
    } catch (error) {
      if (!(error instanceof ProxmoxRefusal) || !error.message.includes('does not exist'))
        throw error;
    }
  }
}

/** Sizes of the disks that are backed up, by slot. */
function diskSizes(config: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const sizes = Object.entries(config).flatMap(([slot, value]) => {
    const text = String(value);
    const isDisk = /^(scsi|virtio|sata|ide|efidisk|tpmstate)\d+$/.test(slot);
    if (!isDisk || text.includes('media=cdrom') || /(^|,)backup=(0|no|off|false)/.test(text))
      return [];
    return [[slot, /(?:^|,)size=([^,]+)/.exec(text)?.[1] ?? '']];
  });
  return Object.fromEntries(sizes.sort(([a = ''], [b = '']) => (a < b ? -1 : 1))) as Record<
    string,
    string
  >;
}
