/**
 * What of a stack is protected: the entries of the ledger.
 *
 * Input: a synthesized stack, and its machines. Output: addresses. May import: lib/model, the types of lib/policy.
 */

import type { StackLedger } from '../model/ledger';
import type { PolicyVm } from '../policy';

/**
 * Resources that Terraform itself refuses to destroy (`prevent_destroy`), and the machines that are declared as protected:
 * a libvirt domain is replaced by ordinary changes, so that its volumes alone have the lock.
 *
 * @param vmOf the VM that a resource belongs to, where that is known
 */
export function protectedAddresses(
  synthesized: unknown,
  vms: readonly PolicyVm[],
  vmOf: (address: string) => string | undefined,
): StackLedger {
  const found = new Map<string, string | undefined>();
  for (const [type, resources] of Object.entries(record(record(synthesized).resource))) {
    for (const [name, resource] of Object.entries(record(resources))) {
      const address = `${type}.${name}`;
      const locked = record(record(resource).lifecycle).prevent_destroy === true;
      if (locked) found.set(address, vmOf(address));
    }
  }
  for (const { vm, address, protected: kept } of vms) {
    if (kept === true && address !== undefined) found.set(address, vm);
  }
  return Object.fromEntries(
    [...found]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([address, vm]) => [address, vm === undefined ? {} : { vm }]),
  );
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}
