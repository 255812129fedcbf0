import { errorCodes } from '../errors';
import { Notes, shown } from './notes';

/** Most characters of the name of an object on vSphere, the strictest of the hypervisors. */
const LONGEST_NAME = 80;

/**
 * The name of something on a hypervisor that is no VM: a pool, a rule, a cluster. vSphere stores "/", "\" and "%" as
 * escapes, so that names with them would differ from what was declared.
 */
export function readObjectName(
  notes: Notes,
  value: unknown,
  path: string,
  what: string,
): string | undefined {
  const fix = `give the ${what} a name, such as "production"`;
  const name = notes.text(value, path, { is: 'a text', fix, required: true });
  if (name === undefined) return undefined;
  if (name.length <= LONGEST_NAME && name.trim() === name && !/[/\\%]/.test(name)) return name;
  const rule = errorCodes.VML006.replace('VM', what);
  notes.add('VML006', path, shown(name), rule, fix);
  return undefined;
}
