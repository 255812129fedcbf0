import type { GuestControl } from '../../control';

const folders = '/etc/cron.d /etc/cron.hourly /etc/cron.daily /etc/cron.weekly /etc/cron.monthly';

export const cronPermissions: GuestControl = {
  id: 'guest.cron.permissions',
  title: 'only root sees and changes scheduled jobs',
  sources: ['CIS Debian 12 2.4.1.2 to 2.4.1.8', 'lynis FILE-7524'],
  level: 'baseline',
  scope: 'guest',
  appliesTo: ['linux'],
  configure: () => ({
    files: [{ path: '/etc/cron.allow', content: 'root\n', permissions: '0600' }],
    commands: [`chmod u=rw,go= /etc/crontab && chmod u=rwx,go= ${folders}`, 'rm -f /etc/cron.deny'],
  }),
  observe:
    () => `mode /etc/crontab /etc/cron.allow /etc/cron.deny ${folders} | while read -r name mode owner; do
  case $name in
    /etc/crontab | /etc/cron.allow) echo "$name $mode $owner" ;;
    *) echo "cron folders $mode $owner" ;;
  esac
done | sort -u`,
  expected: () =>
    [
      '/etc/cron.allow 600 root:root',
      '/etc/crontab 600 root:root',
      'cron folders 700 root:root',
    ].join('\n'),
};
