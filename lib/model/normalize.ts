import { macAddressFor, uuidFor } from './identity';
import type { Inspection } from './inspection';
import { parseIp, parseSubnet, subnetText } from './ip';
import { decisionFor } from './rules/acceptances';
import { isWaived } from './rules/compute';
import { isPlain, ORIGINAL } from './snapshot';
import type { Guest, NetworkInterface, StaticAddress, VirtualMachine } from './virtual-machine';
import type {
  Acceptance,
  FirewallRule,
  GuestProps,
  LogCollector,
  NetworkInterfaceProps,
  NetworkModel,
  VmProps,
  WindowsProps,
} from './vm-props';

/** Port and transport of syslog over TCP and UDP (RFC 6587, RFC 5426). */
const SYSLOG_PORT = 514;

/** The virtual machine of an inspection that found nothing wrong: every default filled in, deeply frozen. */
export function normalize(inspection: Inspection): VirtualMachine {
  const { environment } = inspection.context;
  // The rules have established the types.
  const props = inspection.props as unknown as VmProps;
  const uuid = props.uuid?.toLowerCase() ?? uuidFor(environment.name, props.name);
  const owner = String(props.owner ?? environment.owner);
  const vm: VirtualMachine = {
    name: props.name,
    purpose: props.purpose,
    owner,
    expires: props.expires,
    environment: { name: environment.name, category: environment.category },
    uuid,
    cpuCount: props.cpuCount,
    coresPerSocket: props.coresPerSocket,
    memory: props.memory,
    minimumMemory: props.minimumMemory,
    cpuHotAdd: props.cpuHotAdd ?? false,
    memoryHotAdd: props.memoryHotAdd ?? false,
    firmware: props.firmware ?? 'uefi',
    secureBoot: props.secureBoot ?? !isWaived(props.waivers, 'machine.firmware.secure-boot'),
    vtpm: props.vtpm ?? !isWaived(props.waivers, 'machine.tpm'),
    cloneType: props.cloneType ?? 'linked',
    systemDiskSize: props.systemDiskSize,
    dataDisks: (props.dataDisks ?? []).map(({ name, size, mountPoint, datastore }) => ({
      name,
      size,
      mountPoint,
      datastore,
    })),
    networks: props.networks.map((nic, index) => networkInterface(inspection, uuid, nic, index)),
    guest: guest(inspection.guest as unknown as GuestProps, props.name, owner),
    powerState: props.powerState ?? 'running',
    autostart: props.autostart ?? true,
    protection: props.protection ?? environment.category === 'production',
    protectionOverride: props.protectionOverride && acceptance(props.protectionOverride),
    tags: { ...props.tags },
    hardeningPack: props.hardeningPack ?? environment.hardeningPack ?? 'baseline',
    waivers: (props.waivers ?? []).map((waiver) => ({
      control: waiver.control,
      ...acceptance(waiver),
    })),
    location: { ...props.location },
    availability: props.availability && {
      restartPriority: props.availability.restartPriority,
      migration: props.availability.migration,
      replication: props.availability.replication?.map(({ host, schedule }) => ({
        host,
        schedule,
      })),
    },
    backupExemption: backupExemption(inspection),
  };
  return deepFreeze(vm);
}

function backupExemption(inspection: Inspection): Acceptance | undefined {
  const decision = decisionFor(inspection, 'withoutBackup');
  return decision?.isInForce === true ? acceptance(decision) : undefined;
}

function acceptance({ reason, expires }: Acceptance): Acceptance {
  return { reason, expires };
}

function networkInterface(
  inspection: Inspection,
  uuid: string,
  nic: NetworkInterfaceProps,
  index: number,
): NetworkInterface {
  const name = nic.name ?? `nic${String(index)}`;
  const { network, address = 'dhcp', bandwidth } = nic;
  const checked = typeof network === 'string' ? inspection.networkNamed(network) : network;
  return {
    name,
    network: (checked as { [ORIGINAL]: NetworkModel })[ORIGINAL],
    address:
      address === 'dhcp' ? 'dhcp' : staticAddress(address, nic.gateway, checked as NetworkModel),
    macAddress: nic.macAddress?.toLowerCase() ?? macAddressFor(uuid, name),
    slaac: nic.slaac ?? false,
    bandwidth: bandwidth && {
      inboundMegabitsPerSecond: bandwidth.inboundMegabitsPerSecond,
      outboundMegabitsPerSecond: bandwidth.outboundMegabitsPerSecond,
    },
  };
}

function staticAddress(
  address: string,
  ownGateway: string | undefined,
  network: NetworkModel,
): StaticAddress {
  const [ip = '', ownPrefix] = address.split('/');
  // Without a prefix of its own, the address has that of its network.
  const prefix = ownPrefix ?? String(network.cidr).split('/')[1];
  const gateway = ownGateway ?? network.gateway;
  return {
    ip: normalIp(ip),
    prefixLength: Number(prefix),
    gateway: gateway === undefined ? undefined : normalIp(gateway),
  };
}

function guest(props: GuestProps, vmName: string, owner: string): Guest {
  return {
    operatingSystem: props.operatingSystem ?? 'linux',
    hostname: props.hostname ?? vmName,
    domain: props.domain,
    timezone: props.timezone ?? 'Etc/UTC',
    locale: props.locale ?? 'C.UTF-8',
    managementAccount: props.managementAccount ?? 'ops',
    sshAuthorizedKeys: [...(props.sshAuthorizedKeys ?? [])],
    sshCertificateAuthority: props.sshCertificateAuthority,
    adminCidrs: (props.adminCidrs ?? []).map(normalCidr),
    ingress: (props.ingress ?? []).map(firewallRule),
    egress: (props.egress ?? []).map(firewallRule),
    dnsServers: (props.dnsServers ?? []).map(normalIp),
    ntpServers: (props.ntpServers ?? []).map(normalIp),
    logCollector: props.logCollector && logCollector(props.logCollector),
    runOnce: [...(props.runOnce ?? [])],
    windows:
      props.operatingSystem === 'windows' ? windowsSettings(props.windows, owner) : undefined,
  };
}

function windowsSettings(props: WindowsProps = {}, owner: string): WindowsProps {
  const { activeDirectory, workgroup } = props;
  return {
    fullName: props.fullName ?? 'Administrator',
    organization: props.organization ?? owner,
    ...(activeDirectory === undefined
      ? { workgroup: workgroup ?? 'WORKGROUP' }
      : { activeDirectory: { ...activeDirectory } }),
    administratorPassword: props.administratorPassword,
    licenceKey: props.licenceKey,
  };
}

function firewallRule({ description, protocol, ports, cidrs }: FirewallRule): FirewallRule {
  return {
    description,
    protocol,
    ports: ports === undefined || ports.length === 0 ? undefined : [...ports],
    cidrs: cidrs.map(normalCidr),
  };
}

function logCollector({ address, port, protocol }: LogCollector): Required<LogCollector> {
  return { address: normalIp(address), port: port ?? SYSLOG_PORT, protocol: protocol ?? 'tcp' };
}

/** The normal form of an address; tokens stay as they are. */
function normalIp(text: string): string {
  return parseIp(text)?.text ?? text;
}

function normalCidr(text: string): string {
  const subnet = parseSubnet(text);
  return subnet === undefined ? text : subnetText(subnet);
}

/** Freezes plain data; objects of classes, such as sizes and network constructs, are left to their makers. */
function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (!Array.isArray(value) && !isPlain(value)) return value;
  for (const child of Object.values(value)) deepFreeze(child);
  return Object.freeze(value);
}
