/** What a simulator has from its start: whatever is there beyond it, somebody deployed. */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LabInstance } from '../hypervisor';
import type { Remainder } from './target';

/** Fields that identify an entry of an inventory, the most telling first. */
const identities = [
  'path',
  'ugid',
  'vmid',
  'poolid',
  'rule',
  'sid',
  'tokenid',
  'userid',
  'roleid',
  'groupid',
  'storage',
  'volid',
  'id',
  'entity',
  'principal',
  'name',
] as const;

/** Every entry of an inventory, with where it stands: `virtualMachines 9000`. */
export function entriesOf(inventory: unknown, kind = ''): string[] {
  if (Array.isArray(inventory)) {
    return inventory.flatMap((entry: unknown) => {
      const name = nameOf(entry);
      // What belongs to an entry goes with it.
      return name === undefined ? entriesOf(entry, kind) : [`${kind} ${name}`];
    });
  }
  if (typeof inventory !== 'object' || inventory === null) return [];
  return Object.entries(inventory).flatMap(([field, value]) =>
    entriesOf(value, kind === '' ? field : `${kind}.${field}`),
  );
}

function nameOf(entry: unknown): string | undefined {
  if (typeof entry === 'string') return entry;
  if (typeof entry !== 'object' || entry === null) return undefined;
  const fields = entry as Readonly<Record<string, unknown>>;
  const names = identities.flatMap((field) => {
    const value = fields[field];
    return typeof value === 'string' || typeof value === 'number' ? [String(value)] : [];
  });
  // One field does not always tell entries apart: a grant has no name, it is who and where.
  return names.length === 0 ? undefined : names.join(' ');
}

/** Keeps what a simulator has when it starts, in place of what an earlier one had. */
export function rememberSeed(instance: LabInstance, name: string, inventory: unknown): void {
  const file = fileOf(instance, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(entriesOf(inventory)));
}

export function leftSinceSeed(
  instance: LabInstance,
  name: string,
  inventory: unknown,
): readonly Remainder[] {
  const file = fileOf(instance, name);
  const seed = new Set(
    existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as string[]) : [],
  );
  return entriesOf(inventory)
    .filter((entry) => !seed.has(entry))
    .map((entry) => {
      const [kind = '', ...rest] = entry.split(' ');
      return { kind: `${name} ${kind}`, name: rest.join(' ') };
    });
}

function fileOf(instance: LabInstance, name: string): string {
  return join(instance.stateFolder, `${name}-seed.json`);
}
