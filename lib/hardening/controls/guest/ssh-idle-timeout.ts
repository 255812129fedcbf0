import { sshdControl } from '../sshd-control';

/** After ten minutes. TCP keep-alive is off because it can be forged, unlike the messages inside the connection. */
export const sshIdleTimeout = sshdControl({
  id: 'guest.ssh.idle-timeout',
  title: 'SSH drops a connection whose client has gone',
  sources: [
    'CIS Debian 12 5.1.7',
    'dev-sec ssh-hardening ssh_client_alive_interval',
    'lynis SSH-7408 (ClientAliveCountMax 2)',
  ],
  level: 'baseline',
  options: { ClientAliveInterval: 300, ClientAliveCountMax: 2, TCPKeepAlive: 'no' },
});
