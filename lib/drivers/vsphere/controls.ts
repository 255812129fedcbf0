import { allControls } from '../../hardening/registry';
import type { ProviderFeatures } from './versions';

/**
 * Controls for which the provider has no argument in any version. The machine inherits them from its template, which is
 * why they can be waived for a template that has them.
 */
export const inTemplateOnly: readonly string[] = [
  'machine.fault-tolerance.encrypted',
  'machine.migration.encrypted',
];

/**
 * Ids of the machine controls that the driver sets. Needless devices and passed-through ones are among them because it
 * adds none; those of the template are seen only on the live machine, when it is attested.
 */
export function machineControlsOf(features: ProviderFeatures): ReadonlySet<string> {
  return new Set(
    allControls
      .filter((control) => control.scope === 'machine' && control.appliesTo.includes('vsphere'))
      .map(({ id }) => id)
      .filter((id) => !inTemplateOnly.includes(id))
      .filter((id) => features.vtpm || id !== 'machine.tpm'),
  );
}
