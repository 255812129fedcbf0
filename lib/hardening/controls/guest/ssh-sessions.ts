import { sshdControl } from '../sshd-control';

/** OpenSSH has 10, which CIS accepts; tools that multiplex many sessions need a waiver. */
export const sshSessions = sshdControl({
  id: 'guest.ssh.sessions',
  title: 'one SSH connection carries at most two sessions',
  sources: ['CIS Debian 12 5.1.17', 'lynis SSH-7408 (MaxSessions 2)'],
  level: 'strict',
  options: { MaxSessions: 2 },
});
