import type {
  Acceptance,
  Bandwidth,
  DataDiskProps,
  FirewallRule,
  GuestProps,
  LogCollector,
  NetworkInterfaceProps,
  NetworkModel,
  VmProps,
  Waiver,
} from './vm-props';

/** The fields of a type, as data. The compiler refuses a table that lacks one, or has one too many. */
type FieldsOf<T> = Readonly<Record<keyof Required<T>, true>>;

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
};

export const dataDiskFields: FieldsOf<DataDiskProps> = {
  name: true,
  size: true,
  mode: true,
  mountPoint: true,
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
export const guestDefaultFields: FieldsOf<Omit<GuestProps, 'hostname' | 'operatingSystem'>> = {
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

export const acceptanceFields: FieldsOf<Acceptance> = { reason: true, expires: true };

export const waiverFields: FieldsOf<Waiver> = { control: true, ...acceptanceFields };
