import { sshdControl } from '../sshd-control';

/** CIS allows four attempts, dev-sec two, lynis three. Half-open logins are refused from 10 on, all from 60 on (CIS). */
export const sshAttempts = sshdControl({
  id: 'guest.ssh.attempts',
  title: 'SSH gives few and short attempts to log in',
  sources: [
    'CIS Debian 12 5.1.13',
    'CIS Debian 12 5.1.16',
    'CIS Debian 12 5.1.18',
    'lynis SSH-7408 (MaxAuthTries 3)',
  ],
  level: 'baseline',
  options: { MaxAuthTries: 3, LoginGraceTime: 30, MaxStartups: '10:30:60' },
});
