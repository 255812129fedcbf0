import { sshdControl } from '../sshd-control';

/** The intersection of what the sources allow and OpenSSH 9.2 offers. */
export const sshAlgorithms = sshdControl({
  id: 'guest.ssh.algorithms',
  title: 'SSH uses no CBC, no SHA-1 and no short keys',
  sources: [
    'CIS Debian 12 5.1.6',
    'CIS Debian 12 5.1.12',
    'CIS Debian 12 5.1.15',
    'dev-sec ssh-hardening ssh_ciphers',
    'RFC 9142',
  ],
  level: 'baseline',
  options: {
    Ciphers:
      'aes256-gcm@openssh.com,aes128-gcm@openssh.com,chacha20-poly1305@openssh.com,aes256-ctr,aes192-ctr,aes128-ctr',
    MACs: 'hmac-sha2-512-etm@openssh.com,hmac-sha2-256-etm@openssh.com',
    KexAlgorithms:
      'sntrup761x25519-sha512@openssh.com,curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp521,ecdh-sha2-nistp384,ecdh-sha2-nistp256,diffie-hellman-group16-sha512,diffie-hellman-group18-sha512',
  },
});
