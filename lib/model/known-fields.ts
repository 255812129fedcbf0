import type { SecretsInState, WithoutBackup } from './environment';
import type {
  Acceptance,
  ActiveDirectoryProps,
  AvailabilityProps,
  Bandwidth,
  DataDiskProps,
  FirewallRule,
  GuestProps,
  LogCollector,
  NetworkInterfaceProps,
  NetworkModel,
  Replication,
  VmLocation,
  VmProps,
  Waiver,
  WindowsProps,
} from './vm-props';

/** The fields of a type, as data. The compiler refuses a table that lacks one, or has one too many. */
export type FieldsOf<T> = Readonly<Record<keyof Required<T>, true>>;

export const vmFields: FieldsOf<VmProps> = {
  name: true,
  purpose: true,
  owner: true,
  expires: true,
  cpuCount: true,
  coresPerSocket: true,
  memory: true,
  minimumMemory: true,
  cpuHotAdd: true,
  memoryHotAdd: true,
  firmware: true,
  secureBoot: true,
  vtpm: true,
  cloneType: true,
  systemDiskSize: true,
  dataDisks: true,
  networks: true,
  guest: true,
  powerState: true,
  autostart: true,
  protection: true,
  protectionOverride: true,
  tags: true,
  hardeningPack: true,
  waivers: true,
  uuid: true,
  location: true,
  availability: true,
};

export const dataDiskFields: FieldsOf<DataDiskProps> = {
  name: true,
  size: true,
  mode: true,
  mountPoint: true,
  datastore: true,
};

export const interfaceFields: FieldsOf<NetworkInterfaceProps> = {
  name: true,
  network: true,
  address: true,
  gateway: true,
  macAddress: true,
  slaac: true,
  bandwidth: true,
};

export const bandwidthFields: FieldsOf<Bandwidth> = {
  inboundMegabitsPerSecond: true,
  outboundMegabitsPerSecond: true,
};

export const networkFields: FieldsOf<NetworkModel> = {
  networkName: true,
  cidr: true,
  gateway: true,
  vlan: true,
  category: true,
};

/** What an environment may set for all of its guests. */
export const guestDefaultFields: FieldsOf<
  Omit<GuestProps, 'hostname' | 'operatingSystem' | 'windows'>
> = {
  domain: true,
  timezone: true,
  locale: true,
  managementAccount: true,
  sshAuthorizedKeys: true,
  sshCertificateAuthority: true,
  adminCidrs: true,
  ingress: true,
  egress: true,
  dnsServers: true,
  ntpServers: true,
  logCollector: true,
  runOnce: true,
};

export const guestFields: FieldsOf<GuestProps> = {
  operatingSystem: true,
  hostname: true,
  windows: true,
  ...guestDefaultFields,
};

export const firewallRuleFields: FieldsOf<FirewallRule> = {
  description: true,
  protocol: true,
  ports: true,
  cidrs: true,
};

export const logCollectorFields: FieldsOf<LogCollector> = {
  address: true,
  port: true,
  protocol: true,
};

export const locationFields: FieldsOf<VmLocation> = {
  host: true,
  datastore: true,
  folder: true,
  storagePolicy: true,
  vmId: true,
};

export const availabilityFields: FieldsOf<AvailabilityProps> = {
  restartPriority: true,
  migration: true,
  replication: true,
};

export const replicationFields: FieldsOf<Replication> = { host: true, schedule: true };

export const windowsFields: FieldsOf<WindowsProps> = {
  fullName: true,
  organization: true,
  workgroup: true,
  activeDirectory: true,
  administratorPassword: true,
  licenceKey: true,
};

export const activeDirectoryFields: FieldsOf<ActiveDirectoryProps> = {
  domain: true,
  account: true,
  password: true,
  organizationalUnit: true,
};

export const acceptanceFields: FieldsOf<Acceptance> = { reason: true, expires: true };

export const waiverFields: FieldsOf<Waiver> = { control: true, ...acceptanceFields };

export const withoutBackupFields: FieldsOf<WithoutBackup> = { vms: true, ...acceptanceFields };

export const secretsInStateFields: FieldsOf<SecretsInState> = {
  stateEncryption: true,
  vms: true,
  ...acceptanceFields,
};
