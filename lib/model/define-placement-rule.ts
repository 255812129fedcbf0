import { errorCodes } from '../errors';
import { definitionOf, type Definition } from './definition';
import type { FieldsOf } from './known-fields';
import { Notes, shown } from './notes';
import { readObjectName } from './object-name';
import type { PlacementKind, PlacementRuleModel, PlacementRuleModelProps } from './placement-rule';
import { snapshot, type Loose } from './snapshot';

const KINDS: readonly PlacementKind[] = ['spread', 'colocate', 'hosts'];

const ruleFields: FieldsOf<PlacementRuleModelProps> = {
  name: true,
  kind: true,
  mandatory: true,
  hosts: true,
  avoid: true,
};

const RULE = {
  is: 'an object with the fields of a rule',
  fix: 'give name and kind',
  required: true,
};
const HOSTS = { is: 'a list of host names', fix: "write ['esx1', 'esx2']" };
const HOST = { is: 'a text', fix: 'give the name of a host', required: true };

/** Checks what was declared of a placement rule and fills in the defaults. Never throws, whatever the types are. */
export function definePlacementRule(
  props: unknown,
  path: string,
  isToken: (value: unknown) => boolean,
): Definition<PlacementRuleModel> {
  const notes = new Notes(isToken);
  const given = notes.object(snapshot(props, isToken), path, ruleFields, RULE);
  if (given !== undefined) {
    readObjectName(notes, given.name, `${path}.name`, 'rule');
    notes.word(given.kind, `${path}.kind`, KINDS, true);
    notes.flag(given.mandatory, `${path}.mandatory`);
    notes.flag(given.avoid, `${path}.avoid`);
    checkHosts(notes, given, path);
  }
  return definitionOf(notes, () => {
    const { name, kind, mandatory, hosts, avoid } = given as unknown as PlacementRuleModelProps;
    return {
      name,
      kind,
      mandatory: mandatory ?? true,
      hosts: Object.freeze([...(hosts ?? [])]),
      avoid: avoid ?? false,
    };
  });
}

function checkHosts(notes: Notes, { kind, hosts, avoid }: Loose, path: string): void {
  if (kind !== 'hosts') {
    for (const [field, value] of Object.entries({ hosts, avoid })) {
      if (value === undefined || value === false) continue;
      const rule = 'only a rule of the kind "hosts" names hosts';
      notes.add('VML048', `${path}.${field}`, shown(value), rule, 'leave it out, or set kind');
    }
    return;
  }
  readHostNames(notes, hosts, `${path}.hosts`);
}

/** Notes what is wrong with a list of hosts that has to name some. */
export function readHostNames(notes: Notes, hosts: unknown, path: string): void {
  const before = notes.problems.length;
  const list = notes.list(hosts, path, { ...HOSTS, required: true });
  const used = new Set<string>();
  list.forEach((host, index) => {
    const at = `${path}[${String(index)}]`;
    const name = notes.text(host, at, HOST);
    if (name === undefined) return;
    if (used.has(name)) {
      notes.add('VML031', at, shown(name), 'a host is named once', 'remove it');
    }
    used.add(name);
  });
  if (list.length > 0 || notes.problems.length > before) return;
  notes.add('VML041', path, 'an empty list', errorCodes.VML041, 'name at least one host');
}
