/**
 * A set of VMs from one template: who is in it, and who is made anew.
 *
 * Input: members, naming and requests, as plain data of any type. Output: one entry per member, and all that is wrong.
 */

import { errorCodes, type Problem } from '../errors';
import type { FieldsOf } from './known-fields';
import { byPath, member as memberPath, Notes, shown } from './notes';
import type { Percentage } from './resource-pool';
import { isLoose, snapshot, type Loose } from './snapshot';

/** A request to make members anew, a batch at a time. Their data disks, UUIDs and MAC addresses stay. */
export interface RebuildRequest {
  /** Names of the members that the request has reached so far; each batch adds some. */
  readonly members: readonly string[];
  /** Members of these that an earlier apply has made anew. Their guard is back, and they are not made anew again. @default - none */
  readonly done?: readonly string[];
  /** How many members one apply may replace: a number, or a percentage of the set (rounded down, at least one). @default 1 */
  readonly batchSize?: number | Percentage;
  /**
   * The exact Terraform addresses of what may be destroyed: machine and system disk of each member that is made anew. The
   * guard against their destruction is lifted, of nothing else. Missing ones are an error that prints them.
   *
   * @default - none
   */
  readonly approvedAddresses?: readonly string[];
}

export interface CloneSetInput {
  readonly members: unknown;
  /** Pattern of VM names, with `{set}` and `{member}`. @default '{set}-{member}' */
  readonly naming?: unknown;
  readonly rollout?: unknown;
  readonly promote?: unknown;
}

export interface CloneSetContext {
  /** Construct path of the set. */
  readonly path: string;
  /** Id of the set's construct, which `{set}` stands for. */
  readonly setName: string;
  readonly isToken?: (value: unknown) => boolean;
}

/** What becomes of one member. */
export interface CloneSetMember {
  readonly name: string;
  readonly vmName: string;
  /** It is made from the template that is rolled out, not from that of the set. */
  readonly rolledOut: boolean;
  /** It is a full clone, by request. */
  readonly promoted: boolean;
  /** It is made anew where it is not yet what it shall be. */
  readonly rebuild: boolean;
}

export interface CloneSetPlan {
  /** Those whose names are sound. */
  readonly members: readonly CloneSetMember[];
  readonly problems: readonly Problem[];
}

const DEFAULT_NAMING = '{set}-{member}';
const MEMBER = /^(?!-)[a-z0-9-]{1,40}(?<!-)$/;

const requestFields: FieldsOf<RebuildRequest> = {
  members: true,
  done: true,
  batchSize: true,
  approvedAddresses: true,
};
const MEMBERS = {
  is: 'a list of names, or an object of overrides by names',
  fix: "write ['blue', 'green']",
  required: true,
};
const MEMBER_NAME = { is: 'a text', fix: 'give a name, such as "blue"', required: true };
const NAMING = { is: 'a text', fix: `write it as in "${DEFAULT_NAMING}"` };
const REQUEST = { is: 'an object with members', fix: 'write { members: [...] }' };
const NAMES = { is: 'a list of members', fix: "write ['blue']", required: true };
const DONE = { ...NAMES, required: false };
const ADDRESSES = { is: 'a list of addresses', fix: 'write a list, or leave it out' };
const ADDRESS = { is: 'a text', fix: 'copy it from the error that asks for it', required: true };

/** Checks a set, and says what becomes of each member. Never throws, whatever the types. */
export function planCloneSet(input: CloneSetInput, context: CloneSetContext): CloneSetPlan {
  const { path, setName, isToken = () => false } = context;
  const notes = new Notes(isToken);
  const members = readMembers(notes, snapshot(input.members, isToken), `${path}.members`);
  const naming = readNaming(notes, input.naming, `${path}.naming`);
  const read = (field: 'rollout' | 'promote'): Request =>
    readRequest(notes, snapshot(input[field], isToken), `${path}.${field}`, members);
  const rollout = read('rollout');
  const promotion = read('promote');
  return {
    members: members
      .filter((name) => MEMBER.test(name))
      .map((name) => ({
        name,
        vmName: naming.replaceAll('{set}', setName.toLowerCase()).replaceAll('{member}', name),
        rolledOut: rollout.reached.has(name),
        promoted: promotion.reached.has(name),
        rebuild: rollout.pending.has(name) || promotion.pending.has(name),
      })),
    problems: [...notes.problems].sort(byPath),
  };
}

function readMembers(notes: Notes, value: unknown, path: string): readonly string[] {
  const isMembers = (given: unknown): given is Loose | unknown[] =>
    isLoose(given) || Array.isArray(given);
  const given = notes.read(value, path, MEMBERS, isMembers) ?? [];
  const names = new Set<string>();
  const entries = Array.isArray(given)
    ? given.map((name: unknown, index) => [name, `${path}[${String(index)}]`] as const)
    : Object.keys(given)
        // The path of such a member would print the key.
        .filter((name) => !notes.holdsSecret(name, path))
        .map((name) => [name, memberPath(path, name)] as const);
  for (const [name, at] of entries) {
    const text = notes.text(name, at, MEMBER_NAME);
    if (text === undefined) continue;
    if (!MEMBER.test(text)) {
      const rule = 'a member is 1 to 40 of a-z, 0-9 and "-", without "-" at its ends';
      notes.add('VML055', at, shown(text), rule, MEMBER_NAME.fix);
    } else if (names.has(text)) {
      notes.add('VML007', at, shown(text), 'a member stands once in its set', 'remove it');
    }
    names.add(text);
  }
  return [...names];
}

function readNaming(notes: Notes, value: unknown, path: string): string {
  const pattern = notes.text(value, path, NAMING) ?? DEFAULT_NAMING;
  const fixed = pattern.replaceAll('{set}', '').replaceAll('{member}', '');
  if (!pattern.includes('{member}') || /[{}]/.test(fixed)) {
    const rule = 'a pattern has the field {member}, and no other but {set}';
    notes.add('VML045', path, shown(pattern), rule, NAMING.fix);
  }
  return pattern;
}

interface Request {
  readonly reached: ReadonlySet<string>;
  /** Those that this apply may make anew. */
  readonly pending: ReadonlySet<string>;
}

function readRequest(
  notes: Notes,
  value: unknown,
  path: string,
  members: readonly string[],
): Request {
  const request = notes.object(value, path, requestFields, REQUEST);
  if (request === undefined) return { reached: new Set(), pending: new Set() };
  const names = (field: 'members' | 'done', known: readonly string[]): string[] =>
    notes
      .list(request[field], `${path}.${field}`, field === 'done' ? DONE : NAMES)
      .map((name, index) => {
        notes.word(name, `${path}.${field}[${String(index)}]`, known, true);
        return String(name);
      });
  const reached = names('members', members);
  const done = names('done', reached);
  const pending = new Set(reached.filter((name) => !done.includes(name)));
  const addresses = `${path}.approvedAddresses`;
  notes.list(request.approvedAddresses, addresses, ADDRESSES).forEach((address, index) => {
    notes.text(address, `${addresses}[${String(index)}]`, ADDRESS);
  });
  const size = readBatchSize(notes, request.batchSize, `${path}.batchSize`, members.length);
  if (size !== undefined && pending.size > size) {
    const fix = `list those that were applied in ${path}.done, take others out, or give a larger batchSize`;
    const rule = `${errorCodes.VML062}; the batch is ${String(size)}`;
    notes.add('VML062', `${path}.members`, [...pending].join(', '), rule, fix);
  }
  return { reached: new Set(reached), pending };
}

/** The number of members that may be replaced at once; undefined where it was given wrongly. */
function readBatchSize(
  notes: Notes,
  value: unknown,
  path: string,
  total: number,
): number | undefined {
  const expected = { is: 'a number, or { percent }', fix: 'write 2, or { percent: 25 }' };
  const isBatch = (given: unknown): given is number | Loose =>
    typeof given === 'number' || isLoose(given);
  const given = notes.read(value, path, expected, isBatch);
  if (given === undefined) return value === undefined ? 1 : undefined;
  if (typeof given === 'number') {
    if (Number.isSafeInteger(given) && given > 0) return given;
    const rule = 'a batch is a positive whole number of members';
    notes.add('VML054', path, shown(given), rule, expected.fix);
    return undefined;
  }
  const { percent } = notes.object(given, path, { percent: true }, expected) ?? {};
  if (typeof percent === 'number' && percent > 0 && percent <= 100) {
    return Math.max(1, Math.floor((total * percent) / 100));
  }
  const rule = 'a batch is more than 0 and at most 100 percent of the set';
  notes.add('VML057', `${path}.percent`, shown(percent), rule, 'write { percent: 25 }');
  return undefined;
}

/** One VM that is made anew, and the addresses of what its replacement destroys. */
export interface Replacement {
  readonly path: string;
  readonly addresses: readonly string[];
}

/** The addresses that have to be approved for a VM that is made anew, and are not. */
export function checkApproval(
  { path, addresses }: Replacement,
  approved: readonly string[],
): readonly Problem[] {
  const missing = addresses.filter((address) => !approved.includes(address));
  if (missing.length === 0) return [];
  return [
    {
      code: 'VML061',
      path,
      got: `no approval of ${missing.join(' and ')}`,
      rule: errorCodes.VML061,
      fix: `add ${missing.map((address) => `"${address}"`).join(', ')}`,
    },
  ];
}
