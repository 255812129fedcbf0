import { errorCodes } from '../../errors';
import { SYSTEM_DISK } from '../identity';
import type { Inspection, Rule } from '../inspection';
import { dataDiskFields } from '../known-fields';
import { Notes, shown } from '../notes';
import { Size } from '../size';
import type { Loose } from '../snapshot';

/** Characters of a serial number of a virtio disk (virtio 1.2, section 5.2.6). */
const LONGEST_DISK_NAME = 20;

const DISK_NAME = new RegExp(`^(?!-)[a-z0-9-]{1,${String(LONGEST_DISK_NAME)}}(?<!-)$`);

const GIB = Size.gibibytes(1);
const SIZE_EXAMPLE = 'Size.gibibytes(40)';

const LIST = { is: 'a list of disks', fix: 'write a list, or leave it out' };
const DISK = { is: 'a disk', fix: 'give an object with name and size', required: true };
const NAME = { is: 'a text', fix: 'give the disk a name, such as "data"', required: true };
const MOUNT_POINT = { is: 'a text', fix: 'give a path, such as "/srv/data"' };

/** What Debian needs before further disks are mounted, or finds its accounts and packages in; an empty disk hides it. */
const SYSTEM_TREES = /^\/(?:bin|boot|dev|etc|lib|lib32|lib64|libx32|proc|run|sbin|sys|usr)(?:\/|$)/;
const SYSTEM_PATHS = new Set(['/home', '/root', '/tmp', '/var', '/var/lib', '/var/tmp']);

/** System disk and data disks (cases 27 and 29 to 32). */
export const checkDisks: Rule = (vm) => {
  const notes = new Notes(vm.context.isToken);
  notes.word(vm.props.cloneType, vm.at('cloneType'), ['linked', 'full']);
  checkSystemDisk(notes, vm);
  const names = new Set<unknown>([SYSTEM_DISK]);
  const mountPoints = new Set<unknown>();
  notes.list(vm.props.dataDisks, vm.at('dataDisks'), LIST).forEach((value, index) => {
    const path = vm.at(`dataDisks[${String(index)}]`);
    const disk = notes.object(value, path, dataDiskFields, DISK);
    if (disk === undefined) return;
    checkName(notes, disk, path, names);
    const size = notes.size(disk.size, `${path}.size`, SIZE_EXAMPLE, true);
    if (size !== undefined) {
      checkWholeGib(notes, size, `${path}.size`);
      checkShrinking(notes, vm, disk.name, size, `${path}.size`);
    }
    checkMode(notes, disk, path);
    checkMountPoint(notes, vm, disk, path, mountPoints);
  });
  return notes.problems;
};

function checkSystemDisk(notes: Notes, vm: Inspection): void {
  const path = vm.at('systemDiskSize');
  const given = notes.size(vm.props.systemDiskSize, path, SIZE_EXAMPLE);
  const template = vm.context.template?.systemDiskSize;
  if (given !== undefined) {
    checkWholeGib(notes, given, path);
    if (template !== undefined && given.isLessThan(template)) {
      const fix = `give at least ${template.toText()}, or leave it out`;
      notes.add('VML029', path, shown(given), errorCodes.VML029, fix);
    }
  }
  const size = vm.props.systemDiskSize === undefined ? template : given;
  if (size !== undefined) checkShrinking(notes, vm, SYSTEM_DISK, size, path);
}

/** Disks are counted in GiB by vSphere and Proxmox. */
function checkWholeGib(notes: Notes, size: Size, path: string): void {
  if (size.bytes > 0 && size.isMultipleOf(GIB)) return;
  const next = Size.gibibytes(Math.floor(size.bytes / GIB.bytes) + 1);
  notes.add('VML030', path, shown(size), errorCodes.VML030, `give ${next.toText()}`);
}

/** No hypervisor shrinks a disk without loss; providers refuse it, or replace the disk, at apply. */
function checkShrinking(
  notes: Notes,
  vm: Inspection,
  name: unknown,
  size: Size,
  path: string,
): void {
  const disks = vm.context.recorded?.disks;
  if (disks === undefined || typeof name !== 'string' || !Object.hasOwn(disks, name)) return;
  const recorded: unknown = disks[name];
  if (!Size.isSize(recorded) || !size.isLessThan(recorded)) return;
  const fix = `keep ${recorded.toText()}, or copy the data to a new disk of another name`;
  notes.add('VML027', path, shown(size), errorCodes.VML027, fix);
}

function checkName(notes: Notes, disk: Loose, path: string, names: Set<unknown>): void {
  const name = notes.text(disk.name, `${path}.name`, NAME);
  if (name === undefined) return;
  if (!DISK_NAME.test(name)) {
    const rule = `the name of a disk is 1 to ${String(LONGEST_DISK_NAME)} of a-z, 0-9 and "-", without "-" at its ends`;
    notes.add('VML055', `${path}.name`, shown(name), rule, NAME.fix);
  }
  if (names.has(name)) {
    const fix =
      name === SYSTEM_DISK
        ? 'this is the name of the system disk; give another one'
        : 'give each disk a name of its own';
    notes.add('VML031', `${path}.name`, shown(name), errorCodes.VML031, fix);
  }
  names.add(name);
}

/** Independent and nonpersistent disks escape snapshots, and hide what an attacker did (DISA STIG VMCH-80-000208). */
function checkMode(notes: Notes, disk: Loose, path: string): void {
  const expected = { is: 'a text', fix: 'leave it out' };
  const mode = notes.text(disk.mode, `${path}.mode`, expected);
  if (mode === undefined || mode === 'persistent') return;
  notes.add('VML032', `${path}.mode`, shown(mode), errorCodes.VML032, 'leave it out');
}

function checkMountPoint(
  notes: Notes,
  vm: Inspection,
  disk: Loose,
  diskPath: string,
  used: Set<unknown>,
): void {
  const path = `${diskPath}.mountPoint`;
  const mountPoint = notes.text(disk.mountPoint, path, MOUNT_POINT);
  if (mountPoint === undefined) return;
  const note = (rule: string, fix: string): void => {
    notes.add('VML053', path, shown(mountPoint), rule, fix);
  };
  if (vm.guest?.operatingSystem === 'windows') {
    note('only Linux guests mount disks at a path', 'leave it out');
  } else if (!/^(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._-]+)+$/.test(mountPoint)) {
    const rule =
      'a mount point is an absolute path of A-Z, a-z, 0-9, ".", "_" and "-", without ".."';
    note(rule, MOUNT_POINT.fix);
  } else if (SYSTEM_TREES.test(mountPoint) || SYSTEM_PATHS.has(mountPoint)) {
    note('an empty disk is not mounted over what the system needs', MOUNT_POINT.fix);
  } else if (used.has(mountPoint)) {
    note('a mount point is used once per VM', 'give each disk a path of its own');
  }
  used.add(mountPoint);
}
