import type { Schedule } from './schedule';
import type { Size } from './size';

/**
 * What a user declares of a virtual machine, in words that no hypervisor owns.
 *
 * A field marked "token" may be a Terraform token; every other field must be known at synthesis.
 */
export interface VmProps {
  /** Name on the hypervisor, 1 to 80 characters without "/", "\" and "%"; follows the environment's naming convention. */
  readonly name: string;

  /** What the VM is for, in one line. Token. */
  readonly purpose: string;

  /**
   * Person or team that answers for the VM. Token.
   *
   * @default - the owner of the environment
   */
  readonly owner?: string;

  /**
   * Day after which the VM is no longer needed, `YYYY-MM-DD`.
   *
   * @default - none; required in a development environment
   */
  readonly expires?: string;

  /** Number of virtual CPUs. A number token is accepted where `coresPerSocket` is not given. */
  readonly cpuCount: number;

  /**
   * Cores per CPU socket; divides `cpuCount`.
   *
   * @default - one socket with all cores
   */
  readonly coresPerSocket?: number;

  /** Memory: a multiple of 4 MiB (vSphere's step, kept everywhere so that a VM can move), at least 96 MiB with UEFI. */
  readonly memory: Size;

  /**
   * Memory that ballooning leaves to the VM; at most `memory`.
   *
   * @default - no ballooning
   */
  readonly minimumMemory?: Size;

  /** CPUs can be added while the VM runs. @default false */
  readonly cpuHotAdd?: boolean;

  /** Memory can be added while the VM runs. @default false */
  readonly memoryHotAdd?: boolean;

  /** Firmware of the machine. `bios` needs waivers for the controls that depend on UEFI. @default 'uefi' */
  readonly firmware?: Firmware;

  /** UEFI Secure Boot. @default - true, unless the control `machine.firmware.secure-boot` is waived */
  readonly secureBoot?: boolean;

  /** Virtual TPM 2.0. @default - true, unless the control `machine.tpm` is waived */
  readonly vtpm?: boolean;

  /** `linked` shares the template's blocks, `full` copies them. @default 'linked' */
  readonly cloneType?: CloneType;

  /** Size of the system disk in whole GiB. @default - the size of the template */
  readonly systemDiskSize?: Size;

  /** Further disks; they outlive a replacement of the VM. @default - none */
  readonly dataDisks?: readonly DataDiskProps[];

  /** Network interfaces, in the order in which the guest sees them. */
  readonly networks: readonly NetworkInterfaceProps[];

  /** The operating system inside the VM, and how it is reached. */
  readonly guest: GuestProps;

  /** Whether the VM runs. @default 'running' */
  readonly powerState?: PowerState;

  /** Start the VM when its host starts. @default true */
  readonly autostart?: boolean;

  /**
   * Refuse plans that would destroy the VM or its disks.
   *
   * @default - true in production, else false
   */
  readonly protection?: boolean;

  /** Required to lift the protection of a production VM. @default - none */
  readonly protectionOverride?: Acceptance;

  /** Names and values by which people and tools find the VM. Values may be tokens. @default - the tags of the scope */
  readonly tags?: Readonly<Record<string, string>>;

  /** Set of controls. @default - the pack of the environment, else 'baseline' */
  readonly hardeningPack?: HardeningPackName;

  /** Controls that this VM does not meet, each with a reason and an expiry date. @default - none */
  readonly waivers?: readonly Waiver[];

  /** UUID of the machine, where it must be a given one. @default - derived from environment and VM name */
  readonly uuid?: string;

  /** Where the VM lies. @default - where the hypervisor construct says */
  readonly location?: VmLocation;

  /** What happens to the VM when a host fails or is busy. @default - what the cluster does with every VM */
  readonly availability?: AvailabilityProps;
}

/** Where a VM lies on its hypervisor. */
export interface VmLocation {
  /**
   * Host that it is made on: an ESXi host, a Proxmox node. Token. Where DRS or HA moves VMs, they move it from there; a
   * PlacementRule keeps it on hosts.
   *
   * @default - the hypervisor chooses, or its construct says
   */
  readonly host?: string;
  /** Storage of its disks: a datastore, a storage, a storage pool. Token. @default - that of the hypervisor construct */
  readonly datastore?: string;
  /** Path of its folder. vSphere only. Token. @default - that of the hypervisor construct */
  readonly folder?: string;
  /** Storage policy of its disks. vSphere only. Token. @default - that of the datastore */
  readonly storagePolicy?: string;
  /** VM id, 100 to 999999999. Proxmox only. @default - from the range of the hypervisor construct, else the next free one */
  readonly vmId?: number;
}

/** What happens to a VM when a host fails or is busy. */
export interface AvailabilityProps {
  /** Order of restart after the failure of a host; `disabled`: not restarted. @default - that of the cluster */
  readonly restartPriority?: 'disabled' | 'low' | 'medium' | 'high';
  /** Whether the hypervisor moves the VM on its own. @default - that of the cluster */
  readonly migration?: 'automatic' | 'manual' | 'disabled';
  /** Hosts that keep a copy of the disks, brought up to date by schedule. Proxmox with ZFS only. @default - none */
  readonly replication?: readonly Replication[];
}

/** A copy of a VM's disks on another host. */
export interface Replication {
  readonly host: string;
  /** @default - every 15 minutes */
  readonly schedule?: Schedule;
}

/** What the machine boots with. */
export type Firmware = 'uefi' | 'bios';
/** How disks are made from the template: whole copies, or differences to its snapshot. */
export type CloneType = 'linked' | 'full';
/** Whether a machine is on. */
export type PowerState = 'running' | 'stopped';
/** Kind of the guest. */
export type OperatingSystem = 'linux' | 'windows';
/** A set of hardening controls. */
export type HardeningPackName = 'baseline' | 'strict';

/** A decision to live with a risk: why, and until when. */
export interface Acceptance {
  /** Why the risk is accepted. */
  readonly reason: string;
  /** Day on which the decision ends, `YYYY-MM-DD`. */
  readonly expires: string;
}

/** A control that is deliberately not met. */
export interface Waiver extends Acceptance {
  /** Id of the control, such as `guest.firewall.egress`. */
  readonly control: string;
}

/** A disk beside the system disk. */
export interface DataDiskProps {
  /** Name within the VM: a-z, 0-9 and "-", at most 20 characters (it becomes the serial number of the disk). */
  readonly name: string;
  /** Size in whole GiB. */
  readonly size: Size;
  /** `persistent` is the only mode that a hardened VM accepts (VMCH-80-000208). @default 'persistent' */
  readonly mode?: string;
  /** Absolute path where a Linux guest mounts the disk, formatted as ext4 on first use. @default - not mounted */
  readonly mountPoint?: string;
  /** Storage of this disk. Token. @default - that of the VM */
  readonly datastore?: string;
}

/** A network interface of the VM. */
export interface NetworkInterfaceProps {
  /** Name within the VM: a-z, 0-9 and "-"; also the name that a Linux guest gives the interface in its network configuration. @default - `nic0`, `nic1` and so on, by position */
  readonly name?: string;
  /** Network: one of the environment's, by name, or a network construct. */
  readonly network: string | NetworkModel;
  /** `dhcp`, or a static address such as `10.0.0.9/24` (the prefix may be left out where the network declares its `cidr`). @default 'dhcp' */
  readonly address?: string;
  /** Default gateway of a static address. @default - the gateway of the network */
  readonly gateway?: string;
  /** MAC address. @default - derived from the UUID and the interface name, starting with 52 */
  readonly macAddress?: string;
  /** The interface takes an IPv6 address from router advertisements. @default false */
  readonly slaac?: boolean;
  /** Limits of the traffic. @default - unlimited */
  readonly bandwidth?: Bandwidth;
}

/** Average traffic limits as seen from the VM. */
export interface Bandwidth {
  /** Traffic to the VM, in megabits per second. @default - unlimited */
  readonly inboundMegabitsPerSecond?: number;
  /** Traffic from the VM, in megabits per second. @default - unlimited */
  readonly outboundMegabitsPerSecond?: number;
}

/** What is known of a network. Construct interfaces extend it with what the hypervisor assigns. */
export interface NetworkModel {
  /** Name in the environment. */
  readonly networkName: string;
  /** Subnet, such as `10.0.0.0/24`. @default - unknown; static addresses then carry their prefix */
  readonly cidr?: string;
  /** Default gateway of the subnet. @default - none */
  readonly gateway?: string;
  /** VLAN id, 1 to 4094. @default - untagged */
  readonly vlan?: number;
  /** Category of the environment that the network belongs to. @default - that of the environment */
  readonly category?: EnvironmentCategory;
}

/** What an environment is for; the guards go by it. */
export type EnvironmentCategory = 'production' | 'staging' | 'development' | 'lab';

/** The operating system inside the VM. */
export interface GuestProps {
  /** Kind of operating system. @default 'linux' */
  readonly operatingSystem?: OperatingSystem;
  /** Host name (RFC 1123 label; at most 15 characters for Windows). @default - the VM's name */
  readonly hostname?: string;
  /** DNS domain. Token. @default - the domain of the environment, else none */
  readonly domain?: string;
  /** IANA time zone. @default - that of the environment, else 'Etc/UTC' */
  readonly timezone?: string;
  /** Locale. @default - that of the environment, else 'C.UTF-8' */
  readonly locale?: string;
  /** Account for people and tools that manage the guest: key-only, with sudo. @default - that of the environment, else 'ops' */
  readonly managementAccount?: string;
  /** Public SSH keys (Ed25519, ECDSA, or RSA of at least 3072 bits) of the management account. Tokens. @default - those of the environment */
  readonly sshAuthorizedKeys?: readonly string[];
  /** Public key of the SSH CA whose user certificates are accepted. Token. @default - that of the environment */
  readonly sshCertificateAuthority?: string;
  /** Networks from which SSH is accepted. Tokens. @default - those of the environment, else none */
  readonly adminCidrs?: readonly string[];
  /** Connections that the guest accepts, beside SSH from `adminCidrs`. @default - none */
  readonly ingress?: readonly FirewallRule[];
  /** Connections that the guest may open, beside DNS, NTP, DHCP and the log collector. @default - none */
  readonly egress?: readonly FirewallRule[];
  /** DNS servers. Tokens. @default - those of the environment, else from DHCP */
  readonly dnsServers?: readonly string[];
  /** NTP servers. Tokens. @default - those of the environment, else from DHCP */
  readonly ntpServers?: readonly string[];
  /** Where the guest forwards its log. @default - that of the environment; without one the control `guest.log.forwarding` needs a waiver */
  readonly logCollector?: LogCollector;
  /** Commands for the first boot, run by a shell as root after hardening. Never put a secret here: it is stored in the state. Tokens. @default - none */
  readonly runOnce?: readonly string[];
  /** What only Windows guests have. @default - a member of the workgroup WORKGROUP */
  readonly windows?: WindowsProps;
}

/**
 * What sysprep sets in a Windows guest. Its secrets are Terraform tokens, never plain texts: sensitive variables that the
 * environment gives (`TF_VAR_...`). The provider stores them in the state, so the environment has to accept that
 * (`secretsInState`).
 */
export interface WindowsProps {
  /** Name of the registered user. @default 'Administrator' */
  readonly fullName?: string;
  /** Name of the registered organization. @default - the owner of the VM */
  readonly organization?: string;
  /** Workgroup; not together with `activeDirectory`. @default 'WORKGROUP' */
  readonly workgroup?: string;
  /** Active Directory domain to join. @default - none */
  readonly activeDirectory?: ActiveDirectoryProps;
  /** Password of the local administrator. Token only. @default - that of the template */
  readonly administratorPassword?: string;
  /** Licence key. Token only. @default - none: volume activation */
  readonly licenceKey?: string;
}

/** The domain that a Windows guest joins at its first boot. Its password comes from the environment. */
export interface ActiveDirectoryProps {
  /** Name of the domain, such as `corp.example`. Token. */
  readonly domain: string;
  /** Account that may join computers. Token. */
  readonly account: string;
  /** Password of that account. Token only. */
  readonly password: string;
  /** Distinguished name of the organizational unit. Token. @default - the domain's default */
  readonly organizationalUnit?: string;
}

/** Allowed traffic. */
export interface FirewallRule {
  /** What the rule is for; shown in reviews. */
  readonly description: string;
  /** Protocol. */
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  /** Ports: `[443]`, `['8000-8099']`; none for icmp. */
  readonly ports?: readonly (number | string)[];
  /** Networks of the other side, IPv4 or IPv6. Tokens. */
  readonly cidrs: readonly string[];
}

/** A receiver of syslog messages (RFC 5424). */
export interface LogCollector {
  /** IP address. Token. */
  readonly address: string;
  /** Port. @default 514 */
  readonly port?: number;
  /** Transport. @default 'tcp' */
  readonly protocol?: 'tcp' | 'udp';
}
