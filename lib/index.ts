/** The library: constructs, and the plain data they work on. Hypervisors have entry points of their own. */

export { AccessGrant, type AccessGrantProps } from './constructs/access-grant';
export {
  BackupPolicy,
  type BackupPolicyProps,
  type StandardBackupPolicyProps,
  type VmGroup,
} from './constructs/backup-policy';
export { ClusterPolicy, type ClusterPolicyProps } from './constructs/cluster-policy';
export { EnvironmentStack, type EnvironmentStackProps } from './constructs/environment-stack';
export { fleetProblems, vmsOf } from './constructs/fleet';
export type { AttestedControls } from './constructs/attested-controls';
export type { ExistingVmProps } from './constructs/existing-vm';
export type { GenerationProps } from './constructs/generation';
export { HardenedVm, type HardenedVmProps } from './constructs/hardened-vm';
export type { IResourcePool, IVirtualMachine } from './constructs/interfaces';
export {
  LinkedCloneSet,
  type CloneSetMemberProps,
  type LinkedCloneSetProps,
  type Rollout,
} from './constructs/linked-clone-set';
export { Network, type ExistingNetworkProps, type NetworkProps } from './constructs/network';
export { Snapshot, type SnapshotProps } from './constructs/snapshot';
export { PlacementRule, type PlacementRuleProps } from './constructs/placement-rule';
export {
  ResourcePool,
  type ExistingPoolProps,
  type ResourcePoolProps,
} from './constructs/resource-pool';
export {
  StateBackend,
  type HcpTerraformStateProps,
  type HttpStateProps,
  type LocalStateProps,
  type PostgresqlStateProps,
  type S3StateProps,
  type StateBackendFactory,
} from './constructs/state-backend';
export { runApp, synthesize } from './constructs/synthesize';
export { Tags } from './constructs/tags';
export {
  Template,
  type ContentLibraryTemplateProps,
  type ExistingTemplateProps,
  type TemplateProps,
  type TemplateVmProps,
} from './constructs/template';
export { TemplateCatalog, type TemplateCatalogProps } from './constructs/template-catalog';
export { todayContext } from './constructs/today';
export type {
  INetwork,
  ITemplate,
  MadeResources,
  NetworkAttachment,
  VmResources,
} from './drivers/contract';
export { Hypervisor } from './drivers/hypervisor';
export {
  errorCodes,
  formatProblem,
  VmLifecycleError,
  type ErrorCode,
  type Problem,
} from './errors';
export type {
  Contradiction,
  Control,
  GuestConfiguration,
  GuestControl,
  GuestFile,
  HypervisorName,
  MachineControl,
  MachineSettings,
} from './hardening/control';
export type { HardeningPlan, PlannedControl } from './hardening/plan';
export type {
  BackupPolicyModel,
  BackupPolicyModelProps,
  BackupRetention,
  BackupTarget,
} from './model/backup-policy';
export type { RebuildRequest } from './model/clone-set';
export type { VmSnapshotProps } from './model/define-snapshot';
export { Duration } from './model/duration';
export {
  categoryOf,
  type EnvironmentModel,
  type SecretsInState,
  type WithoutBackup,
} from './model/environment';
export { Frequency } from './model/frequency';
export { inventoryOutput } from './model/inventory-output';
export { checkName, generateName, type NamingConvention } from './model/naming';
export { Schedule, type Weekday } from './model/schedule';
export { Size } from './model/size';
export {
  defineCatalog,
  type CatalogGeneration,
  type CatalogTemplate,
  type CatalogTemplates,
  type TemplateCertification,
  type TemplateSource,
} from './model/template-catalog';
export type * from './model/access-grant';
export type * from './model/cluster-policy';
export type {
  PlacementKind,
  PlacementRuleModel,
  PlacementRuleModelProps,
} from './model/placement-rule';
export type * from './model/resource-pool';
export type {
  DataDisk,
  Guest,
  NetworkInterface,
  StaticAddress,
  VirtualMachine,
} from './model/virtual-machine';
export type { VmIdRange } from './model/vm-ids';
export type * from './model/vm-props';
export type {
  HookEvent,
  HookEventName,
  HookKind,
  HookMessage,
  HookReceipt,
  HookVm,
} from './operations/hooks/hook';
