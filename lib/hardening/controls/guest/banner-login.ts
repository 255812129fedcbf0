import type { GuestControl } from '../../control';

const banner =
  'Authorized use only. Activity is monitored and recorded. Unauthorized access is prohibited and will be prosecuted.';

export const bannerLogin: GuestControl = {
  id: 'guest.banner.login',
  title: 'who logs in is told that use is restricted and monitored, and not what system it is',
  sources: [
    'CIS Debian 12 1.6.1',
    'CIS Debian 12 1.6.2',
    'CIS Debian 12 1.6.3',
    'lynis BANN-7126',
    'lynis BANN-7130',
  ],
  level: 'baseline',
  scope: 'guest',
  appliesTo: ['linux'],
  configure: () => ({
    files: ['/etc/issue', '/etc/issue.net', '/etc/motd'].map((path) => ({
      path,
      content: `${banner}\n`,
    })),
  }),
  observe: () => `cat /etc/issue /etc/issue.net /etc/motd | sort -u`,
  expected: () => banner,
};
