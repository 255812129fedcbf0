/**
 * A simulated vCenter for the lab, and what reads it.
 *
 * Input: the name of an instance. Output: a vCenter that answers on loopback, the environment for
 * Terraform's vSphere provider, and everything that the vCenter says it has.
 * May import: `lab/engines`, `lab/support`, the instance of `lab/hypervisor`, and Node's built-in
 * modules; nothing of `lib`.
 */
export { readVcenter, rebuildTemplate, type RebuiltTemplate } from './client';
export { vcenterEnvironment, vcenterUrl, type VcenterConnection } from './connection';
export type * from './inventory';
export {
  startVcenter,
  stopVcenter,
  vcenterStatus,
  type StartVcenterOptions,
  type StopVcenterOptions,
  type VcenterStatus,
} from './simulator';
