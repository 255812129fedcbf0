import type { GuestControl } from '../../control';

export const accountsUmask: GuestControl = {
  id: 'guest.accounts.umask',
  title: 'files of a login session are private by default',
  sources: ['CIS Debian 12 5.4.3.3', 'CIS Debian 12 5.4.2.6', 'lynis AUTH-9328'],
  level: 'baseline',
  scope: 'guest',
  appliesTo: ['linux'],
  configure: () => ({
    files: [{ path: '/etc/profile.d/60-vm-lifecycle-umask.sh', content: 'umask 027\n' }],
  }),
  observe: () => `env -i PATH="$PATH" HOME=/nonexistent bash -l -c umask`,
  expected: () => '0027',
};
