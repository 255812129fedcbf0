import { everyInterface } from '../every-interface';
import { sysctlControl } from '../sysctl-control';

export const networkMartians = sysctlControl({
  id: 'guest.network.martians',
  title: 'packets with impossible addresses are logged',
  sources: ['CIS Debian 12 3.3.9'],
  level: 'baseline',
  parameters: everyInterface('ipv4', { log_martians: 1 }),
});
