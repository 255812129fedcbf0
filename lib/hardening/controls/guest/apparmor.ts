import type { GuestControl } from '../../control';

export const apparmor: GuestControl = {
  id: 'guest.apparmor',
  title: 'mandatory access control is on',
  sources: ['CIS Debian 12 1.3.1.1', 'CIS Debian 12 1.3.1.2', 'lynis MACF-6208'],
  level: 'baseline',
  scope: 'guest',
  appliesTo: ['linux'],
  // Where it runs, it is left alone: to load all profiles again takes long.
  configure: () => ({
    commands: ['SYSTEMCTL_SKIP_SYSV=1 systemctl --quiet enable --now apparmor.service'],
  }),
  observe: () =>
    `cat /sys/module/apparmor/parameters/enabled; systemctl is-active apparmor.service`,
  expected: () => 'Y\nactive',
};
