import type { Problem } from '../../errors';
import type { CapabilityName } from '../../model/capabilities';
import { shown } from '../../model/notes';
import type { Driver } from '../contract';

/** The problem of asking for what a hypervisor cannot do; none where it can. */
export function unsupported(
  driver: Pick<Driver, 'title' | 'capabilities'>,
  capability: CapabilityName,
  path: string,
  given: unknown,
): readonly Problem[] {
  const answer = driver.capabilities[capability];
  if (answer.support !== 'unsupported') return [];
  return [
    {
      code: 'VML044',
      path,
      got: shown(given),
      rule: `${driver.title} does not support ${capability}`,
      fix: `use instead: ${answer.alternative}`,
    },
  ];
}

/** {@link unsupported} for fields of a VM; what is undefined or false was not asked for. */
export function unsupportedFields(
  driver: Pick<Driver, 'title' | 'capabilities'>,
  path: string,
  asked: readonly (readonly [field: string, value: unknown, capability: CapabilityName])[],
): readonly Problem[] {
  return asked.flatMap(([field, value, capability]) =>
    value === undefined || value === false
      ? []
      : unsupported(driver, capability, `${path}.${field}`, value),
  );
}
