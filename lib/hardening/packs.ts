import type { HardeningPackName } from '../model/vm-props';
import type { Control } from './control';
import { allControls } from './registry';

/** Names of all packs, each of which contains the ones before it. */
export const packNames: readonly HardeningPackName[] = ['baseline', 'strict'];

/** The controls of a pack, sorted by id. Additional controls are part of the pack of their level. */
export function controlsOf(
  pack: HardeningPackName,
  additional: readonly Control[] = [],
): readonly Control[] {
  const highest = packNames.indexOf(pack);
  return [...allControls, ...additional]
    .filter((control) => packNames.indexOf(control.level) <= highest)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}
