/** How a cluster balances load and survives failures. Input: a policy. Output: the cluster that it is about. */

import type { Construct } from 'constructs';
import { ComputeCluster } from '@cdktf/provider-vsphere/lib/compute-cluster';
import { literal } from '../common/literal';
import type { ClusterPolicyRequest, MadeResources } from '../contract';
import { clusterArguments, undeclaredArguments } from './map-cluster';
import type { VsphereContext } from './resources';

/**
 * The cluster exists and holds machines. It is taken over by its path and never destroyed; what the policy does not
 * declare stays as it is. To give it up, remove it from the state.
 */
export function createClusterPolicy(
  scope: Construct,
  { provider, lookups, options }: VsphereContext,
  { policy }: ClusterPolicyRequest,
): MadeResources {
  const given = clusterArguments(policy, lookups.datacenterId, (name) => lookups.host(name).id);
  const main = new ComputeCluster(scope, 'Resource', {
    ...given,
    provider,
    lifecycle: { preventDestroy: true, ignoreChanges: undeclaredArguments(given) },
  });
  main.importFrom(`/${literal(options.datacenter)}/host/${literal(policy.clusterName)}`, provider);
  return { main, all: { cluster: main } };
}
