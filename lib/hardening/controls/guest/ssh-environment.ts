import { sshdControl } from '../sshd-control';

export const sshEnvironment = sshdControl({
  id: 'guest.ssh.environment',
  title:
    'a user sets no environment for sshd, PAM and strict modes hold, nothing is compressed before login',
  sources: ['CIS Debian 12 5.1.21', 'CIS Debian 12 5.1.22', 'lynis SSH-7408'],
  level: 'baseline',
  options: { PermitUserEnvironment: 'no', UsePAM: 'yes', StrictModes: 'yes', Compression: 'no' },
});
