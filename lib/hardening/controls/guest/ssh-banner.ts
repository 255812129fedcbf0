import { sshdControl } from '../sshd-control';

export const sshBanner = sshdControl({
  id: 'guest.ssh.banner',
  title: 'SSH shows the login banner',
  sources: ['CIS Debian 12 5.1.5', 'dev-sec ssh-hardening ssh_banner'],
  level: 'baseline',
  options: { Banner: '/etc/issue.net' },
});
