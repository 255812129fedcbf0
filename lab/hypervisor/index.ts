/**
 * A private libvirtd for the lab: QEMU guests, storage, networks and a log collector that live in
 * namespaces of their own and leave the host's libvirtd, pools, networks and firewall alone.
 *
 * Input: the name of an instance. Output: a libvirt URI that answers, addresses for the guests to
 * talk to, and the list of whatever is still there.
 * May import: `lab/support` and Node's built-in modules; nothing of `lib` and no other lab folder.
 */
export { probeAcceleration, type Acceleration, type DomainType } from './acceleration';
export {
  hypervisorStatus,
  startHypervisor,
  stopHypervisor,
  type HypervisorStatus,
  type StartOptions,
  type StopOptions,
} from './hypervisor';
export { labInstance, labNetwork, type LabInstance } from './instance';
export { leftovers, removeVtpmState, type Leftover, type LeftoverKind } from './leftovers';
