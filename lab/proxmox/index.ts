/**
 * The simulated Proxmox VE of the lab: a cluster of three nodes behind a real API, kept in memory.
 *
 * Input: a lab instance. Output: a connection that the Terraform provider and the reader take, and
 * what any Proxmox VE reports of itself as one document.
 * May import: `lab/support`, `lab/packages`, the instance of `lab/hypervisor`, and Node's built-in
 * modules; nothing of `lib`.
 */
export { ProxmoxClient, ProxmoxRefused } from './client';
export { proxmoxEnvironment, type ProxmoxConnection } from './connection';
export type {
  Entry,
  FirewallEntry,
  NodeEntry,
  PoolEntry,
  ProxmoxInventory,
  VirtualMachineEntry,
} from './inventory';
export { ensureSimulatorPython } from './python';
export { readProxmox } from './read';
export {
  proxmoxStatus,
  startProxmox,
  stopProxmox,
  type ProxmoxStatus,
  type StartProxmoxOptions,
} from './server';
export { rebuildTemplate, type RebuiltTemplate } from './templates';
