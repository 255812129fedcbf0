import { errorCodes, type Problem } from '../errors';
import { addDays, isDate } from './dates';
import { definitionOf, type Definition } from './definition';
import type { FieldsOf } from './known-fields';
import { Notes, shown } from './notes';
import { snapshot as copy } from './snapshot';
import type { VmSnapshotModel } from './vm-snapshot';

/** Days ahead of the last one: with the rest of today and all of the last day at most 72 hours (VMware KB 318825). */
const LONGEST_DAYS = 2;

/** Longest chain of snapshots of one VM; with each more, every write costs more (VMware KB 318825: 2 to 3). */
const LONGEST_CHAIN = 3;

/** A snapshot of a VM, before anything is checked. */
export interface VmSnapshotProps {
  /** Name on the hypervisor: 1 to 40 of a-z, A-Z, 0-9, "-" and "_", starting with a letter (Proxmox). */
  readonly name: string;
  /** What it is for, in one line. Token. @default - the name */
  readonly description?: string;
  /** Last day of the snapshot, `YYYY-MM-DD`: at most 3 days ahead. Then it is taken out of the code. */
  readonly expires: string;
  /** Keep the memory of the running VM as well. Not together with `quiesce`. @default false */
  readonly memory?: boolean;
  /** Make the file systems consistent through the guest agent. @default - true, unless memory is kept */
  readonly quiesce?: boolean;
}

const fields: FieldsOf<VmSnapshotProps> = {
  name: true,
  description: true,
  expires: true,
  memory: true,
  quiesce: true,
};

const NAME = { is: 'a text', fix: 'write it as in before-upgrade', required: true };
const DESCRIPTION = { is: 'a text', fix: 'say what it is for', token: true };

/** Checks what was declared of a snapshot and fills in the defaults. Never throws, whatever the types. */
export function defineSnapshot(
  props: VmSnapshotProps,
  context: {
    readonly path: string;
    readonly today: string;
    readonly isToken?: (value: unknown) => boolean;
  },
): Definition<VmSnapshotModel> {
  const { path, today, isToken = () => false } = context;
  const notes = new Notes(isToken);
  const expected = { is: 'an object', fix: 'give name and expires', required: true };
  const given = notes.object(copy(props, isToken), path, fields, expected);
  if (given === undefined) return { model: undefined, problems: notes.problems };
  const name = notes.text(given.name, `${path}.name`, NAME);
  if (name !== undefined && !/^[A-Za-z][\w-]{0,39}$/.test(name)) {
    const rule = 'the name of a snapshot is 1 to 40 letters, digits, "-" and "_", a letter first';
    notes.add('VML055', `${path}.name`, shown(name), rule, NAME.fix);
  }
  notes.text(given.description, `${path}.description`, DESCRIPTION);
  notes.flag(given.memory, `${path}.memory`);
  notes.flag(given.quiesce, `${path}.quiesce`);
  if (given.memory === true && given.quiesce === true) {
    const rule = 'a snapshot with memory needs no quiescing: the guest goes on where it was';
    notes.add('VML048', `${path}.quiesce`, 'true', rule, 'leave it out, or do not keep the memory');
  }
  checkExpiry(notes, given.expires, `${path}.expires`, today);
  return definitionOf(notes, () => ({
    name: props.name,
    description: props.description ?? props.name,
    expires: props.expires,
    memory: props.memory ?? false,
    quiesce: props.quiesce ?? !(props.memory ?? false),
  }));
}

function checkExpiry(notes: Notes, value: unknown, path: string, today: string): void {
  const latest = addDays(today, LONGEST_DAYS);
  const fix = `give ${latest} or an earlier day`;
  const text = notes.text(value, path, { is: 'a text', fix, required: true });
  if (text === undefined) return;
  if (!isDate(text)) {
    notes.add('VML042', path, shown(text), 'a date is a day that exists, YYYY-MM-DD', fix);
  } else if (text > latest) {
    notes.add('VML059', path, shown(text), errorCodes.VML059, fix);
  } else if (text < today) {
    const remove = 'take the snapshot out of the code, so that the next apply removes it';
    notes.add('VML059', path, shown(text), 'the snapshot has expired', remove);
  }
}

/** What is wrong with a further snapshot of a VM that has so many of them. */
export function checkChain(existing: number, vmName: string, path: string): readonly Problem[] {
  if (existing < LONGEST_CHAIN) return [];
  return [
    {
      code: 'VML059',
      path: `${path}.vm`,
      got: `a snapshot of ${shown(vmName)} beside ${String(existing)} others`,
      rule: errorCodes.VML059,
      fix: 'remove one of them first',
    },
  ];
}
