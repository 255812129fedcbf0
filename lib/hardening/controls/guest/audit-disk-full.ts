import type { GuestControl } from '../../control';

const actions = [
  'admin_space_left_action',
  'disk_error_action',
  'disk_full_action',
  'space_left_action',
];

/** The package's SUSPEND ends the recording in silence; the log collector hears of SYSLOG. */
export const auditDiskFull: GuestControl = {
  id: 'guest.audit.disk-full',
  title: 'a full disk stops neither the VM nor the audit daemon: it is reported to syslog',
  sources: ['CIS Debian 12 6.2.2.3 (deliberately not halt)', 'auditd.conf(5)'],
  level: 'baseline',
  scope: 'guest',
  appliesTo: ['linux'],
  configure: () => ({
    commands: [`sed -i -E 's/^(${actions.join('|')}) *=.*/\\1 = SYSLOG/' /etc/audit/auditd.conf`],
    services: ['auditd.service'],
  }),
  observe: () =>
    `sed -n -E 's/^(${actions.join('|')}) *= */\\1 = /p' /etc/audit/auditd.conf | sort; ` +
    `in_force auditd.service /etc/audit/auditd.conf`,
  expected: () =>
    [
      ...actions.map((name) => `${name} = SYSLOG`),
      'auditd.service active with /etc/audit/auditd.conf',
    ].join('\n'),
};
