import { sshdControl } from '../sshd-control';

export const sshKeyOnly = sshdControl({
  id: 'guest.ssh.key-only',
  title: 'SSH accepts public keys and nothing else',
  sources: [
    'CIS Debian 12 5.1.9',
    'CIS Debian 12 5.1.10',
    'CIS Debian 12 5.1.11',
    'CIS Debian 12 5.1.19',
    'dev-sec ssh-hardening ssh_server_password_login',
  ],
  level: 'baseline',
  options: {
    PubkeyAuthentication: 'yes',
    AuthenticationMethods: 'publickey',
    PasswordAuthentication: 'no',
    KbdInteractiveAuthentication: 'no',
    PermitEmptyPasswords: 'no',
    HostbasedAuthentication: 'no',
    IgnoreRhosts: 'yes',
    GSSAPIAuthentication: 'no',
  },
});
