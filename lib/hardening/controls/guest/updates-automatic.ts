import type { GuestControl } from '../../control';

/** Where egress is restricted, the package mirror has to be among the declared `egress`. */
export const updatesAutomatic: GuestControl = {
  id: 'guest.updates.automatic',
  title: 'security updates are installed by themselves',
  sources: ['lynis PKGS-7420', 'Debian PeriodicUpdates'],
  level: 'baseline',
  scope: 'guest',
  appliesTo: ['linux'],
  configure: () => ({
    files: [
      {
        path: '/etc/apt/apt.conf.d/60-vm-lifecycle-updates',
        content: [
          'APT::Periodic::Update-Package-Lists "1";',
          'APT::Periodic::Unattended-Upgrade "1";',
          '#clear Unattended-Upgrade::Origins-Pattern;',
          'Unattended-Upgrade::Origins-Pattern { "origin=Debian,label=Debian-Security"; };',
          '',
        ].join('\n'),
      },
    ],
    services: ['apt-daily.timer', 'apt-daily-upgrade.timer'],
  }),
  observe: () =>
    `apt-config dump | grep -E '^(APT::Periodic::(Update-Package-Lists|Unattended-Upgrade)|Unattended-Upgrade::Origins-Pattern::) ' | sort; ` +
    `systemctl is-active apt-daily.timer apt-daily-upgrade.timer`,
  expected: () =>
    [
      'APT::Periodic::Unattended-Upgrade "1";',
      'APT::Periodic::Update-Package-Lists "1";',
      'Unattended-Upgrade::Origins-Pattern:: "origin=Debian,label=Debian-Security";',
      'active',
      'active',
    ].join('\n'),
};
