import type { GuestControl } from '../../control';

export const accountsSudo: GuestControl = {
  id: 'guest.accounts.sudo',
  title: 'sudo runs in a terminal of its own and keeps a log',
  sources: ['CIS Debian 12 5.2.2', 'CIS Debian 12 5.2.3'],
  level: 'baseline',
  scope: 'guest',
  appliesTo: ['linux'],
  configure: () => ({
    files: [
      {
        path: '/etc/sudoers.d/10-vm-lifecycle',
        content: 'Defaults use_pty\nDefaults logfile="/var/log/sudo.log"\n',
        permissions: '0440',
      },
    ],
  }),
  observe: () => `sudo -n -l | grep -o -E 'use_pty|logfile=[^, ]*' | sort -u`,
  expected: () => 'logfile=/var/log/sudo.log\nuse_pty',
};
