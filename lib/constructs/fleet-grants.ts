/** Grants that would remove each other, wherever in the app they are made. */
import { Hypervisor } from '../drivers/hypervisor';
import type { Problem } from '../errors';
import type { AccessGrant } from './access-grant';
import type { IResourcePool } from './interfaces';
import type { ResourcePool } from './resource-pool';

/** Where a hypervisor keeps the grants on an object as one list, two lists of one object replace each other. */
export function grantProblems(grants: readonly AccessGrant[]): readonly Problem[] {
  const first = new Map<string, AccessGrant>();
  return grants.flatMap((grant) => {
    if (grant.hypervisor.driver.grantsAreOneList !== true) return [];
    const key = objectOf(grant);
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, grant);
    if (earlier === undefined || earlier.resources.main === grant.resources.main) return [];
    const { kind } = grant.target;
    return [
      {
        code: 'VML031' as const,
        path: `${grant.node.path}.${kind}`,
        got: `a second list of permissions on ${nameOf(grant)}`,
        rule: `${grant.hypervisor.driver.title} has one list of permissions for each object; ${earlier.node.path} makes it too, and each would remove the other`,
        fix: 'make the grants on one object in one stack, with one hypervisor construct and on the same construct',
      },
    ];
  });
}

function nameOf({ target }: AccessGrant): string {
  return `"${target.kind === 'vm' ? target.vm.vmName : target.pool.poolName}"`;
}

function objectOf({ target, hypervisor }: AccessGrant): string {
  const on = Hypervisor.keyOf(hypervisor);
  return target.kind === 'vm'
    ? `vm\0${on}\0${target.vm.uuid.toLowerCase()}`
    : `pool\0${on}\0${poolOf(target.pool)}`;
}

function poolOf(pool: IResourcePool): string {
  return (pool as Partial<ResourcePool>).poolPath ?? `construct\0${pool.node.path}`;
}
