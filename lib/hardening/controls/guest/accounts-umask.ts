import type { GuestControl } from '../../control';
import { shellQuote } from '../../shell';

// In the arguments, so that neither login.defs nor the user's own group changes it.
const PAM = 'session optional pam_umask.so nousergroups umask=027';

/** For login shells by the profile, and by PAM for commands over SSH, which read no profile. */
export const accountsUmask: GuestControl = {
  id: 'guest.accounts.umask',
  title: 'files of a login session are private by default',
  sources: ['CIS Debian 12 5.4.3.3', 'CIS Debian 12 5.4.2.6', 'lynis AUTH-9328'],
  level: 'baseline',
  scope: 'guest',
  appliesTo: ['linux'],
  configure: () => ({
    files: [{ path: '/etc/profile.d/60-vm-lifecycle-umask.sh', content: 'umask 027\n' }],
    commands: [
      `grep -q -x ${shellQuote(PAM)} /etc/pam.d/common-session || echo ${shellQuote(PAM)} >> /etc/pam.d/common-session`,
    ],
  }),
  observe: () => `env -i PATH="$PATH" HOME=/nonexistent bash -l -c umask
su -s /bin/sh nobody -c umask`,
  expected: () => '0027\n0027',
};
