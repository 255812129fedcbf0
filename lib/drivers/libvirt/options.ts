import type { HardeningPlan } from '../../hardening/plan';

/** How a libvirt host runs machines; one set of options per {@link LibvirtHypervisor}. */
export interface LibvirtOptions {
  /** Name of the storage pool for volumes. May be a token. */
  readonly pool: string;
  /** `kvm`: hardware virtualization; `qemu`: emulation. */
  readonly domainType: 'kvm' | 'qemu';
  /** CPU model that guests see. */
  readonly cpuMode: string;
  /** Firmware image with Secure Boot. */
  readonly secureBootLoader: string;
  /** Variable store with enrolled keys, copied for each VM. */
  readonly secureBootVariables: string;
  /** Firmware image without Secure Boot. */
  readonly loader: string;
  /** Empty variable store, copied for each VM. */
  readonly variables: string;
  /** Folder on the host for the variable store of each VM. */
  readonly nvramDirectory: string;
}

/** True where the plan asks for the control (it is in the pack and not waived). */
export function declared(plan: HardeningPlan, control: string): boolean {
  return plan.controls.some((row) => row.control.id === control && row.state === 'declared');
}
