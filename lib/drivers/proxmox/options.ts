import type { HardeningPlan } from '../../hardening/plan';
import type { Frequency } from '../../model/frequency';
import type { VirtualMachine } from '../../model/virtual-machine';
import type { VmIdRange } from '../../model/vm-ids';

/** How a Proxmox VE cluster runs machines; one set of options per {@link ProxmoxHypervisor}. */
export interface ProxmoxOptions {
  /** Node that machines are made on. May be a token, like every other name here. */
  readonly node: string;
  /** Storage of disks, EFI variables, TPM states and cloud-init drives. */
  readonly datastore: string;
  /** Storage that images of templates are uploaded to. */
  readonly imageDatastore: string;
  /** Storage of cloud-init snippets. @default - none: SSH to the nodes is not configured */
  readonly snippetDatastore?: string;
  /** Bridge of networks that name none. @default - each network names its own */
  readonly bridge?: string;
  /** Where the templates have their system disk. */
  readonly systemDiskInterface: string;
  /** CPU model that guests see. */
  readonly cpuType: string;
  readonly vmIds?: VmIdRange;
  /** Machines are managed by the HA stack. */
  readonly highAvailability: boolean;
  /** The templates run the QEMU guest agent. */
  readonly guestAgent: boolean;
  /** A change that needs a restart restarts the machine at once. */
  readonly restartForChanges: boolean;
  /** Base frequency of a core. @default - unknown: CPU limits of pools are then no limits of their members */
  readonly coreFrequency?: Frequency;
}

/** True where the control holds, whoever sees to it: the driver or the template. */
export function inForce(plan: HardeningPlan, control: string): boolean {
  return plan.controls.some((row) => row.control.id === control && row.state !== 'waived');
}

/** True for a machine that the HA stack restarts and moves. */
export function isHighlyAvailable(vm: VirtualMachine, options: ProxmoxOptions): boolean {
  return options.highAvailability && vm.availability?.restartPriority !== 'disabled';
}
