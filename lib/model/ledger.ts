import { VmLifecycleError, got, type Problem } from '../errors';
import { fileRecord, unknownFields } from './committed-file';

/** What the ledger knows of a protected address. */
export interface LedgerEntry {
  /** Name of the VM that the resource is, or belongs to. @default - it belongs to none */
  readonly vm?: string;
  /**
   * Its code is gone, with approval, and its destruction is planned: it is protected until then, and no longer missed.
   *
   * @default false
   */
  readonly leaving?: boolean;
}

/** The protected addresses of a stack. */
export type StackLedger = Readonly<Record<string, LedgerEntry>>;

/** The ledger plans/protected.json: what must not vanish without an approval, by stack, then address. */
export interface Ledger {
  readonly version: 1;
  readonly stacks: Readonly<Record<string, StackLedger>>;
}

/** A resource of the ledger. */
export interface ProtectedAddress {
  readonly address: string;
  readonly vm?: string;
}

/** A ledger without entries. */
export const emptyLedger: Ledger = { version: 1, stacks: {} };

/**
 * The ledger of a file `{ "version": 1, "stacks": { "<stack>": { "<address>": { "vm": "..." } } } }`.
 *
 * @param source path of the file, for messages
 * @throws VmLifecycleError VML066 with all that is wrong
 */
export function readLedger(text: string, source: string): Ledger {
  const { stacks } = fileRecord(text, source, ['version', 'stacks']);
  const problems = [
    ...objectProblem(stacks, `${source}.stacks`, 'stacks is an object: the stacks by name'),
    ...entries(stacks).flatMap(([stack, addresses]) => {
      const path = `${source}.stacks[${JSON.stringify(stack)}]`;
      return [
        ...objectProblem(addresses, path, 'a stack is an object: what is protected, by address'),
        ...entries(addresses).flatMap(([address, entry]) =>
          entryProblems(entry, `${path}[${JSON.stringify(address)}]`),
        ),
      ];
    }),
  ];
  if (problems.length > 0) throw new VmLifecycleError(problems);
  return { version: 1, stacks: stacks as Ledger['stacks'] };
}

function entryProblems(entry: unknown, path: string): readonly Problem[] {
  const wrong = objectProblem(entry, path, 'an entry is an object: { "vm": "..." }, or {}');
  if (wrong.length > 0) return wrong;
  const record = entry as Readonly<Record<string, unknown>>;
  const { vm, leaving } = record;
  return [
    ...unknownFields(record, ['vm', 'leaving'], path),
    ...(leaving === undefined || typeof leaving === 'boolean'
      ? []
      : [problemOf(`${path}.leaving`, leaving, 'leaving is true or false')]),
    ...(vm === undefined || typeof vm === 'string'
      ? []
      : [problemOf(`${path}.vm`, vm, 'vm is the name of a VM')]),
  ];
}

/**
 * The text of a ledger: byte for byte the same for the same entries, sorted, one line an entry, so that two branches that
 * protect different VMs merge. Stacks without entries are left out.
 */
export function ledgerText({ stacks }: Ledger): string {
  const list = (lines: readonly string[], indent: string): string =>
    lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n${indent}}`;
  const blocks = sorted(stacks)
    .filter(([, addresses]) => Object.keys(addresses).length > 0)
    .map(([stack, addresses]) => {
      const lines = sorted(addresses).map(([address, { vm, leaving = false }]) => {
        const fields = [
          ...(vm === undefined ? [] : [`"vm": ${JSON.stringify(vm)}`]),
          ...(leaving ? ['"leaving": true'] : []),
        ];
        const entry = fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
        return `      ${JSON.stringify(address)}: ${entry}`;
      });
      return `    ${JSON.stringify(stack)}: ${list(lines, '    ')}`;
    });
  return `{\n  "version": 1,\n  "stacks": ${list(blocks, '  ')}\n}\n`;
}

/** What is protected in a stack, sorted by address. */
export function protectedIn({ stacks }: Ledger, stack: string): readonly ProtectedAddress[] {
  const addresses = Object.hasOwn(stacks, stack) ? stacks[stack] : undefined;
  return sorted(addresses ?? {}).map(([address, { vm }]) => ({
    address,
    ...(vm === undefined ? {} : { vm }),
  }));
}

/** By code unit, which is the same on every machine. */
function sorted<T>(record: Readonly<Record<string, T>>): readonly (readonly [string, T])[] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}

function entries(value: unknown): readonly (readonly [string, unknown])[] {
  return objectProblem(value, '', '').length > 0 ? [] : Object.entries(value as object);
}

function objectProblem(value: unknown, path: string, rule: string): readonly Problem[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? []
    : [problemOf(path, value, rule)];
}

function problemOf(path: string, value: unknown, rule: string): Problem {
  const fix =
    'write { "version": 1, "stacks": { "<stack>": { "<address>": { "vm": "<name>" } } } }';
  return { code: 'VML066', path, got: got(value), rule, fix };
}
