import { sysctlControl } from '../sysctl-control';

export const networkSyncookies = sysctlControl({
  id: 'guest.network.syncookies',
  title: 'a flood of connection requests does not exhaust the backlog',
  sources: ['CIS Debian 12 3.3.10', 'RFC 4987 3.6'],
  level: 'baseline',
  parameters: { 'net.ipv4.tcp_syncookies': 1 },
});
