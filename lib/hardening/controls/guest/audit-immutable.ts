import type { GuestControl } from '../../control';

export const auditImmutable: GuestControl = {
  id: 'guest.audit.immutable',
  title: 'audit rules do not change until the next boot',
  sources: ['CIS Debian 12 6.2.3.20'],
  level: 'baseline',
  scope: 'guest',
  appliesTo: ['linux'],
  configure: () => ({ auditRules: ['-e 2'], services: ['auditd.service'] }),
  observe: () => `grep '^enabled ' "$facts/audit-status"`,
  expected: () => 'enabled 2',
};
