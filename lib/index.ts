/** The library: constructs, and the plain data they work on. Hypervisors have entry points of their own. */

export { EnvironmentStack, type EnvironmentStackProps } from './constructs/environment-stack';
export { fleetProblems, vmsOf } from './constructs/fleet';
export { HardenedVm, type ExistingVmProps, type HardenedVmProps } from './constructs/hardened-vm';
export type { IVirtualMachine } from './constructs/interfaces';
export { inventoryOutput } from './constructs/inventory';
export { Network, type ExistingNetworkProps, type NetworkProps } from './constructs/network';
export { runApp, synthesize } from './constructs/synthesize';
export { Tags } from './constructs/tags';
export { Template, type ExistingTemplateProps, type TemplateProps } from './constructs/template';
export { todayContext } from './constructs/today';
export type { INetwork, ITemplate, VmResources } from './drivers/contract';
export { Hypervisor } from './drivers/hypervisor';
export {
  errorCodes,
  formatProblem,
  VmLifecycleError,
  type ErrorCode,
  type Problem,
} from './errors';
export type {
  Control,
  GuestConfiguration,
  GuestControl,
  MachineControl,
} from './hardening/control';
export { Duration } from './model/duration';
export { categoryOf, type EnvironmentModel } from './model/environment';
export { checkName, generateName, type NamingConvention } from './model/naming';
export { Size } from './model/size';
export type { VirtualMachine } from './model/virtual-machine';
export type * from './model/vm-props';
