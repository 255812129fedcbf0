import type { GuestControl } from '../../control';

export const accountsPasswords: GuestControl = {
  id: 'guest.accounts.passwords',
  title: 'no account has a usable password',
  sources: ['CIS Debian 12 7.2.2', 'CIS Debian 12 5.4.2.8', 'lynis AUTH-9283'],
  level: 'baseline',
  scope: 'guest',
  appliesTo: ['linux'],
  configure: () => ({
    commands: [
      `awk -F: '$2 !~ /^[!*]/ { print $1 }' /etc/shadow | while read -r name; do passwd --quiet --lock "$name"; done`,
    ],
  }),
  observe: () =>
    `awk -F: '$2 !~ /^[!*]/ { n++; print $1 } END { print n + 0 " accounts with a password" }' /etc/shadow`,
  expected: () => '0 accounts with a password',
};
