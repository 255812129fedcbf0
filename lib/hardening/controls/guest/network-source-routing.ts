import { everyInterface } from '../every-interface';
import { sysctlControl } from '../sysctl-control';

export const networkSourceRouting = sysctlControl({
  id: 'guest.network.source-routing',
  title: 'source routed packets are not accepted',
  sources: ['CIS Debian 12 3.3.8', 'dev-sec os-hardening accept_source_route'],
  level: 'baseline',
  parameters: {
    ...everyInterface('ipv4', { accept_source_route: 0 }),
    ...everyInterface('ipv6', { accept_source_route: 0 }),
  },
});
