import { sshdControl } from '../sshd-control';

export const sshRootLogin = sshdControl({
  id: 'guest.ssh.root-login',
  title: 'root does not log in over SSH',
  sources: [
    'CIS Debian 12 5.1.20',
    'dev-sec ssh-hardening ssh_permit_root_login',
    'lynis SSH-7408',
  ],
  level: 'baseline',
  options: { PermitRootLogin: 'no' },
});
