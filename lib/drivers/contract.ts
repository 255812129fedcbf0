/**
 * What every hypervisor driver offers to the constructs. Constructs know this contract and no concrete driver.
 *
 * Input: a virtual machine and its hardening plan (plain data). Output: Terraform resources in the given scope, and
 * tokens for what the hypervisor assigns. May import: lib/model, lib/hardening, lib/errors, cdktf.
 */

import type { TerraformElement, TerraformResource } from 'cdktf';
import type { Construct, IConstruct } from 'constructs';
import type { Problem } from '../errors';
import type { HypervisorName } from '../hardening/control';
import type { HardeningPlan } from '../hardening/plan';
import type { AccessGrantModel } from '../model/access-grant';
import type { BackupPolicyModel } from '../model/backup-policy';
import type { CapabilityTable } from '../model/capabilities';
import type { ClusterPolicyModel } from '../model/cluster-policy';
import type { PlacementRuleModel } from '../model/placement-rule';
import type { ResourcePoolModel } from '../model/resource-pool';
import type { Size } from '../model/size';
import type { TemplateCertification } from '../model/template-catalog';
import type { VirtualMachine } from '../model/virtual-machine';
import type { VmSnapshotModel } from '../model/vm-snapshot';
import type { NetworkModel } from '../model/vm-props';

/** A network that VMs attach to. */
export interface INetwork extends NetworkModel {
  /** How the hypervisor names it: tokens that only the driver that made them reads. */
  readonly attachment: NetworkAttachment;
}

/** Exactly one of these is given. */
export interface NetworkAttachment {
  /** Id of a network object. */
  readonly id?: string;
  /** Name of a network object. */
  readonly name?: string;
  /** Name of a bridge on the host. */
  readonly bridge?: string;
}

/** A template that VMs are cloned from. */
export interface ITemplate {
  /** Name without the generation, such as `debian-12`. */
  readonly templateName: string;
  /** Build of the template, such as `20261101` or a digest. */
  readonly generation: string;
  /** Id on the hypervisor. Token. */
  readonly templateId: string;
  /** Size of its system disk. @default - known to the hypervisor only, checked at plan */
  readonly systemDiskSize?: Size;
  /** Size of its system disk in bytes, as the hypervisor reports it. Token. @default - not reported */
  readonly reportedDiskBytes?: number;
  /** Where the image comes from, where the hypervisor was given an image. */
  readonly image?: string;
  /** Further facts, mostly tokens that the hypervisor reports. Only the driver that made them reads them. @default - none */
  readonly reported?: Readonly<Record<string, unknown>>;
  /** Controls that the template brings along, by id; the attestation reports them as inherited. @default - none */
  readonly attestedControls?: readonly string[];
  /** Who certified it, and until when it may be used. @default - unknown: it is of no catalog */
  readonly certification?: TemplateCertification;
  /**
   * The generations of this template that the app declares, such as `debian-12-20261101`, once it is complete. VMs from
   * such a template keep a record of theirs. @default - unknown, and without a record
   */
  readonly declaredGenerations?: () => readonly string[];
  /** Called for each protected linked clone: a plan that would destroy the template is refused from then on. */
  readonly keepForClones?: () => void;
}

export interface TemplateProps {
  /** Name without the generation, such as `debian-12`. */
  readonly templateName: string;
  /** Build of the template. Part of its name on the hypervisor. */
  readonly generation: string;
  /** Path or URL of a qcow2 image. */
  readonly image: string;
  /** Size of its system disk in whole GiB. @default - known to the hypervisor only, checked at plan */
  readonly systemDiskSize?: Size;
  /** Controls that the template brings along, by id. @default - none */
  readonly attestedControls?: readonly string[];
}

/** How a template that exists is named on the hypervisor. Exactly one of these is given. */
export interface TemplateReference {
  /** Name, or path of a volume. Token. */
  readonly name?: string;
  /** VM id on Proxmox, UUID on vSphere. Token. */
  readonly vmId?: string;
  /** Item of a content library. Tokens. */
  readonly contentLibraryItem?: { readonly library: string; readonly item: string };
}

/** A resource pool that VMs belong to. */
export interface IResourcePool extends IConstruct {
  readonly poolName: string;
  /** Id on the hypervisor. Token. @default - the hypervisor has no object for pools */
  readonly poolId?: string;
  /** Shares, reservations and limits. @default - unknown: the pool is not made here */
  readonly model?: ResourcePoolModel;
}

/** One pool to make. */
export interface ResourcePoolRequest {
  readonly pool: ResourcePoolModel;
  readonly parent?: IResourcePool;
  /** Construct path, for errors. */
  readonly path: string;
}

/** A virtual machine, made here or anywhere else. */
export interface IVirtualMachine extends IConstruct {
  /** Name on the hypervisor. */
  readonly vmName: string;
  /** Id on the hypervisor. Token. */
  readonly vmId: string;
  /** UUID of the machine. */
  readonly uuid: string;
  /** MAC addresses, in the order of the interfaces. */
  readonly macAddresses: readonly string[];
  /** Static IP addresses, in the order of the interfaces. */
  readonly staticAddresses: readonly string[];
}

/** One placement rule to make. Members may be added until the app is synthesized. */
export interface PlacementRuleRequest {
  readonly rule: PlacementRuleModel;
  readonly members: () => readonly IVirtualMachine[];
  readonly path: string;
}

export interface ClusterPolicyRequest {
  readonly policy: ClusterPolicyModel;
  readonly path: string;
}

/** One grant to make, on a VM or on a pool. */
export interface AccessGrantRequest {
  readonly grant: AccessGrantModel;
  readonly target:
    | { readonly kind: 'vm'; readonly vm: IVirtualMachine }
    | { readonly kind: 'pool'; readonly pool: IResourcePool };
  readonly path: string;
}

export interface SnapshotRequest {
  readonly snapshot: VmSnapshotModel;
  readonly vm: IVirtualMachine;
  readonly path: string;
}

/** One backup policy to make. VMs and pools may be protected until the app is synthesized. */
export interface BackupPolicyRequest {
  readonly policy: BackupPolicyModel;
  readonly members: () => readonly IVirtualMachine[];
  readonly pools: () => readonly IResourcePool[];
  readonly path: string;
}

/** What was made for a construct that is no VM. */
export interface MadeResources {
  /** The resource that becomes the default child of the construct. @default - nothing was made on the hypervisor */
  readonly main?: TerraformElement;
  /** Everything, by a name that says its part. */
  readonly all: Readonly<Record<string, TerraformElement>>;
}

export interface NetworkProps {
  /** Name on the hypervisor. */
  readonly networkName: string;
  /** Subnet, such as `10.20.0.0/24`. */
  readonly cidr: string;
  /** `nat`: guests reach the outside through the host; `routed`: without translation; `isolated`: not at all. @default 'nat' */
  readonly mode?: 'nat' | 'routed' | 'isolated';
  /** DNS domain of the network. @default - none */
  readonly domain?: string;
  /** Category of the environment that the network belongs to. @default - that of the environment */
  readonly category?: NetworkModel['category'];
}

/** One VM to make. */
export interface VmRequest {
  readonly vm: VirtualMachine;
  readonly plan: HardeningPlan;
  readonly template: ITemplate;
  /** Construct path, for errors. */
  readonly path: string;
  /** Sizes of the disks at the last apply, by name. @default - unknown */
  readonly recordedDisks?: Readonly<Record<string, Size>>;
  /** @default - the hypervisor's root pool, or none */
  readonly pool?: IResourcePool;
  /** Tags of the VM and of its scopes, with those that were added later. Complete only when the app is synthesized. */
  readonly tags: () => Readonly<Record<string, string>>;
  /**
   * A resource whose replacement replaces the machine and its system disk, but no data disk (`replace_triggered_by`).
   * What the VM is cloned from is ignored otherwise. @default - the VM is never made anew
   */
  readonly rebuiltWith?: TerraformResource;
}

/** What was made for one VM. */
export interface VmResources {
  /** The machine itself; becomes the default child of the construct. */
  readonly machine: TerraformResource;
  /** Everything, the machine included, by a name that says its part; a system disk of its own is the `system disk`. */
  readonly all: Readonly<Record<string, TerraformResource>>;
  /** Id on the hypervisor. Token. */
  readonly vmId: string;
  /** Addresses that the hypervisor reports, by interface name. List tokens. */
  readonly reportedAddresses: Readonly<Record<string, string[]>>;
}

/**
 * How a Linux guest gets its configuration on first boot. `none`: it gets names, addresses and keys only, so that every
 * guest control has to come with the template.
 */
export type GuestChannel = 'nocloud' | 'guestinfo' | 'snippet' | 'none';

/** A method that is left out belongs to capabilities that the table calls unsupported, or that need no object. */
export interface Driver {
  readonly name: HypervisorName;
  /** For people: `libvirt (dmacvicar/libvirt 0.8.3)`. */
  readonly title: string;
  readonly capabilities: CapabilityTable;
  readonly guestChannel: GuestChannel;
  /** Ids of the machine controls that this driver sets or, by its nature, always meets. */
  readonly machineControls: ReadonlySet<string>;
  /** The grants on an object are one resource, which removes those that it does not know. @default - each is its own */
  readonly grantsAreOneList?: boolean;
  /** Everything about the request that this hypervisor cannot do. */
  validateVm(request: VmRequest): readonly Problem[];
  createVm(scope: Construct, request: VmRequest): VmResources;
  /**
   * Keeps a VM whose retirement has begun from being started again, by Terraform or with its host, and lifts what its
   * hypervisor would refuse its destruction by.
   */
  retireVm?(resources: VmResources): void;
  /** Problems that overrides and Aspects have brought into what was made. Called when the app is validated. */
  verifyVm(resources: VmResources, request: VmRequest): readonly Problem[];
  createTemplate(scope: Construct, props: TemplateProps): ITemplate;
  referenceTemplate(
    scope: Construct,
    reference: TemplateReference,
  ): Pick<ITemplate, 'templateId' | 'reportedDiskBytes' | 'reported'>;
  createNetwork(scope: Construct, props: NetworkProps, gateway: string): INetwork;
  /** What a network that exists is called; looks it up where the hypervisor needs an id. */
  referenceNetwork?(scope: Construct, attachment: NetworkAttachment): NetworkAttachment;
  createResourcePool?(
    scope: Construct,
    request: ResourcePoolRequest,
  ): MadeResources & { readonly poolId: string };
  /** Id of a pool that exists, by its path below the root pool: `production/databases`. */
  referenceResourcePool?(scope: Construct, path: string): string;
  createPlacementRule?(scope: Construct, request: PlacementRuleRequest): MadeResources;
  createClusterPolicy?(scope: Construct, request: ClusterPolicyRequest): MadeResources;
  createAccessGrant?(scope: Construct, request: AccessGrantRequest): MadeResources;
  createSnapshot?(scope: Construct, request: SnapshotRequest): MadeResources;
  /** What a policy needs beside its tag `backup-policy`, which every protected VM carries. */
  createBackupPolicy?(scope: Construct, request: BackupPolicyRequest): MadeResources;
  /** Problems of a request for something that is no VM. @default - none */
  validatePool?(request: ResourcePoolRequest): readonly Problem[];
  validateBackupPolicy?(request: BackupPolicyRequest): readonly Problem[];
  validateClusterPolicy?(request: ClusterPolicyRequest): readonly Problem[];
}
