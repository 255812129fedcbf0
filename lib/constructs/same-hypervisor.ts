import { Hypervisor } from '../drivers/hypervisor';
import type { Problem } from '../errors';

/** The hypervisor of a VM or pool; undefined for what is managed elsewhere. */
export function hypervisorOf(target: unknown): Hypervisor | undefined {
  if (typeof target !== 'object' || target === null || !('hypervisor' in target)) return undefined;
  return Hypervisor.isHypervisor(target.hypervisor) ? target.hypervisor : undefined;
}

/** The problem of putting together what is on two hypervisors; none where one of them is not known. */
export function otherHypervisor(
  path: string,
  target: unknown,
  expected: Hypervisor,
  what: string,
): readonly Problem[] {
  const actual = hypervisorOf(target);
  if (actual === undefined || Hypervisor.keyOf(actual) === Hypervisor.keyOf(expected)) return [];
  return [
    {
      code: 'VML048',
      path,
      got: `one of ${actual.node.path}`,
      rule: `${what} of the same hypervisor, which is ${expected.node.path}`,
      fix: `give one of ${expected.node.path}`,
    },
  ];
}
