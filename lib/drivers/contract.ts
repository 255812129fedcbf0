/**
 * What every hypervisor driver offers to the constructs. Constructs know this contract and no concrete driver.
 *
 * Input: a virtual machine and its hardening plan (plain data). Output: Terraform resources in the given scope, and
 * tokens for what the hypervisor assigns. May import: lib/model, lib/hardening, lib/errors, cdktf.
 */

import type { TerraformResource } from 'cdktf';
import type { Construct } from 'constructs';
import type { Problem } from '../errors';
import type { HypervisorName } from '../hardening/control';
import type { HardeningPlan } from '../hardening/plan';
import type { CapabilityTable } from '../model/capabilities';
import type { Size } from '../model/size';
import type { VirtualMachine } from '../model/virtual-machine';
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
  /** Controls that the template brings along, by id; the attestation reports them as inherited. @default - none */
  readonly attestedControls?: readonly string[];
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
}

/** What was made for one VM. */
export interface VmResources {
  /** The machine itself; becomes the default child of the construct. */
  readonly machine: TerraformResource;
  /** Everything, the machine included, by a name that says its part. */
  readonly all: Readonly<Record<string, TerraformResource>>;
  /** Id on the hypervisor. Token. */
  readonly vmId: string;
  /** Addresses that the hypervisor reports, by interface name. List tokens. */
  readonly reportedAddresses: Readonly<Record<string, string[]>>;
}

export interface Driver {
  readonly name: HypervisorName;
  readonly capabilities: CapabilityTable;
  /** Ids of the machine controls that this driver sets or, by its nature, always meets. */
  readonly machineControls: ReadonlySet<string>;
  /** Everything about the request that this hypervisor cannot do. */
  validateVm(request: VmRequest): readonly Problem[];
  createVm(scope: Construct, request: VmRequest): VmResources;
  /** Problems that overrides and Aspects have brought into what was made. Called when the app is validated. */
  verifyVm(resources: VmResources, request: VmRequest): readonly Problem[];
  createTemplate(scope: Construct, props: TemplateProps): ITemplate;
  referenceTemplate(
    scope: Construct,
    name: string,
  ): Pick<ITemplate, 'templateId' | 'reportedDiskBytes'>;
  createNetwork(scope: Construct, props: NetworkProps, gateway: string): INetwork;
}
