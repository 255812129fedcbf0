/** What a vCenter reports. Lists are sorted by path or name, references are paths. */
export interface VcenterInventory {
  readonly about: VcenterAbout;
  readonly clusters: readonly VcenterCluster[];
  readonly hosts: readonly VcenterHost[];
  readonly datastores: readonly VcenterDatastore[];
  readonly datastoreClusters: readonly VcenterDatastoreCluster[];
  readonly networks: readonly VcenterNetwork[];
  readonly folders: readonly VcenterFolder[];
  readonly resourcePools: readonly VcenterResourcePool[];
  readonly virtualMachines: readonly VcenterVirtualMachine[];
  readonly templates: readonly VcenterVirtualMachine[];
  readonly tagCategories: readonly VcenterTagCategory[];
  readonly tags: readonly VcenterTag[];
  readonly customFields: readonly VcenterCustomField[];
  readonly roles: readonly VcenterRole[];
  readonly permissions: readonly VcenterPermission[];
}

export interface VcenterAbout {
  readonly name: string;
  readonly version: string;
}

export interface VcenterHost {
  readonly path: string;
  readonly version: string;
  readonly connectionState: string;
  readonly maintenanceMode: boolean;
  readonly cores: number;
  readonly megahertzPerCore: number;
  readonly memoryMebibytes: number;
  readonly virtualMachines: readonly string[];
}

export interface VcenterDatastore {
  readonly path: string;
  readonly type: string;
  readonly accessible: boolean;
  readonly tags: readonly string[];
}

export interface VcenterDatastoreCluster {
  readonly path: string;
  readonly storageDrsEnabled: boolean;
  readonly datastores: readonly string[];
  readonly tags: readonly string[];
}

export interface VcenterNetwork {
  readonly path: string;
  readonly type: string;
  readonly tags: readonly string[];
}

export interface VcenterFolder {
  readonly path: string;
  readonly tags: readonly string[];
}

/** The share of processor (MHz) or memory (MiB) that a pool or machine gets. */
export interface VcenterAllocation {
  readonly sharesLevel: string;
  readonly shares: number;
  readonly reservation: number;
  /** Limit is -1 where there is none. */
  readonly limit: number;
  readonly expandable: boolean;
}

export interface VcenterResourcePool {
  readonly path: string;
  readonly name: string;
  readonly cpu: VcenterAllocation;
  readonly memory: VcenterAllocation;
  readonly virtualMachines: readonly string[];
  readonly tags: readonly string[];
}

export interface VcenterTagCategory {
  readonly name: string;
  readonly description: string;
  readonly cardinality: string;
  readonly associableTypes: readonly string[];
}

export interface VcenterTag {
  readonly category: string;
  readonly name: string;
  readonly description: string;
}

export interface VcenterCustomField {
  readonly name: string;
  /** Type is the type of object that has the field; empty for all. */
  readonly type: string;
}

export interface VcenterRole {
  readonly name: string;
  /** System roles are vCenter's own, and listed without their privileges. */
  readonly system: boolean;
  readonly privileges?: readonly string[];
}

export interface VcenterPermission {
  readonly entity: string;
  readonly entityType: string;
  readonly principal: string;
  readonly isGroup: boolean;
  readonly role: string;
  readonly propagate: boolean;
}

/** A machine or a template. */
export interface VcenterVirtualMachine {
  readonly path: string;
  readonly name: string;
  readonly id: string;
  readonly uuid: string;
  readonly instanceUuid: string;
  readonly folder: string;
  readonly resourcePool?: string;
  readonly host: string;
  readonly powerState: string;
  readonly annotation: string;
  readonly guestId: string;
  readonly hardwareVersion: string;
  readonly firmware: string;
  readonly secureBoot: boolean;
  readonly virtualTpm: boolean;
  readonly encrypted: boolean;
  readonly migrateEncryption: string;
  readonly faultToleranceEncryption: string;
  readonly nestedVirtualization: boolean;
  readonly swapPlacement: string;
  readonly latencySensitivity: string;
  readonly cpu: VcenterCPU;
  readonly memory: VcenterMemory;
  readonly flags: VcenterFlags;
  readonly tools: VcenterTools;
  readonly boot: VcenterBoot;
  readonly extraConfig: Readonly<Record<string, string>>;
  readonly controllers: readonly VcenterDevice[];
  readonly disks: readonly VcenterDisk[];
  readonly networkCards: readonly VcenterNetworkCard[];
  readonly otherDevices: readonly VcenterDevice[];
  readonly snapshots: readonly VcenterSnapshot[];
  readonly customValues: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
  readonly storagePolicy?: string;
  readonly guest: VcenterGuest;
  readonly customization?: VcenterCustomization;
}

export interface VcenterCPU extends VcenterAllocation {
  readonly count: number;
  readonly coresPerSocket: number;
  readonly hotAdd: boolean;
  readonly hotRemove: boolean;
}

export interface VcenterMemory extends VcenterAllocation {
  readonly mebibytes: number;
  readonly hotAdd: boolean;
  readonly reservationLockedToMax: boolean;
}

export interface VcenterFlags {
  readonly enableLogging: boolean;
  readonly diskUuidEnabled: boolean;
  readonly vbsEnabled: boolean;
  readonly vvtdEnabled: boolean;
  readonly virtualExecUsage: string;
  readonly virtualMmuUsage: string;
}

export interface VcenterTools {
  readonly upgradePolicy: string;
  readonly syncTimeWithHost: boolean;
  readonly syncTimeWithHostAllowed: boolean;
}

export interface VcenterBoot {
  readonly delayMilliseconds: number;
  readonly retryEnabled: boolean;
  readonly enterSetup: boolean;
}

export interface VcenterDevice {
  readonly label: string;
  readonly type: string;
}

export interface VcenterDisk {
  readonly label: string;
  readonly controller: string;
  readonly unit: number;
  readonly bytes: number;
  readonly mode: string;
  readonly thinProvisioned: boolean;
  readonly eagerlyScrub: boolean;
  readonly sharing?: string;
  readonly file: string;
  /** Parent is the file that a linked clone's disk is based on. */
  readonly parent?: string;
  readonly uuid: string;
  readonly storagePolicy?: string;
}

export interface VcenterNetworkCard {
  readonly label: string;
  readonly type: string;
  readonly network: string;
  readonly mac: string;
  readonly addressType: string;
  readonly startConnected: boolean;
}

export interface VcenterSnapshot {
  /** Path is the names from the root, joined by "/". */
  readonly path: string;
  readonly description: string;
  readonly current: boolean;
  readonly powerState: string;
  readonly quiesced: boolean;
}

export interface VcenterGuest {
  readonly hostName: string;
  readonly addresses: readonly string[];
  readonly toolsRunning: boolean;
}

/** A cluster of hosts, with what DRS and HA are told. */
export interface VcenterCluster {
  readonly path: string;
  readonly hosts: readonly string[];
  readonly drs: VcenterDRS;
  readonly dpm: VcenterDPM;
  readonly ha: VcenterHA;
  readonly groups: readonly VcenterGroup[];
  readonly rules: readonly VcenterRule[];
  readonly drsOverrides: readonly VcenterDRSVM[];
  readonly haOverrides: readonly VcenterHASettings[];
  readonly tags: readonly string[];
}

export interface VcenterDRS {
  readonly enabled: boolean;
  readonly automationLevel: string;
  readonly migrationThreshold: number;
  readonly vmOverridesEnabled: boolean;
  readonly options: Readonly<Record<string, string>>;
}

export interface VcenterDPM {
  readonly enabled: boolean;
  readonly automationLevel: string;
}

export interface VcenterHA {
  readonly enabled: boolean;
  readonly hostMonitoring: string;
  readonly vmMonitoring: string;
  readonly componentProtection: string;
  readonly heartbeatDatastorePolicy: string;
  readonly heartbeatDatastores: readonly string[];
  readonly admissionControl: VcenterAdmission;
  readonly defaults: VcenterHASettings;
  readonly options: Readonly<Record<string, string>>;
}

/** The reserve for failover. Policy is resourcePercentage, slotPolicy or failoverHosts. */
export interface VcenterAdmission {
  readonly enabled: boolean;
  readonly policy?: string;
  readonly hostFailures: number;
  readonly autoCompute: boolean;
  readonly cpuPercent: number;
  readonly memoryPercent: number;
  readonly failoverHosts?: readonly string[];
  readonly performanceTolerancePercent?: number;
}

/** What HA does with a machine; VM is empty for the cluster's defaults. */
export interface VcenterHASettings {
  readonly vm?: string;
  readonly restartPriority: string;
  readonly restartTimeoutSeconds: number;
  readonly isolationResponse: string;
  readonly monitoring?: string;
  readonly failureIntervalSeconds?: number;
  readonly minimumUptimeSeconds?: number;
  readonly maximumFailures?: number;
  readonly maximumFailureWindowSeconds?: number;
  readonly apdResponse?: string;
  readonly pdlResponse?: string;
}

export interface VcenterDRSVM {
  readonly vm: string;
  readonly enabled: boolean;
  readonly automationLevel: string;
}

/** A named set; Type is vm or host. */
export interface VcenterGroup {
  readonly name: string;
  readonly type: string;
  readonly members: readonly string[];
}

/** Affinity, antiAffinity, vmHost or dependency. */
export interface VcenterRule {
  readonly name: string;
  readonly type: string;
  readonly enabled: boolean;
  readonly mandatory: boolean;
  readonly members?: readonly string[];
  readonly vmGroup?: string;
  /** HostGroup is where the machines shall run, AntiHostGroup where they shall not. */
  readonly hostGroup?: string;
  readonly antiHostGroup?: string;
  /** DependsOn is the group that starts first. */
  readonly dependsOn?: string;
}

/** The last specification that a machine was customized with. */
export interface VcenterCustomization {
  readonly os: string;
  /** HostName is the Linux host name or the Windows computer name. */
  readonly hostName: string;
  readonly domain?: string;
  readonly timeZone?: string;
  readonly hwClockUtc?: boolean;
  readonly script?: string;
  readonly dnsServers?: readonly string[];
  readonly dnsSuffixes?: readonly string[];
  readonly adapters: readonly VcenterAdapter[];
  readonly windows?: VcenterWindows;
  readonly changeSid?: boolean;
  readonly rebootOption?: string;
  readonly deleteAccounts?: boolean;
}

/** The part of a specification that sysprep takes. */
export interface VcenterWindows {
  readonly fullName: string;
  readonly organization: string;
  readonly productKey?: string;
  readonly workgroup?: string;
  readonly joinDomain?: string;
  readonly domainAdmin?: string;
  readonly domainAdminPassword?: string;
  readonly adminPassword?: string;
  readonly autoLogon: boolean;
  readonly autoLogonCount: number;
  readonly runOnce?: readonly string[];
}

/** The address of one card, in the order of the cards. */
export interface VcenterAdapter {
  /** Address is empty for DHCP. */
  readonly address?: string;
  readonly netmask?: string;
  readonly gateways?: readonly string[];
  readonly dnsServers?: readonly string[];
  readonly dnsDomain?: string;
}
