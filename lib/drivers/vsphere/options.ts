import type { EnvironmentCategory } from '../../model/vm-props';
import type { ProviderFeatures } from './versions';

/** Whether something in vCenter is made by this stack, or was made by somebody else. */
export type Ownership = 'create' | 'existing';

/** How vCenter runs machines; one set of options per {@link VsphereHypervisor}. */
export interface VsphereOptions {
  /** For people: the driver with its provider and version. */
  readonly title: string;
  readonly features: ProviderFeatures;
  /** Name of the datacenter. May be a token. */
  readonly datacenter: string;
  /** Name of the cluster. May be a token. @default - machines run on a single host */
  readonly cluster?: string;
  /** Disks are placed by Storage DRS, not on a datastore. */
  readonly datastoreCluster: boolean;
  /** Virtual hardware of new machines. @default - that of the template, at least {@link hardwareVersion} */
  readonly hardwareVersion?: number;
  /** Minutes that an apply waits for a guest to report an address; 0: it does not wait. */
  readonly guestMinutes: number;
  /** Minutes that an apply waits for the customization of a Windows guest. */
  readonly customizationMinutes: number;
  /** The files of data disks stay when the disk or the machine is removed. */
  readonly keepDataDisks: boolean;
}

/** Virtual hardware that Secure Boot, vTPM 2.0 and UEFI variables rely on: ESXi 7.0 (VMware KB 315655). */
export const hardwareVersion = 17;

/** Where a guest that does not shut down in time is switched off: never in production. */
export function mayForcePowerOff(category: EnvironmentCategory): boolean {
  return category !== 'production';
}
