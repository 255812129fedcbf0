import type { IResourcePool } from '../contract';

/** How a libvirt host runs machines; one set of options per {@link LibvirtHypervisor}. */
export interface LibvirtOptions {
  /** Name of the storage pool for volumes. May be a token. */
  readonly pool: string;
  /** Folder of that pool, where it is made here. May be a token. @default - unknown */
  readonly poolPath?: string;
  /** Path of the hypervisor's construct. @default '' */
  readonly path?: string;
  /** Connection URI, as Terraform uses it. May be a token. @default - LIBVIRT_DEFAULT_URI */
  readonly uri?: string;
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

/** CPU shares of a member of a pool with normal weight: those of a VM that is in no pool, with cgroup v2 (cpu.weight). */
const NORMAL_CPU_SHARES = 100;

/** What libvirt accepts with cgroup v1, 2 to 262144, and with v2, 1 to 10000, at once. */
export const CPU_SHARES = { least: 2, most: 10_000 } as const;

/** CPU shares of a VM by the weight of its pool: https://libvirt.org/formatdomain.html#cpu-tuning */
export function cpuSharesOf(pool: IResourcePool | undefined): number | undefined {
  const weight = pool?.model?.weight;
  return weight === undefined ? undefined : Math.round(NORMAL_CPU_SHARES * weight);
}
