import { errorCodes } from '../../errors';
import type { Rule } from '../inspection';
import { locationFields } from '../known-fields';
import { Notes, shown } from '../notes';
import { isLoose } from '../snapshot';
import { isVmId } from '../vm-ids';

const LOCATION = {
  is: 'an object that says where the VM lies',
  fix: "write { datastore: 'fast' }, or leave it out",
};
const TEXT = { is: 'a text', fix: 'give its name on the hypervisor', token: true };
const VM_ID = { is: 'a number', fix: 'give a number such as 100, or leave it out' };

/** Where a VM and its disks lie on the hypervisor (case 36). */
export const checkLocation: Rule = ({ props, at, context }) => {
  const notes = new Notes(context.isToken);
  const path = at('location');
  const location = notes.object(props.location, path, locationFields, LOCATION);
  if (location !== undefined) {
    for (const field of ['host', 'datastore', 'folder', 'storagePolicy']) {
      readName(notes, location[field], `${path}.${field}`);
    }
    checkVmId(notes, location.vmId, `${path}.vmId`);
  }
  const disks: readonly unknown[] = Array.isArray(props.dataDisks) ? props.dataDisks : [];
  disks.forEach((disk, index) => {
    // What is no list, and no disk, is noted with the disks.
    if (isLoose(disk)) readName(notes, disk.datastore, at(`dataDisks[${String(index)}].datastore`));
  });
  return notes.problems;
};

function readName(notes: Notes, value: unknown, path: string): void {
  const name = notes.text(value, path, TEXT);
  if (name?.trim() !== '') return;
  notes.add('VML041', path, shown(name), errorCodes.VML041, `${TEXT.fix}, or leave it out`);
}

function checkVmId(notes: Notes, value: unknown, path: string): void {
  const vmId = notes.read(value, path, VM_ID, (v): v is number => typeof v === 'number');
  if (vmId === undefined || isVmId(vmId)) return;
  notes.add('VML036', path, shown(vmId), errorCodes.VML036, VM_ID.fix);
}
