import type { AccessGrantModel, AccessGrantModelProps, AccessLevel } from './access-grant';
import { definitionOf, type Definition } from './definition';
import type { FieldsOf } from './known-fields';
import { Notes } from './notes';
import { snapshot } from './snapshot';

const LEVELS: readonly AccessLevel[] = ['viewer', 'operator', 'administrator'];

const grantFields: FieldsOf<AccessGrantModelProps> = {
  principal: true,
  principalKind: true,
  level: true,
  propagate: true,
};

const GRANT = {
  is: 'an object with the fields of a grant',
  fix: 'give principal and level',
  required: true,
};
const PRINCIPAL = {
  is: 'a text',
  fix: 'name a user or group of the hypervisor, such as "operators@example"',
  required: true,
  token: true,
};

/** Checks what was declared of a grant and fills in the defaults. Never throws, whatever the types are. */
export function defineAccessGrant(
  props: unknown,
  path: string,
  isToken: (value: unknown) => boolean,
): Definition<AccessGrantModel> {
  const notes = new Notes(isToken);
  const given = notes.object(snapshot(props, isToken), path, grantFields, GRANT);
  if (given !== undefined) {
    notes.text(given.principal, `${path}.principal`, PRINCIPAL);
    notes.word(given.principalKind, `${path}.principalKind`, ['user', 'group']);
    notes.word(given.level, `${path}.level`, LEVELS, true);
    notes.flag(given.propagate, `${path}.propagate`);
  }
  return definitionOf(notes, () => {
    const { principal, principalKind, level, propagate } =
      given as unknown as AccessGrantModelProps;
    return {
      principal,
      principalKind: principalKind ?? 'group',
      level,
      propagate: propagate ?? true,
    };
  });
}
