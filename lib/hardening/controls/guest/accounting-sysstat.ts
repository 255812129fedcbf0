import type { GuestControl } from '../../control';

export const accountingSysstat: GuestControl = {
  id: 'guest.accounting.sysstat',
  title: 'system activity is recorded',
  sources: ['lynis ACCT-9626'],
  level: 'baseline',
  scope: 'guest',
  appliesTo: ['linux'],
  configure: () => ({
    files: [{ path: '/etc/default/sysstat', content: 'ENABLED="true"\n' }],
    services: ['sysstat-collect.timer', 'sysstat-summary.timer', 'sysstat.service'],
  }),
  observe: () =>
    `. /etc/default/sysstat; echo "enabled $ENABLED"; systemctl is-active sysstat-collect.timer`,
  expected: () => 'enabled true\nactive',
};
