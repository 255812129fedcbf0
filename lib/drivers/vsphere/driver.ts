import type { Construct } from 'constructs';
import { VmLifecycleError, type Problem } from '../../errors';
import type { CapabilityName, CapabilityTable } from '../../model/capabilities';
import { shown } from '../../model/notes';
import { unsupported } from '../common/unsupported';
import type {
  AccessGrantRequest,
  BackupPolicyRequest,
  ClusterPolicyRequest,
  Driver,
  INetwork,
  IResourcePool,
  ITemplate,
  MadeResources,
  NetworkAttachment,
  NetworkProps,
  PlacementRuleRequest,
  ResourcePoolRequest,
  SnapshotRequest,
  TemplateProps,
  TemplateReference,
  VmRequest,
  VmResources,
} from '../contract';
import { capabilitiesOf } from './capabilities';
import { machineControlsOf } from './controls';
import { referenceTemplate, type VsphereContext } from './resources';
import type { AccessRegistry } from './resources-access';
import { createBackupPolicy, createSnapshot } from './resources-backup';
import { createClusterPolicy } from './resources-cluster';
import { createVm } from './resources-machine';
import { createPlacementRule } from './resources-placement';
import { createResourcePool, referenceResourcePool } from './resources-pools';
import { validateVm } from './validate';
import { verifyVm } from './verify';

export class VsphereDriver implements Driver {
  readonly name = 'vsphere';
  readonly title: string;
  readonly grantsAreOneList = true;
  readonly guestChannel = 'guestinfo';
  readonly capabilities: CapabilityTable;
  readonly machineControls: ReadonlySet<string>;
  private readonly backupPolicies: BackupPolicyRequest[] = [];

  constructor(
    private readonly context: VsphereContext,
    private readonly access: AccessRegistry,
  ) {
    const { title, features, cluster } = context.options;
    this.title = title;
    this.capabilities = capabilitiesOf(features, cluster !== undefined);
    this.machineControls = machineControlsOf(features);
  }

  validateVm(request: VmRequest): readonly Problem[] {
    return validateVm(request, this.context.options, this.capabilities);
  }

  createVm(scope: Construct, request: VmRequest): VmResources {
    return createVm(scope, this.context, request);
  }

  verifyVm(resources: VmResources, request: VmRequest): readonly Problem[] {
    return verifyVm(resources, request, this.context.options);
  }

  createTemplate(scope: Construct, { image }: TemplateProps): ITemplate {
    throw this.refusal('template.image', `${scope.node.path}.image`, image);
  }

  referenceTemplate(
    scope: Construct,
    reference: TemplateReference,
  ): Pick<ITemplate, 'templateId' | 'reportedDiskBytes' | 'reported'> {
    return referenceTemplate(scope, this.context, reference);
  }

  createNetwork(scope: Construct, { networkName }: NetworkProps): INetwork {
    throw this.refusal('network.create', `${scope.node.path}.networkName`, networkName);
  }

  referenceNetwork(scope: Construct, { id, name, bridge }: NetworkAttachment): NetworkAttachment {
    if (id !== undefined) return { id };
    if (name !== undefined) return { id: this.context.lookups.networkId(name) };
    throw new VmLifecycleError([
      {
        code: 'VML048',
        path: `${scope.node.path}.networkName`,
        got: bridge === undefined ? 'nothing' : 'a bridge',
        rule: 'a network of vSphere is a port group',
        fix: 'give its name: Network.fromName(...)',
      },
    ]);
  }

  createResourcePool(
    scope: Construct,
    request: ResourcePoolRequest,
  ): MadeResources & { readonly poolId: string } {
    return createResourcePool(scope, this.context, request, (pool) =>
      this.backupPolicies
        .filter(({ pools }) =>
          pools().some((protectedPool: IResourcePool) => protectedPool === pool),
        )
        .map(({ policy }) => policy.name),
    );
  }

  referenceResourcePool(_scope: Construct, path: string): string {
    return referenceResourcePool(this.context, path);
  }

  createPlacementRule(scope: Construct, request: PlacementRuleRequest): MadeResources {
    const capability = `placement.${request.rule.kind}` as const;
    const problems = unsupported(this, capability, `${request.path}.kind`, request.rule.kind);
    if (problems.length > 0) throw new VmLifecycleError(problems);
    return createPlacementRule(scope, this.context, request);
  }

  createClusterPolicy(scope: Construct, request: ClusterPolicyRequest): MadeResources {
    return createClusterPolicy(scope, this.context, request);
  }

  validateClusterPolicy({ policy, path }: ClusterPolicyRequest): readonly Problem[] {
    const { cluster } = this.context.options;
    if (cluster === policy.clusterName) return [];
    return [
      {
        code: 'VML048',
        path: `${path}.clusterName`,
        got: shown(policy.clusterName),
        rule: 'a policy is for the cluster of its hypervisor',
        fix:
          cluster === undefined
            ? 'give the hypervisor a cluster: a single host has no policy'
            : `give ${shown(cluster)}, or the hypervisor prop`,
      },
    ];
  }

  createAccessGrant(_scope: Construct, request: AccessGrantRequest): MadeResources {
    return this.access.grant(request);
  }

  createSnapshot(scope: Construct, request: SnapshotRequest): MadeResources {
    return createSnapshot(scope, this.context, request);
  }

  createBackupPolicy(_scope: Construct, request: BackupPolicyRequest): MadeResources {
    this.backupPolicies.push(request);
    return createBackupPolicy(this.context, request);
  }

  private refusal(capability: CapabilityName, path: string, given: unknown): VmLifecycleError {
    return new VmLifecycleError(unsupported(this, capability, path, given));
  }
}
