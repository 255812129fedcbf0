/** Makes what every machine of a vCenter shares: its provider, look-ups, templates and folder. */

import { Op, TerraformStack, Token, TerraformProvider } from 'cdktf';
import type { Construct } from 'constructs';
import { DataVsphereContentLibrary } from '@cdktf/provider-vsphere/lib/data-vsphere-content-library';
import { DataVsphereContentLibraryItem } from '@cdktf/provider-vsphere/lib/data-vsphere-content-library-item';
import { DataVsphereVirtualMachine } from '@cdktf/provider-vsphere/lib/data-vsphere-virtual-machine';
import { Folder } from '@cdktf/provider-vsphere/lib/folder';
import { VsphereProvider, type VsphereProviderConfig } from '@cdktf/provider-vsphere/lib/provider';
import { literal, optionalLiteral } from '../common/literal';
import type { ITemplate, TemplateReference } from '../contract';
import type { VsphereOptions } from './options';
import { outliveUsers } from './outlive-users';
import type { ReportedTemplate } from './reported-template';
import { Lookups } from './resources-lookups';
import type { CustomAttributes, TagRegistry } from './resources-tags';

/** What every resource of one hypervisor shares. */
export interface VsphereContext {
  readonly provider: TerraformProvider;
  readonly options: VsphereOptions;
  readonly lookups: Lookups;
  readonly tags: TagRegistry;
  readonly attributes: CustomAttributes;
  /** Root resource pool, or the one that machines without a pool belong to. Token. */
  readonly resourcePoolId: string;
  /** Path of the root resource pool. */
  readonly rootPoolPath: string;
  /** Token. @default - machines run on a single host */
  readonly clusterId?: string;
  readonly datastore: { readonly datastoreId: string } | { readonly datastoreClusterId: string };
  /** @default - the root folder of the datacenter */
  readonly folder?: string;
}

export interface ProviderProps {
  readonly server?: string;
  readonly allowUnverifiedSsl?: boolean;
  readonly alias?: string;
  readonly source: string;
  readonly version: string;
}

/**
 * The bindings are made from 2.15.0 and would pin it; what is installed is chosen by the stack. Name and password come from
 * VSPHERE_USER and VSPHERE_PASSWORD, so that nothing secret is synthesized.
 */
class ChosenVsphereProvider extends VsphereProvider {
  override readonly terraformGeneratorMetadata;
  override readonly terraformProviderSource: string;

  constructor(scope: Construct, id: string, props: ProviderProps) {
    const { server, allowUnverifiedSsl, alias, source, version } = props;
    const config: Partial<VsphereProviderConfig> = {
      vsphereServer: optionalLiteral(server),
      allowUnverifiedSsl,
      alias,
    };
    super(scope, id, config as VsphereProviderConfig);
    this.terraformGeneratorMetadata = { providerName: 'vsphere', providerVersion: version };
    this.terraformProviderSource = source;
  }
}

export function createProvider(scope: Construct, props: ProviderProps): TerraformProvider {
  const others = providersBeside(scope);
  const provider = new ChosenVsphereProvider(scope, 'Provider', props);
  // Terraform wants an alias for each provider of a kind but one.
  if (props.alias === undefined && others.some(({ alias }) => alias === undefined)) {
    provider.alias = provider.friendlyUniqueId;
  }
  return provider;
}

/** Source and version of other vSphere providers in the stack: Terraform installs one version of a provider. */
export function otherVersions(
  scope: Construct,
): readonly { readonly source?: string; readonly version?: string }[] {
  return providersBeside(scope).map((provider) => ({
    source: provider.terraformProviderSource,
    version: provider.terraformGeneratorMetadata?.providerVersion,
  }));
}

function providersBeside(scope: Construct): TerraformProvider[] {
  return TerraformStack.of(scope)
    .node.findAll()
    .filter((node): node is TerraformProvider => TerraformProvider.isTerraformProvider(node))
    .filter(({ terraformResourceType }) => terraformResourceType === 'vsphere');
}

/** A folder for machines; its path below the datacenter. Token. */
export function createFolder(
  scope: Construct,
  provider: TerraformProvider,
  path: string,
  datacenterId: string,
): string {
  return new Folder(scope, 'Folder', {
    provider,
    path: literal(path),
    type: 'vm',
    datacenterId,
    lifecycle: outliveUsers,
  }).path;
}

const GIBIBYTE = 1024 ** 3;

export function referenceTemplate(
  scope: Construct,
  { provider, lookups }: VsphereContext,
  { name, vmId, contentLibraryItem }: TemplateReference,
): Pick<ITemplate, 'templateId' | 'reportedDiskBytes' | 'reported'> {
  if (contentLibraryItem !== undefined) {
    const { library, item } = contentLibraryItem;
    const libraryId = new DataVsphereContentLibrary(scope, 'Library', {
      provider,
      name: literal(library),
    }).id;
    const found = new DataVsphereContentLibraryItem(scope, 'Item', {
      provider,
      name: literal(item),
      libraryId,
      type: 'vm-template',
    });
    return { templateId: found.id, reported: {} };
  }
  const { datacenterId } = lookups;
  const found = new DataVsphereVirtualMachine(scope, 'Resource', {
    provider,
    ...(vmId === undefined
      ? { name: optionalLiteral(name), datacenterId }
      : { uuid: literal(vmId) }),
  });
  const disk = found.disks.get(0);
  const reported: ReportedTemplate = {
    guestId: found.guestId,
    hardwareVersion: found.hardwareVersion,
    firmware: found.firmware,
    diskGibibytes: disk.size,
    thinProvisioned: disk.thinProvisioned,
    eagerlyScrub: disk.eagerlyScrub,
  };
  return {
    templateId: found.id,
    reportedDiskBytes: Token.asNumber(Op.mul(disk.size, GIBIBYTE)),
    reported: { ...reported },
  };
}
