/** Resource pools. Input: mapped arguments. Output: resources and ids. */

import type { Construct } from 'constructs';
import { ResourcePool } from '@cdktf/provider-vsphere/lib/resource-pool';
import type { IResourcePool, MadeResources, ResourcePoolRequest } from '../contract';
import { backupCategory } from './map-backup';
import { poolArguments } from './map-pools';
import { outliveUsers } from './outlive-users';
import type { VsphereContext } from './resources';

/** Pools that backup policies protect, with the names of the policies; grows until the app is synthesized. */
export type ProtectedPools = (pool: Construct) => readonly string[];

export function createResourcePool(
  scope: Construct,
  { provider, resourcePoolId, tags }: VsphereContext,
  { pool, parent }: ResourcePoolRequest,
  policiesOf: ProtectedPools,
): MadeResources & { readonly poolId: string } {
  const main = new ResourcePool(scope, 'Resource', {
    ...poolArguments(pool, parent?.poolId ?? resourcePoolId),
    provider,
    lifecycle: outliveUsers,
    tags: tags.idsOf((): Record<string, string> => {
      const [policy] = policiesOf(scope);
      return policy === undefined ? {} : { [backupCategory]: policy };
    }),
  });
  return { main, all: { pool: main }, poolId: main.id };
}

export function referenceResourcePool(
  { lookups, rootPoolPath }: VsphereContext,
  path: string,
): Required<Pick<IResourcePool, 'poolId'>>['poolId'] {
  return lookups.poolId(`${rootPoolPath}/${path}`);
}
