import { declared } from '../../hardening/plan';
import type { VirtualEnvironmentFirewallIpsetCidr } from '../../../.gen/providers/proxmox/virtual-environment-firewall-ipset';
import type { VirtualEnvironmentFirewallOptionsConfig } from '../../../.gen/providers/proxmox/virtual-environment-firewall-options';
import type { VirtualEnvironmentFirewallRulesRule } from '../../../.gen/providers/proxmox/virtual-environment-firewall-rules';
import { parseSubnet } from '../../model/ip';
import type { NetworkInterface, VirtualMachine } from '../../model/virtual-machine';
import type { FirewallRule } from '../../model/vm-props';
import { literal } from '../common/literal';
import type { VmRequest } from '../contract';
import { inForce } from './options';

type Rule = VirtualEnvironmentFirewallRulesRule;

/** Most numbers in a list of ports; a range counts as two (iptables multiport). */
const MOST_PORTS = 15;

/**
 * Arguments of `proxmox_virtual_environment_firewall_options`:
 * https://registry.terraform.io/providers/bpg/proxmox/0.112.0/docs/resources/virtual_environment_firewall_options
 */
export function firewallOptions({
  vm,
  plan,
}: VmRequest): Omit<VirtualEnvironmentFirewallOptionsConfig, 'nodeName'> {
  const filters = declared(plan, 'machine.network.firewall');
  const antiSpoofing = declared(plan, 'machine.network.anti-spoofing');
  const ipv6 = vm.networks.some((nic) => nic.slaac || usesIpv6(nic));
  return {
    enabled: true,
    inputPolicy: filters ? 'DROP' : 'ACCEPT',
    outputPolicy: restrictsEgress(plan) ? 'DROP' : 'ACCEPT',
    logLevelIn: 'info',
    logLevelOut: 'info',
    macfilter: antiSpoofing,
    ipfilter: antiSpoofing,
    dhcp: vm.networks.some((nic) => nic.address === 'dhcp'),
    ndp: ipv6,
    // A guest is no router.
    radv: false,
  };
}

/** Where the guest filters what it sends, the hypervisor does the same: root in the guest cannot lift it. */
function restrictsEgress(plan: VmRequest['plan']): boolean {
  return declared(plan, 'machine.network.firewall') && inForce(plan, 'guest.firewall.egress');
}

/** What may pass, in both directions; connections that stand pass anyway. */
export function firewallRules({ vm, plan }: VmRequest): Rule[] {
  if (!declared(plan, 'machine.network.firewall')) return [];
  return [
    ...vm.guest.adminCidrs.map((source) => ({
      ...accept('in', 'SSH'),
      proto: 'tcp',
      dport: '22',
      source: literal(source),
    })),
    { ...accept('in', 'ICMP echo requests'), macro: 'Ping' },
    ...vm.guest.ingress.flatMap((rule) => declaredRules('in', rule)),
    ...(restrictsEgress(plan) ? egress(vm) : []),
  ];
}

/** As the guest's own firewall: where DHCP names the servers, their ports are open to any address. */
function egress({ guest }: VirtualMachine): Rule[] {
  const servers = (addresses: readonly string[], port: string, protocols: readonly string[]) =>
    protocols.flatMap((proto): Rule[] => {
      const rule = { ...accept('out', port === '53' ? 'DNS' : 'NTP'), proto, dport: port };
      return addresses.length === 0
        ? [rule]
        : addresses.map((dest) => ({ ...rule, dest: literal(dest) }));
    });
  const { logCollector } = guest;
  return [
    ...servers(guest.dnsServers, '53', ['udp', 'tcp']),
    ...servers(guest.ntpServers, '123', ['udp']),
    ...(logCollector === undefined
      ? []
      : [
          {
            ...accept('out', 'log collector'),
            proto: logCollector.protocol,
            dport: String(logCollector.port),
            dest: literal(logCollector.address),
          },
        ]),
    ...guest.egress.flatMap((rule) => declaredRules('out', rule)),
  ];
}

function accept(type: 'in' | 'out', comment: string): Rule {
  return { type, action: 'ACCEPT', enabled: true, comment: literal(comment) };
}

/** One rule for each network: a list may not mix IPv4 and IPv6, and of a token nobody knows which it is. */
function declaredRules(type: 'in' | 'out', rule: FirewallRule): Rule[] {
  return rule.cidrs.flatMap((network) => {
    const side = type === 'in' ? { source: literal(network) } : { dest: literal(network) };
    const common = { ...accept(type, rule.description), ...side };
    if (rule.protocol === 'icmp') {
      return [{ ...common, proto: isIpv6(network) ? 'ipv6-icmp' : 'icmp' }];
    }
    const lists = portLists(rule.ports ?? []);
    return lists.length === 0
      ? [{ ...common, proto: rule.protocol }]
      : lists.map((dport) => ({ ...common, proto: rule.protocol, dport }));
  });
}

/** Ports as Proxmox VE writes them: `80,8000:8099`. */
export function portLists(ports: readonly (number | string)[]): string[] {
  const lists: string[][] = [];
  let room = 0;
  for (const port of ports.map((text) => String(text).replace('-', ':'))) {
    const numbers = port.includes(':') ? 2 : 1;
    if (numbers > room) {
      lists.push([]);
      room = MOST_PORTS;
    }
    lists.at(-1)?.push(port);
    room -= numbers;
  }
  return lists.map((list) => list.join(','));
}

/**
 * Addresses that an interface may send from, sorted as Proxmox VE keeps them: its own where it is static, else those of
 * its network, which is all that anybody knows of a lease.
 */
export function allowedSources(nic: NetworkInterface): VirtualEnvironmentFirewallIpsetCidr[] {
  const leased = nic.address === 'dhcp' || nic.slaac ? [nic.network.cidr ?? ''] : [];
  const fixed = nic.address === 'dhcp' ? [] : [nic.address.ip];
  const linkLocal = nic.slaac || usesIpv6(nic) ? [linkLocalOf(nic.macAddress)] : [];
  return [...new Set([...leased, ...fixed, ...linkLocal])]
    .filter((name) => name !== '')
    .sort((a, b) => (a < b ? -1 : 1))
    .map((name) => ({ name: literal(name) }));
}

/** True where the interface takes addresses that nobody can tell, in the family that its network says nothing of. */
export function hasUnknownSources({ address, slaac, network }: NetworkInterface): boolean {
  const bits = network.cidr === undefined ? undefined : parseSubnet(network.cidr)?.ip.bits;
  return (address === 'dhcp' && bits !== 32) || (slaac && bits !== 128);
}

function usesIpv6({ address }: NetworkInterface): boolean {
  return address !== 'dhcp' && isIpv6(address.ip);
}

function isIpv6(network: string): boolean {
  return network.includes(':') && !network.includes('${');
}

/** The link-local address of an interface: RFC 4291, appendix A (modified EUI-64). */
export function linkLocalOf(macAddress: string): string {
  const bytes = macAddress.split(':').map((byte) => parseInt(byte, 16));
  const [first = 0, ...rest] = bytes;
  const id = [first ^ 2, ...rest.slice(0, 2), 0xff, 0xfe, ...rest.slice(2)];
  const groups = [0, 2, 4, 6].map((at) => (((id[at] ?? 0) << 8) | (id[at + 1] ?? 0)).toString(16));
  return `fe80::${groups.join(':')}`;
}
