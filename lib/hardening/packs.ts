import { byCodeUnit } from '../model/json';
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
  return additional.length === 0 ? ofPackage[pack] : upTo(pack, [...allControls, ...additional]);
}

/** The controls of this package, sorted once. */
const ofPackage = {
  baseline: upTo('baseline', allControls),
  strict: upTo('strict', allControls),
} as const satisfies Record<HardeningPackName, readonly Control[]>;

function upTo(pack: HardeningPackName, controls: readonly Control[]): readonly Control[] {
  const highest = packNames.indexOf(pack);
  return controls
    .filter((control) => packNames.indexOf(control.level) <= highest)
    .sort((a, b) => byCodeUnit(a.id, b.id));
}
