import type { GuestControl } from '../../control';

export const sshHostKeys: GuestControl = {
  id: 'guest.ssh.host-keys',
  title: 'host keys and the configuration of SSH belong to root alone',
  sources: ['CIS Debian 12 5.1.1', 'CIS Debian 12 5.1.2', 'CIS Debian 12 5.1.3', 'lynis FILE-7524'],
  level: 'baseline',
  scope: 'guest',
  appliesTo: ['linux'],
  configure: () => ({
    commands: [
      'chmod u=rw,go= /etc/ssh/sshd_config /etc/ssh/ssh_host_*_key && chmod u=rw,go=r /etc/ssh/ssh_host_*_key.pub',
    ],
  }),
  observe: () =>
    `mode /etc/ssh/sshd_config /etc/ssh/ssh_host_*_key /etc/ssh/ssh_host_*_key.pub | ` +
    `sed -E 's/ssh_host_[a-z0-9]+_key/ssh_host_key/' | sort -u`,
  expected: () =>
    [
      '/etc/ssh/ssh_host_key 600 root:root',
      '/etc/ssh/ssh_host_key.pub 644 root:root',
      '/etc/ssh/sshd_config 600 root:root',
    ].join('\n'),
};
