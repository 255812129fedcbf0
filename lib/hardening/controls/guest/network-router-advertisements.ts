import type { GuestControl } from '../../control';
import { everyInterface } from '../every-interface';

/** Not where an interface takes its address from them (`slaac`). */
export const networkRouterAdvertisements: GuestControl = {
  id: 'guest.network.router-advertisements',
  title: 'IPv6 router advertisements are ignored',
  sources: ['CIS Debian 12 3.3.11'],
  level: 'baseline',
  scope: 'guest',
  appliesTo: ['linux'],
  concerns: (vm) => !vm.networks.some((nic) => nic.slaac),
  configure: (vm) => ({
    sysctl: everyInterface('ipv6', { accept_ra: 0 }),
    // systemd-networkd handles advertisements itself, whatever the kernel is told.
    files: vm.networks.map((nic) => ({
      path: `/etc/systemd/network/10-netplan-${nic.name}.network.d/60-vm-lifecycle.conf`,
      content: '[Network]\nIPv6AcceptRA=no\n',
    })),
    commands: ['networkctl reload'],
  }),
  observe: () =>
    `kernel_parameters 'net.ipv6.conf.*.accept_ra'; ` +
    `echo "routes from advertisements: $(ip -6 route show proto ra | wc -l)"`,
  expected: () => 'net.ipv6.conf.*.accept_ra = 0\nroutes from advertisements: 0',
};
