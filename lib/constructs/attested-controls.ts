import { controlsOf, packNames } from '../hardening/packs';
import type { Control } from '../hardening/control';
import { allControls, controlById } from '../hardening/registry';
import { errorCodes, type Problem } from '../errors';
import { shown } from '../model/notes';
import { nearest } from '../model/suggest';
import type { HardeningPackName } from '../model/vm-props';

/** The controls that a template brings along: their ids, or a pack for all guest controls of it. */
export type AttestedControls = readonly string[] | HardeningPackName;

/** The ids of attested controls, and what is wrong with them. */
export function resolveAttested(
  given: AttestedControls | undefined,
  path: string,
  additional: readonly Control[] = [],
): { readonly ids: readonly string[] | undefined; readonly problems: readonly Problem[] } {
  if (given === undefined) return { ids: undefined, problems: [] };
  if (typeof given === 'string') {
    if (!packNames.includes(given)) return { ids: [], problems: [unknown(given, path, packNames)] };
    const ofPack = controlsOf(given, additional).filter(({ scope }) => scope === 'guest');
    return { ids: ofPack.map(({ id }) => id), problems: [] };
  }
  const isList: boolean = Array.isArray(given);
  if (!isList) return { ids: [], problems: [unknown(given, path, packNames)] };
  const known = [...allControls, ...additional].map(({ id }) => id);
  const problems = given.flatMap((id, index) =>
    controlById(id, additional) === undefined
      ? [unknown(id, `${path}[${String(index)}]`, known)]
      : [],
  );
  return { ids: given, problems };
}

function unknown(given: unknown, path: string, known: readonly string[]): Problem {
  const meant = typeof given === 'string' ? nearest(given, known) : undefined;
  const fix =
    meant === undefined
      ? 'give ids of docs/controls.md, or "baseline" or "strict" for a whole pack'
      : `did you mean "${meant}"?`;
  return { code: 'VML051', path, got: shown(given), rule: errorCodes.VML051, fix };
}
