import type { VirtualMachine } from '../../../model/virtual-machine';
import type { GuestControl } from '../../control';
import { address, comment, declared, observedTable, table, type Chain } from '../../firewall/rules';

const TABLE = 'vm_lifecycle_egress';

/** One rule per server; anywhere on that port where the servers come from DHCP, which the firewall cannot know. */
function servers(addresses: readonly string[], match: string, name: string): string[] {
  if (addresses.length === 0) return [`${match} accept ${comment(`${name} servers from DHCP`)}`];
  return addresses.map((server) => `${address('daddr', server)} ${match} accept ${comment(name)}`);
}

function chains(vm: VirtualMachine): Chain[] {
  const { dnsServers, ntpServers, logCollector, egress } = vm.guest;
  const slaac = vm.networks.some((nic) => nic.slaac);
  const dhcp = vm.networks.some((nic) => nic.address === 'dhcp');
  const collector = logCollector && [
    `${address('daddr', logCollector.address)} ${logCollector.protocol} dport ${String(logCollector.port)} accept ${comment('log collector')}`,
  ];
  const neighbours = [
    ...(slaac ? ['nd-router-solicit'] : []),
    'nd-neighbor-solicit, nd-neighbor-advert, mld2-listener-report',
  ];
  return [
    {
      hook: 'output',
      rules: [
        'oif "lo" accept',
        'ct state established,related accept',
        'ct state invalid drop',
        'icmp type { destination-unreachable, time-exceeded, parameter-problem } accept',
        `icmpv6 type { destination-unreachable, packet-too-big, time-exceeded, parameter-problem, ${neighbours.join(', ')} } accept`,
        ...(dhcp ? ['udp sport 68 udp dport 67 accept comment "DHCP"'] : []),
        ...(slaac ? ['udp sport 546 udp dport 547 accept comment "DHCPv6"'] : []),
        ...servers(dnsServers, 'udp dport 53', 'DNS'),
        ...servers(dnsServers, 'tcp dport 53', 'DNS'),
        ...servers(ntpServers, 'udp dport 123', 'NTP'),
        ...(collector ?? []),
        ...declared(egress, 'daddr'),
        'limit rate 6/minute log prefix "egress denied: "',
      ],
    },
  ];
}

/**
 * DNS and NTP go to the declared servers. Where DHCP names them, their ports are open to any address: declare `dnsServers`
 * and `ntpServers` to narrow it. Package mirrors, and ICMP echo, have to be among the declared `egress`.
 */
export const firewallEgress: GuestControl = {
  id: 'guest.firewall.egress',
  title: 'the guest opens no connection but to its DNS, NTP and log servers and what is declared',
  sources: ['CIS Debian 12 4.3.7', 'CIS Debian 12 4.3.8', 'NIST SP 800-41r1 4.2'],
  level: 'baseline',
  scope: 'guest',
  appliesTo: ['linux'],
  configure: (vm) => ({ firewall: [table(TABLE, chains(vm))], services: ['nftables.service'] }),
  observe: () => `firewall_table ${TABLE}`,
  expected: (vm) => observedTable(chains(vm)),
};
