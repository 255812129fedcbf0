import type { GuestControl } from '../../control';

export const accountsFiles: GuestControl = {
  id: 'guest.accounts.files',
  title: 'the files of accounts belong to root and are written by root alone',
  sources: ['CIS Debian 12 7.1.1, 7.1.3, 7.1.5, 7.1.7, 7.1.9', 'lynis FILE-7524'],
  level: 'baseline',
  scope: 'guest',
  appliesTo: ['linux'],
  configure: () => ({
    commands: [
      'chmod u=rw,go=r /etc/passwd /etc/group /etc/shells && chmod u=rw,g=r,o= /etc/shadow /etc/gshadow',
    ],
  }),
  observe: () => `mode /etc/passwd /etc/group /etc/shadow /etc/gshadow /etc/shells`,
  expected: () =>
    [
      '/etc/passwd 644 root:root',
      '/etc/group 644 root:root',
      '/etc/shadow 640 root:shadow',
      '/etc/gshadow 640 root:shadow',
      '/etc/shells 644 root:root',
    ].join('\n'),
};
