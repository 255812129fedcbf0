import type { ObservableControl } from '../../hardening/expectation';
import { rootOf, type Element } from './virsh';

/**
 * Compares the live XML of a domain (`virsh dumpxml`) with what machine controls ask for.
 *
 * @returns per control id the control's own value where all its settings are met, else the settings that are not
 */
export function observeMachine(
  domainXml: string,
  controls: readonly ObservableControl[],
): Map<string, string> {
  const domain = rootOf(domainXml, 'domain');
  const observed = new Map<string, string>();
  for (const control of controls) {
    if (control.scope !== 'machine') continue;
    const unmet = Object.entries(control.settings.libvirt ?? {}).flatMap(([path, expected]) => {
      const found = valuesAt(domain, path.split('/'));
      return meets(found, String(expected), path)
        ? []
        : [`${path} is ${found.join(', ') || 'absent'}`];
    });
    observed.set(control.id, unmet.length === 0 ? control.value : unmet.join('; '));
  }
  return observed;
}

/** Every element on the path must have the value: one interface without its filter is a finding. */
function meets(found: readonly string[], expected: string, path: string): boolean {
  if (expected === 'absent') return found.every((value) => value === 'absent');
  const equal = (value: string): boolean =>
    // libvirt resolves the alias q35 to a versioned machine such as pc-q35-7.2.
    path === 'os/type/@machine'
      ? value === expected || value.startsWith(`pc-${expected}-`)
      : value === expected;
  return found.length > 0 && found.every(equal);
}

function valuesAt(element: Element, [step = '', ...rest]: readonly string[]): string[] {
  const value = element[step];
  if (step.startsWith('@')) return typeof value === 'string' ? [value] : [];
  const children = (Array.isArray(value) ? value : []) as (Element | string)[];
  if (rest.length === 0)
    return children.map((child) => (typeof child === 'string' && child !== '' ? child : 'present'));
  // A missing child of one element is found missing, even where its siblings have it.
  return children.flatMap((child) => {
    const below = typeof child === 'string' ? [] : valuesAt(child, rest);
    return below.length === 0 && children.length > 1 ? ['absent'] : below;
  });
}
