import { createHash } from 'node:crypto';
import { got, type Problem } from '../../errors';
import type { DataDisk } from '../../model/virtual-machine';

/** virtio0 to virtio15 of qm.conf(5). */
const SLOTS = 16;

/**
 * Spreads the names that disks usually have (data, log, db, backup, home, var, swap, app, cache, wal, docker, media, tmp,
 * opt, srv, disk) over all slots. Never change it: the slot is where a disk is, and another slot is another, empty disk.
 */
const SEED = '855954';

/** The longest name of a data disk: it becomes its serial number (virtio 1.2, section 5.2.6). */
const LONGEST_NAME = 20;

/**
 * Interface of a data disk. It follows from the name alone: whatever other disks come and go, and in whatever order, this
 * one stays where it is, without any record of where it was. Names that end in a number follow each other.
 *
 * virtio, not scsi: with `virtio-scsi-single` Proxmox VE overrides what `/dev/disk/by-id` makes of a serial number.
 */
export function dataDiskInterface(name: string): string {
  return `virtio${String(slotOf(name))}`;
}

function slotOf(name: string): number {
  const { stem, number } = parts(name);
  const hash = createHash('sha1').update(`${SEED}\0${stem}`).digest().readUInt32BE(0);
  return (hash + number) % SLOTS;
}

function parts(name: string): { readonly stem: string; readonly number: number } {
  const match = /^(.*?)-?(\d{1,6})?$/.exec(name);
  return { stem: match?.[1] ?? name, number: Number(match?.[2] ?? 0) };
}

/**
 * Two names can mean one slot. No rule that moves one of them aside would be stable: it would move back, and lose its
 * contents, when the other one is removed. So people choose another name, once, before the disk exists.
 */
export function slotProblems(disks: readonly DataDisk[], path: string): readonly Problem[] {
  const owner = new Map<number, string>();
  const problems: Problem[] = [];
  disks.forEach(({ name }, index) => {
    const slot = slotOf(name);
    const other = owner.get(slot);
    if (other === undefined) {
      owner.set(slot, name);
      return;
    }
    problems.push({
      code: 'VML031',
      path: `${path}.dataDisks[${String(index)}].name`,
      got: got(name),
      rule: `its interface follows from its name, and ${dataDiskInterface(name)} is that of "${other}"`,
      fix: `rename the disk that does not exist yet${suggestion(name, disks)}`,
    });
  });
  return problems;
}

function suggestion(name: string, disks: readonly DataDisk[]): string {
  const taken = new Set(disks.map((disk) => slotOf(disk.name)));
  const { stem } = parts(name);
  const free = Array.from({ length: SLOTS }, (_, index) => `${stem}-${String(index + 2)}`).find(
    (candidate) => candidate.length <= LONGEST_NAME && !taken.has(slotOf(candidate)),
  );
  return free === undefined ? '' : `, for example "${free}"`;
}
