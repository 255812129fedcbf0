import { sshdControl } from '../sshd-control';

export const sshLogLevel = sshdControl({
  id: 'guest.ssh.log-level',
  title: 'SSH logs which key was used',
  sources: ['CIS Debian 12 5.1.14', 'dev-sec ssh-hardening sshd_log_level', 'lynis SSH-7408'],
  level: 'baseline',
  options: { LogLevel: 'VERBOSE' },
});
