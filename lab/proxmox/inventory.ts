/** What a Proxmox VE API reports, as {@link readProxmox} puts it together. */

/** One object as the API gives it, without digests and what changes by itself. */
export type Entry = Readonly<Record<string, unknown>>;

export interface ProxmoxInventory {
  readonly version: { readonly version: string; readonly release: string };
  readonly nodes: readonly NodeEntry[];
  /** What the shared storages hold. */
  readonly sharedVolumes: readonly Entry[];
  /** By VMID. */
  readonly virtualMachines: readonly VirtualMachineEntry[];
  readonly pools: readonly PoolEntry[];
  readonly highAvailability: {
    readonly resources: readonly Entry[];
    /** Empty before PVE 9, which has groups. */
    readonly rules: readonly Entry[];
    /** Empty from PVE 9 on, which has rules. */
    readonly groups: readonly Entry[];
  };
  readonly replication: readonly Entry[];
  readonly backupJobs: readonly Entry[];
  readonly storages: readonly Entry[];
  readonly access: {
    readonly users: readonly Entry[];
    readonly groups: readonly Entry[];
    /** Only those that were made: not PVE's own. */
    readonly roles: readonly Entry[];
    readonly acl: readonly Entry[];
    readonly tokens: readonly Entry[];
  };
  /** The firewall of the cluster. */
  readonly firewall: FirewallEntry & {
    readonly securityGroups: readonly { readonly group: Entry; readonly rules: readonly Entry[] }[];
  };
}

export interface NodeEntry {
  readonly node: string;
  readonly status: string;
  /** The images, backups and files that its own storages hold. */
  readonly volumes: readonly Entry[];
}

export interface FirewallEntry {
  readonly options: Entry;
  readonly rules: readonly Entry[];
  readonly aliases: readonly Entry[];
  readonly ipsets: readonly { readonly ipset: Entry; readonly entries: readonly Entry[] }[];
}

export interface VirtualMachineEntry {
  readonly vmid: number;
  readonly name: string;
  readonly node: string;
  readonly status: string;
  readonly template: boolean;
  /** What the machine runs with, or would start with where nothing is pending. */
  readonly config: Readonly<Record<string, string | number>>;
  /** Changes that wait for the next start: key, the value, and what it becomes. */
  readonly pending: readonly Entry[];
  readonly firewall: FirewallEntry;
  readonly snapshots: readonly Entry[];
}

export interface PoolEntry {
  readonly poolid: string;
  readonly comment?: string;
  /** `qemu/<vmid>` and `storage/<storage>`. */
  readonly members: readonly string[];
}
