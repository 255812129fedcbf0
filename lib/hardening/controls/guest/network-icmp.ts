import { sysctlControl } from '../sysctl-control';

export const networkIcmp = sysctlControl({
  id: 'guest.network.icmp',
  title: 'ICMP to broadcast addresses and bogus ICMP answers are ignored',
  sources: ['CIS Debian 12 3.3.3', 'CIS Debian 12 3.3.4'],
  level: 'baseline',
  parameters: {
    'net.ipv4.icmp_echo_ignore_broadcasts': 1,
    'net.ipv4.icmp_ignore_bogus_error_responses': 1,
  },
});
