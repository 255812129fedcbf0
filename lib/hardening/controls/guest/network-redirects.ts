import { everyInterface } from '../every-interface';
import { sysctlControl } from '../sysctl-control';

export const networkRedirects = sysctlControl({
  id: 'guest.network.redirects',
  title: 'ICMP redirects are neither sent nor accepted',
  sources: ['CIS Debian 12 3.3.2', 'CIS Debian 12 3.3.5', 'CIS Debian 12 3.3.6'],
  level: 'baseline',
  parameters: {
    ...everyInterface('ipv4', { send_redirects: 0, accept_redirects: 0, secure_redirects: 0 }),
    ...everyInterface('ipv6', { accept_redirects: 0 }),
  },
});
