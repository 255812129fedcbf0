import { errorCodes } from '../../errors';
import type { Inspection, Rule } from '../inspection';
import { member, Notes, shown } from '../notes';
import { isLoose, type Loose } from '../snapshot';
import { hasControlCharacter } from '../text';

const PURPOSE = {
  is: 'a text',
  fix: 'say in one line what the VM is for',
  required: true,
  token: true,
};
const OWNER = {
  is: 'a text',
  fix: 'name the person or team that answers for the VM, here or in the environment',
  required: true,
  token: true,
};
const TAGS = { is: 'an object of names and values', fix: "write { team: 'payments' }" };
const TAG = { is: 'a text', fix: 'give the value as a text', required: true, token: true };

/** What people read of a VM: purpose, owner and tags (case 8). */
export const checkTexts: Rule = (vm) => {
  const notes = new Notes(vm.context.isToken);
  notes.text(vm.props.purpose, vm.at('purpose'), PURPOSE);
  checkOwner(notes, vm);
  const tags = notes.read(vm.props.tags, vm.at('tags'), TAGS, isLoose);
  if (tags !== undefined) checkTags(notes, tags, vm.at('tags'));
  return notes.problems;
};

function checkOwner(notes: Notes, { props, at, context }: Inspection): void {
  const inherited: unknown = context.environment.owner;
  if (props.owner !== undefined || inherited === undefined) {
    notes.text(props.owner, at('owner'), OWNER);
  } else {
    notes.text(inherited, at('environment.owner'), OWNER);
  }
}

function checkTags(notes: Notes, tags: Loose, path: string): void {
  for (const [name, value] of Object.entries(tags)) {
    // The path of such a tag would print the key.
    if (notes.holdsSecret(name, path)) continue;
    const tagPath = member(path, name);
    if (notes.isToken(name)) {
      notes.add('VML046', tagPath, 'a token', errorCodes.VML046, 'give the name itself');
    } else if (name.trim() === '') {
      notes.add('VML041', tagPath, shown(name), 'a tag has a name', 'give it one');
    } else if (hasControlCharacter(name)) {
      notes.add('VML008', tagPath, shown(name), errorCodes.VML008, 'write it in one line');
    }
    // An empty value is a tag that only has a name.
    if (value !== '') notes.text(value, tagPath, TAG);
  }
}
