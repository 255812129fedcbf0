import type { EnvironmentModel } from './environment';
import type { Size } from './size';
import type {
  Bandwidth,
  CloneType,
  Firmware,
  FirewallRule,
  HardeningPackName,
  LogCollector,
  NetworkModel,
  OperatingSystem,
  PowerState,
  Acceptance,
  AvailabilityProps,
  VmLocation,
  Waiver,
  WindowsProps,
} from './vm-props';

/** A virtual machine with every default filled in: what hardening and drivers work on. Immutable. */
export interface VirtualMachine {
  readonly name: string;
  readonly purpose: string;
  readonly owner: string;
  readonly expires?: string;
  readonly environment: Pick<EnvironmentModel, 'name' | 'category'>;
  /** Stays the same through every replacement: the vTPM and licences are bound to it. */
  readonly uuid: string;
  readonly cpuCount: number;
  readonly coresPerSocket?: number;
  readonly memory: Size;
  readonly minimumMemory?: Size;
  readonly cpuHotAdd: boolean;
  readonly memoryHotAdd: boolean;
  readonly firmware: Firmware;
  readonly secureBoot: boolean;
  readonly vtpm: boolean;
  readonly cloneType: CloneType;
  readonly systemDiskSize?: Size;
  readonly dataDisks: readonly DataDisk[];
  readonly networks: readonly NetworkInterface[];
  readonly guest: Guest;
  readonly powerState: PowerState;
  readonly autostart: boolean;
  readonly protection: boolean;
  readonly protectionOverride?: Acceptance;
  readonly tags: Readonly<Record<string, string>>;
  readonly hardeningPack: HardeningPackName;
  readonly waivers: readonly Waiver[];
  readonly location: VmLocation;
  readonly availability?: AvailabilityProps;
  /** Why it needs no backup policy, and until when: a decision of its environment that names it and still holds. */
  readonly backupExemption?: Acceptance;
}

/** A data disk, by the name that the guest finds it under. */
export interface DataDisk {
  readonly name: string;
  readonly size: Size;
  readonly mountPoint?: string;
  readonly datastore?: string;
}

/** A network interface with all defaults. */
export interface NetworkInterface {
  readonly name: string;
  readonly network: NetworkModel;
  readonly address: 'dhcp' | StaticAddress;
  readonly macAddress: string;
  readonly slaac: boolean;
  readonly bandwidth?: Bandwidth;
}

/** A static IP address of an interface, and how others are reached from it. */
export interface StaticAddress {
  /** The address alone, in its normal form: `10.0.0.9`. */
  readonly ip: string;
  readonly prefixLength: number;
  readonly gateway?: string;
}

/** What runs in a VM, with all defaults. */
export interface Guest {
  readonly operatingSystem: OperatingSystem;
  readonly hostname: string;
  readonly domain?: string;
  readonly timezone: string;
  readonly locale: string;
  readonly managementAccount: string;
  readonly sshAuthorizedKeys: readonly string[];
  readonly sshCertificateAuthority?: string;
  readonly adminCidrs: readonly string[];
  readonly ingress: readonly FirewallRule[];
  readonly egress: readonly FirewallRule[];
  readonly dnsServers: readonly string[];
  readonly ntpServers: readonly string[];
  readonly logCollector?: Required<LogCollector>;
  readonly runOnce: readonly string[];
  readonly windows?: WindowsProps;
}
