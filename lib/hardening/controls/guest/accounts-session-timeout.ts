import type { GuestControl } from '../../control';

export const accountsSessionTimeout: GuestControl = {
  id: 'guest.accounts.session-timeout',
  title: 'an idle shell ends after 15 minutes',
  sources: ['CIS Debian 12 5.4.3.2'],
  level: 'baseline',
  scope: 'guest',
  appliesTo: ['linux'],
  configure: () => ({
    files: [
      {
        path: '/etc/profile.d/60-vm-lifecycle-timeout.sh',
        content:
          '# The subshell fails where it is set already: it is read-only then.\n' +
          '(unset TMOUT) 2> /dev/null && TMOUT=900 && readonly TMOUT && export TMOUT\n',
      },
    ],
  }),
  observe: () => `env -i PATH="$PATH" HOME=/nonexistent bash -l -c 'readonly -p' | grep ' TMOUT='`,
  expected: () => 'declare -rx TMOUT="900"',
};
