/** The interfaces of what constructs make, or refer to. */
export type { INetwork, IResourcePool, ITemplate, IVirtualMachine } from '../drivers/contract';
