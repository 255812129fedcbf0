import { sshdControl } from '../sshd-control';

export const sshForwarding = sshdControl({
  id: 'guest.ssh.forwarding',
  title: 'SSH forwards nothing',
  sources: [
    'CIS Debian 12 5.1.8',
    'dev-sec ssh-hardening ssh_allow_tcp_forwarding',
    'lynis SSH-7408',
  ],
  level: 'baseline',
  options: {
    DisableForwarding: 'yes',
    AllowTcpForwarding: 'no',
    AllowAgentForwarding: 'no',
    AllowStreamLocalForwarding: 'no',
    X11Forwarding: 'no',
    PermitTunnel: 'no',
    GatewayPorts: 'no',
  },
});
