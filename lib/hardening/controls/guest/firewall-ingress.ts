import type { VirtualMachine } from '../../../model/virtual-machine';
import type { GuestControl } from '../../control';
import { address, comment, declared, observedTable, table, type Chain } from '../../firewall/rules';

const TABLE = 'vm_lifecycle_ingress';

/** ICMPv6 types that a host accepts: RFC 4890 4.3 and 4.4. Router advertisements only where they are used. */
function icmpv6(slaac: boolean): string {
  const types = [
    'destination-unreachable, packet-too-big, time-exceeded, parameter-problem, echo-request, mld-listener-query',
    ...(slaac ? ['nd-router-advert'] : []),
    'nd-neighbor-solicit, nd-neighbor-advert',
  ];
  return `icmpv6 type { ${types.join(', ')} } accept`;
}

function chains(vm: VirtualMachine): Chain[] {
  const slaac = vm.networks.some((nic) => nic.slaac);
  return [
    {
      hook: 'input',
      rules: [
        'iif "lo" accept',
        'ip saddr 127.0.0.0/8 drop',
        'ip6 saddr ::1 drop',
        'ct state established,related accept',
        'ct state invalid drop',
        'icmp type { destination-unreachable, echo-request, time-exceeded, parameter-problem } accept',
        icmpv6(slaac),
        ...(slaac
          ? ['ip6 saddr fe80::/10 udp sport 547 udp dport 546 accept comment "DHCPv6"']
          : []),
        ...vm.guest.adminCidrs.map(
          (network) => `${address('saddr', network)} tcp dport 22 accept ${comment('SSH')}`,
        ),
        ...declared(vm.guest.ingress, 'saddr'),
        'limit rate 6/minute log prefix "ingress denied: "',
      ],
    },
    { hook: 'forward', rules: [] },
  ];
}

/** Its own table, so that it holds with and without the one for egress: a packet must pass all tables. */
export const firewallIngress: GuestControl = {
  id: 'guest.firewall.ingress',
  title: 'the guest accepts SSH from the administrators, what is declared, and nothing else',
  sources: ['CIS Debian 12 4.3.4 to 4.3.10', 'RFC 4890', 'lynis FIRE-4590'],
  level: 'baseline',
  scope: 'guest',
  appliesTo: ['linux'],
  configure: (vm) => ({ firewall: [table(TABLE, chains(vm))], services: ['nftables.service'] }),
  observe: () => `firewall_table ${TABLE}`,
  expected: (vm) => observedTable(chains(vm)),
};
