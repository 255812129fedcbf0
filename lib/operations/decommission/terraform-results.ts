import { MachineOperationError } from '../../drivers/operations';
import type { Retirement } from '../../model/retirement';
import { byCodeUnit } from '../../model/json';
import type { AddressResult } from './evidence';

/** What Terraform did is what was approved: each address once, no other one, and nothing destroyed that is kept. */
export function checkResults(
  { vm, addresses, ending }: Retirement,
  results: readonly AddressResult[],
): readonly AddressResult[] {
  const done = results.map(({ address }) => address);
  const extra = done.filter((address) => !addresses.includes(address));
  const missing = addresses.filter((address) => !done.includes(address));
  const destroyed = results.filter(({ result }) => result === 'destroyed');
  const wrong = [
    ...(extra.length > 0 ? [`it touched ${extra.join(', ')}, which nobody approved`] : []),
    ...(missing.length > 0 ? [`it left ${missing.join(', ')}`] : []),
    ...(ending === 'unregister' && destroyed.length > 0
      ? [`it destroyed ${destroyed.map(({ address }) => address).join(', ')}, and was to forget`]
      : []),
  ];
  if (wrong.length > 0) {
    throw new MachineOperationError(
      `Terraform did not do what was approved for ${vm}: ${wrong.join('; ')}: look at the state, then run this again`,
    );
  }
  return [...results].sort((a, b) => byCodeUnit(a.address, b.address));
}
