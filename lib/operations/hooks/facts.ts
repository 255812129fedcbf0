import { isObject, type JsonObject } from '../../model/json';
import type { HookVm } from './hook';

/**
 * What hooks are told of a VM: these fields of its row of the inventory output, and no other ones.
 *
 * @param name - name of the VM, the key of its row
 * @param row - the row, of any version of the library
 */
export function hookVmOf(name: string, row: JsonObject): HookVm {
  const texts = [
    'hypervisor',
    'id',
    'hostname',
    'environment',
    'category',
    'owner',
    'purpose',
    'expires',
  ];
  const facts = Object.fromEntries(
    texts.flatMap((field) => {
      const value = row[field];
      if (typeof value === 'number') return [[field, String(value)]];
      return typeof value === 'string' ? [[field, value]] : [];
    }),
  );
  const uuid = typeof row.uuid === 'string' ? row.uuid : '';
  const interfaces = isObject(row.interfaces)
    ? {
        interfaces: mapValues(row.interfaces, (one) =>
          stringsOf(one, ['network', 'mac', 'address']),
        ),
      }
    : {};
  const tags = isObject(row.tags) ? { tags: stringsOf(row.tags, Object.keys(row.tags)) } : {};
  return { name, uuid, ...facts, ...interfaces, ...tags };
}

function mapValues<T>(object: JsonObject, map: (value: unknown) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, map(value)]));
}

function stringsOf(value: unknown, names: readonly string[]): Record<string, string> {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    names.flatMap((name) => {
      const text = value[name];
      return typeof text === 'string' ? [[name, text]] : [];
    }),
  );
}
