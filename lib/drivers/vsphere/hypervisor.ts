import type { TerraformProvider } from 'cdktf';
import type { Construct } from 'constructs';
import { throwIfAny } from '../../errors';
import type { Duration } from '../../model/duration';
import type { HypervisorCapacity } from '../../model/resource-pool';
import { optionalLiteral } from '../common/literal';
import { Hypervisor } from '../hypervisor';
import { titleOf } from './capabilities';
import { VsphereDriver } from './driver';
import { propProblems } from './hypervisor-problems';
import type { Ownership, VsphereOptions } from './options';
import { createFolder, createProvider, otherVersions, type VsphereContext } from './resources';
import { AccessRegistry } from './resources-access';
import { Lookups } from './resources-lookups';
import { CustomAttributes, TagRegistry } from './resources-tags';
import { defaultProvider, featuresOf, type ProviderSource } from './versions';

/** A folder for machines that is made with the hypervisor. */
export interface VsphereFolder {
  /** Path below the datacenter: `shop/production`. The folders above it exist. */
  readonly path: string;
}

/** Who makes the tags of a vCenter; each category, and each tag in it, has one maker. */
export interface VsphereTagging {
  /** Categories, one for each name of a tag. @default 'create' */
  readonly categories?: Ownership;
  /** Tags, one for each value. @default - as the categories */
  readonly values?: Ownership;
  /** Stands before the name of each category, where several stacks make their own. @default - nothing */
  readonly prefix?: string;
}

/** A vCenter, and what its VMs are made on where they say nothing else. */
export interface VsphereHypervisorProps {
  /** Name of the vCenter Server. @default - the provider reads VSPHERE_SERVER */
  readonly server?: string;

  /** Accept a certificate that cannot be verified. @default - the provider reads VSPHERE_ALLOW_UNVERIFIED_SSL, else false */
  readonly allowUnverifiedSsl?: boolean;

  /**
   * A provider that exists already: aliased, or from bindings of your own. `server`, `allowUnverifiedSsl`, `alias` and
   * `providerSource` are then left out.
   *
   * @default - a new `vsphere` provider in this scope; user and password come from VSPHERE_USER and VSPHERE_PASSWORD
   */
  readonly provider?: TerraformProvider;

  /** Alias of the new provider. @default - none for the first vSphere provider of the stack, else one from the construct's path */
  readonly alias?: string;

  /** `hashicorp/vsphere` where the state names it. @default 'vmware/vsphere' */
  readonly providerSource?: ProviderSource;

  /**
   * Versions of the provider that may run. What the oldest of them cannot do is unsupported; the same for all vSphere
   * providers of a stack.
   *
   * @default '>= 2.16.0'
   */
  readonly providerVersion?: string;

  /** Name of the datacenter. Token. */
  readonly datacenter: string;

  /** Name of the cluster that machines run on. Token. @default - they run on `host` */
  readonly cluster?: string;

  /** Name of the ESXi host that machines run on, where it is in no cluster. Token. @default - they run on `cluster` */
  readonly host?: string;

  /** Path of the resource pool for machines without a pool of their own, below the root pool. Token. @default - the root pool */
  readonly resourcePool?: string;

  /** Name of the datastore of the disks. Token. @default - they lie on `datastoreCluster` */
  readonly datastore?: string;

  /** Name of the datastore cluster in which Storage DRS places the disks. Token. @default - they lie on `datastore` */
  readonly datastoreCluster?: string;

  /** Folder of the machines: the path of an existing one (token), or a folder to make. @default - the root folder of the datacenter */
  readonly folder?: string | VsphereFolder;

  /**
   * Virtual hardware version of the machines, 17 or higher. Raising it reboots them.
   *
   * @default - that of the template at the time of cloning, at least 17
   */
  readonly hardwareVersion?: number;

  /** Of several hypervisors with one provider, the first one decides. @default - this stack makes categories and tags */
  readonly tagging?: VsphereTagging;

  /**
   * Who makes the custom attributes `owner`, `purpose` and `expires`, which show these fields of each VM in vCenter. A
   * vCenter knows a name once: one stack makes them, the others find them.
   *
   * @default 'create'
   */
  readonly customAttributes?: Ownership | 'none';

  /**
   * How long an apply waits for a guest to report an address, in whole minutes. An apply that waits in vain fails, with the
   * machine made.
   *
   * @default - it does not wait
   */
  readonly guestTimeout?: Duration;

  /** How long an apply waits for the customization of a Windows guest, in whole minutes. @default - 30 minutes */
  readonly customizationTimeout?: Duration;

  /** The files of data disks stay on the datastore when the disk or the VM is removed. @default true */
  readonly keepDataDisks?: boolean;

  /** What its hosts have; VMs and pools are checked against it. @default - unknown, and unchecked */
  readonly capacity?: HypervisorCapacity;

  /** What fails together with it: a site, a storage array. Backups lie elsewhere. @default - its own path */
  readonly failureDomain?: string;
}

const CUSTOMIZATION_MINUTES = 30;

/**
 * A cluster, or a single host, that a vCenter Server manages; provider vmware/vsphere.
 *
 * @throws VML041, VML048 and others for bad props, all problems in one error
 */
export class VsphereHypervisor extends Hypervisor {
  readonly driver: VsphereDriver;
  /** The provider that every resource of this hypervisor uses. */
  readonly provider: TerraformProvider;
  override readonly capacity?: HypervisorCapacity;
  override readonly failureDomain?: string;
  override readonly endpointKey?: string;
  override readonly defaultHost?: string;
  override readonly defaultDatastore?: string;

  constructor(scope: Construct, id: string, props: VsphereHypervisorProps) {
    super(scope, id);
    const source = props.providerSource ?? defaultProvider.source;
    const version = props.providerVersion ?? defaultProvider.version;
    const features = featuresOf(version);
    throwIfAny(
      propProblems(
        props,
        this.node.path,
        { source, version },
        props.provider === undefined ? otherVersions(this) : [],
      ),
    );
    if (features === undefined) throw new Error(`internal error: ${version} was accepted`);
    this.capacity = props.capacity;
    this.failureDomain = props.failureDomain;
    const { server, datacenter, cluster, host } = props;
    this.defaultHost = host;
    this.defaultDatastore = props.datastore ?? props.datastoreCluster;
    this.endpointKey =
      server === undefined ? undefined : [server, datacenter, cluster ?? host].join('\0');
    this.provider = props.provider ?? createProvider(this, { ...props, source, version });
    const options: VsphereOptions = {
      title: titleOf({ source, version }),
      features,
      datacenter: props.datacenter,
      cluster: props.cluster,
      datastoreCluster: props.datastoreCluster !== undefined,
      hardwareVersion: props.hardwareVersion,
      guestMinutes: minutes(props.guestTimeout) ?? 0,
      customizationMinutes: minutes(props.customizationTimeout) ?? CUSTOMIZATION_MINUTES,
      keepDataDisks: props.keepDataDisks ?? true,
    };
    this.driver = new VsphereDriver(
      contextOf(this, props, options),
      new AccessRegistry(this, this.provider),
    );
  }
}

function contextOf(
  scope: VsphereHypervisor,
  props: VsphereHypervisorProps,
  options: VsphereOptions,
): VsphereContext {
  const { provider } = scope;
  const { categories = 'create', values = categories, prefix = '' } = props.tagging ?? {};
  const lookups = new Lookups(scope, provider, props.datacenter);
  const name = props.cluster ?? props.host ?? '';
  const cluster = props.cluster === undefined ? undefined : lookups.cluster(name);
  const rootPoolPath = `${name}/Resources`;
  const { resourcePool, folder, datastore } = props;
  return {
    provider,
    options,
    lookups,
    ...sharedOf(provider, () => ({
      tags: new TagRegistry(scope, provider, { categories, values, prefix }),
      attributes: new CustomAttributes(scope, provider, props.customAttributes ?? 'create'),
    })),
    rootPoolPath,
    resourcePoolId:
      resourcePool === undefined
        ? (cluster ?? lookups.host(name)).resourcePoolId
        : lookups.poolId(`${rootPoolPath}/${resourcePool}`),
    ...(cluster === undefined ? {} : { clusterId: cluster.id }),
    datastore:
      datastore === undefined
        ? { datastoreClusterId: lookups.datastoreClusterId(props.datastoreCluster ?? '') }
        : { datastoreId: lookups.datastoreId(datastore) },
    folder:
      typeof folder === 'object'
        ? createFolder(scope, provider, folder.path, lookups.datacenterId)
        : optionalLiteral(folder),
  };
}

/** What several hypervisors of one provider have in common: the first one makes it. */
type Shared = Pick<VsphereContext, 'tags' | 'attributes'>;
const sharedByProvider = new WeakMap<TerraformProvider, Shared>();

function sharedOf(provider: TerraformProvider, make: () => Shared): Shared {
  const shared = sharedByProvider.get(provider) ?? make();
  sharedByProvider.set(provider, shared);
  return shared;
}

function minutes(duration: Duration | undefined): number | undefined {
  return duration === undefined ? undefined : duration.toSeconds() / 60;
}
