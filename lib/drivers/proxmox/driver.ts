import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import { throwIfAny, type Problem } from '../../errors';
import { literal } from '../common/literal';
import { unsupported } from '../common/unsupported';
import type {
  AccessGrantRequest,
  BackupPolicyRequest,
  ClusterPolicyRequest,
  Driver,
  GuestChannel,
  INetwork,
  ITemplate,
  MadeResources,
  NetworkAttachment,
  NetworkProps,
  PlacementRuleRequest,
  ResourcePoolRequest,
  TemplateProps,
  TemplateReference,
  VmRequest,
  VmResources,
} from '../contract';
import { proxmoxCapabilities, proxmoxTitle } from './capabilities';
import { createVm, retireVm, type ProxmoxContext } from './resources';
import {
  createAccessGrant,
  createBackupPolicy,
  createPlacementRule,
  createResourcePool,
} from './resources-cluster';
import { createTemplate, referenceTemplate } from './resources-template';
import { rebuildProblems, validateVm } from './validate';
import {
  validateAccessGrant,
  validateBackupPolicy,
  validateClusterPolicy,
  validatePlacementRule,
  validatePool,
  validateTemplate,
} from './validate-others';
import { verifyVm } from './verify';
import { claimVmId } from './vm-ids';

/** Ids of the machine controls that this driver sets. */
export const proxmoxMachineControls: ReadonlySet<string> = new Set([
  'machine.chipset.q35',
  'machine.console.clipboard',
  'machine.cpu.model',
  'machine.devices.minimal',
  'machine.devices.no-passthrough',
  'machine.disk.persistent',
  'machine.firmware.secure-boot',
  'machine.firmware.uefi',
  'machine.hot-add.off',
  'machine.memory.no-balloon',
  'machine.network.anti-spoofing',
  'machine.network.firewall',
  'machine.tpm',
]);

export class ProxmoxDriver implements Driver {
  readonly name = 'proxmox';
  readonly title = proxmoxTitle;
  readonly capabilities = proxmoxCapabilities;
  readonly machineControls = proxmoxMachineControls;
  readonly guestChannel: GuestChannel;

  constructor(private readonly context: ProxmoxContext) {
    this.guestChannel = context.options.snippetDatastore === undefined ? 'none' : 'snippet';
  }

  validateVm(request: VmRequest): readonly Problem[] {
    return validateVm(request, this.context.options);
  }

  createVm(scope: Construct, request: VmRequest): VmResources {
    const { options, vmIds } = this.context;
    throwIfAny([...rebuildProblems(request), ...claimVmId(vmIds, request, options.vmIds)]);
    return createVm(scope, this.context, request);
  }

  retireVm(resources: VmResources): void {
    retireVm(resources);
  }

  verifyVm(resources: VmResources, request: VmRequest): readonly Problem[] {
    return verifyVm(resources, request);
  }

  createTemplate(scope: Construct, props: TemplateProps): ITemplate {
    throwIfAny(validateTemplate(props, scope.node.path));
    return createTemplate(scope, this.context, props);
  }

  referenceTemplate(
    scope: Construct,
    reference: TemplateReference,
  ): Pick<ITemplate, 'templateId' | 'reportedDiskBytes' | 'reported'> {
    const { contentLibraryItem } = reference;
    if (contentLibraryItem !== undefined) {
      throwIfAny(
        unsupported(this, 'template.content-library', scope.node.path, contentLibraryItem),
      );
    }
    return referenceTemplate(scope, this.context, reference);
  }

  createNetwork(scope: Construct, props: NetworkProps): INetwork {
    const { networkName, cidr } = props;
    throwIfAny(unsupported(this, 'network.create', scope.node.path, networkName));
    return { networkName, cidr, attachment: { bridge: networkName } };
  }

  referenceNetwork(_scope: Construct, { id, name, bridge }: NetworkAttachment): NetworkAttachment {
    // Virtual networks of the SDN are used by their names, as bridges are.
    return { bridge: bridge ?? name ?? id };
  }

  createResourcePool(
    scope: Construct,
    request: ResourcePoolRequest,
  ): MadeResources & { readonly poolId: string } {
    return createResourcePool(scope, this.context, request);
  }

  referenceResourcePool(_scope: Construct, path: string): string {
    return Token.isUnresolved(path) ? path : literal(path);
  }

  createPlacementRule(scope: Construct, request: PlacementRuleRequest): MadeResources {
    throwIfAny(validatePlacementRule(request, this.context.options));
    return createPlacementRule(scope, this.context, request);
  }

  createAccessGrant(scope: Construct, request: AccessGrantRequest): MadeResources {
    throwIfAny(validateAccessGrant(request));
    return createAccessGrant(scope, this.context, request);
  }

  createBackupPolicy(scope: Construct, request: BackupPolicyRequest): MadeResources {
    return createBackupPolicy(scope, this.context, request);
  }

  validatePool(request: ResourcePoolRequest): readonly Problem[] {
    return validatePool(request);
  }

  validateBackupPolicy(request: BackupPolicyRequest): readonly Problem[] {
    return validateBackupPolicy(request);
  }

  validateClusterPolicy(request: ClusterPolicyRequest): readonly Problem[] {
    return validateClusterPolicy(request, this.context.options);
  }
}
