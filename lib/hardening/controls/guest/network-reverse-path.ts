import { everyInterface } from '../every-interface';
import { sysctlControl } from '../sysctl-control';

export const networkReversePath = sysctlControl({
  id: 'guest.network.reverse-path',
  title: 'a packet is accepted only on the interface that leads back to its sender',
  sources: ['CIS Debian 12 3.3.7', 'RFC 3704 2.2'],
  level: 'baseline',
  parameters: everyInterface('ipv4', { rp_filter: 1 }),
});
