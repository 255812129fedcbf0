import { everyInterface } from '../every-interface';
import { sysctlControl } from '../sysctl-control';

export const networkForwarding = sysctlControl({
  id: 'guest.network.forwarding',
  title: 'the VM is no router',
  sources: ['CIS Debian 12 3.3.1', 'dev-sec os-hardening net.ipv4.ip_forward'],
  level: 'baseline',
  parameters: { 'net.ipv4.ip_forward': 0, ...everyInterface('ipv6', { forwarding: 0 }) },
});
