/** Data sources of one vCenter: each thing is looked up once, whoever names it. */

import { createHash } from 'node:crypto';
import {
  DefaultTokenResolver,
  StringConcat,
  Token,
  Tokenization,
  type TerraformProvider,
} from 'cdktf';
import { Construct } from 'constructs';
import { DataVsphereComputeCluster } from '@cdktf/provider-vsphere/lib/data-vsphere-compute-cluster';
import { DataVsphereDatacenter } from '@cdktf/provider-vsphere/lib/data-vsphere-datacenter';
import { DataVsphereDatastore } from '@cdktf/provider-vsphere/lib/data-vsphere-datastore';
import { DataVsphereDatastoreCluster } from '@cdktf/provider-vsphere/lib/data-vsphere-datastore-cluster';
import { DataVsphereHost } from '@cdktf/provider-vsphere/lib/data-vsphere-host';
import { DataVsphereNetwork } from '@cdktf/provider-vsphere/lib/data-vsphere-network';
import { DataVsphereResourcePool } from '@cdktf/provider-vsphere/lib/data-vsphere-resource-pool';
import { DataVsphereStoragePolicy } from '@cdktf/provider-vsphere/lib/data-vsphere-storage-policy';
import { literal } from '../common/literal';

type Kind = 'Cluster' | 'Datastore' | 'DatastoreCluster' | 'Host' | 'Network' | 'Pool' | 'Policy';

export class Lookups {
  readonly datacenterId: string;
  private readonly known = new Map<string, unknown>();

  constructor(
    private readonly scope: Construct,
    private readonly provider: TerraformProvider,
    datacenter: string,
  ) {
    this.datacenterId = new DataVsphereDatacenter(scope, 'Datacenter', {
      provider,
      name: literal(datacenter),
    }).id;
  }

  cluster(name: string): DataVsphereComputeCluster {
    return this.once('Cluster', name, (scope, id, config) => {
      return new DataVsphereComputeCluster(scope, id, config);
    });
  }

  datastoreId(name: string): string {
    return this.once('Datastore', name, (scope, id, config) => {
      return new DataVsphereDatastore(scope, id, config);
    }).id;
  }

  datastoreClusterId(name: string): string {
    return this.once('DatastoreCluster', name, (scope, id, config) => {
      return new DataVsphereDatastoreCluster(scope, id, config);
    }).id;
  }

  host(name: string): DataVsphereHost {
    return this.once('Host', name, (scope, id, config) => {
      return new DataVsphereHost(scope, id, config);
    });
  }

  networkId(name: string): string {
    return this.once('Network', name, (scope, id, config) => {
      return new DataVsphereNetwork(scope, id, config);
    }).id;
  }

  /** By its whole path: `cluster-1/Resources/production`. */
  poolId(path: string): string {
    return this.once('Pool', path, (scope, id, config) => {
      return new DataVsphereResourcePool(scope, id, config);
    }).id;
  }

  storagePolicyId(name: string): string {
    return this.once('Policy', name, (scope, id, { provider, name: text }) => {
      return new DataVsphereStoragePolicy(scope, id, { provider, name: text });
    }).id;
  }

  private once<T>(
    kind: Kind,
    name: string,
    make: (
      scope: Construct,
      id: string,
      config: { provider: TerraformProvider; name: string; datacenterId: string },
    ) => T,
  ): T {
    const id = idOf(this.scope, name);
    const key = `${kind}/${id}`;
    const found = this.known.get(key);
    if (found !== undefined) return found as T;
    const { provider, datacenterId } = this;
    const config = { provider, name: literal(name), datacenterId };
    const made = make(groupOf(this.scope, kind), id, config);
    this.known.set(key, made);
    return made;
  }
}

const groups = new WeakMap<Construct, Map<string, Construct>>();

/** A construct that only holds others, so that what is called alike keeps an address of its own. */
export function groupOf(scope: Construct, id: string): Construct {
  const known = groups.get(scope) ?? new Map<string, Construct>();
  groups.set(scope, known);
  const group = known.get(id) ?? new Construct(scope, id);
  known.set(id, group);
  return group;
}

/**
 * Id of what is made for a name. It follows from the name alone, and for a token from the expression that it stands
 * for, so that addresses stay the same when anything else changes.
 */
export function idOf(scope: Construct, name: string): string {
  const isToken = Token.isUnresolved(name);
  if (!isToken && /^[\w.-]{1,64}$/.test(name)) return name;
  const text = isToken ? expressionOf(scope, name) : name;
  const readable = isToken ? 'token' : name.replace(/[^\w.-]+/g, '-').slice(0, 40);
  return `${readable}-${createHash('sha256').update(text).digest('hex').slice(0, 8)}`;
}

const resolver = new DefaultTokenResolver(new StringConcat());

/** The expression that a token stands for; the token itself is numbered by what else the app contains. */
function expressionOf(scope: Construct, text: string): string {
  return JSON.stringify(Tokenization.resolve(text, { scope, resolver, preparing: false }));
}
