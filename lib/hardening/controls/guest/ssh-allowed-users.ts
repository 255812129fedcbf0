import { sshdControl } from '../sshd-control';

/** Accounts that are made later need a waiver. */
export const sshAllowedUsers = sshdControl({
  id: 'guest.ssh.allowed-users',
  title: 'SSH accepts the management account alone',
  sources: ['CIS Debian 12 5.1.4'],
  level: 'strict',
  options: (vm) => ({ AllowUsers: vm.guest.managementAccount }),
});
