import type { GuestControl } from '../../control';

const homes = "awk -F: '$3 >= 1000 && $3 < 60000 { print $6 }' /etc/passwd";

/** The account of first boot is made before the policy for new homes is in force. */
export const accountsHomes: GuestControl = {
  id: 'guest.accounts.homes',
  title: 'the homes of people are closed to others',
  sources: ['CIS Debian 12 7.2.9', 'lynis HOME-9304'],
  level: 'baseline',
  scope: 'guest',
  appliesTo: ['linux'],
  configure: () => ({
    commands: [`${homes} | while read -r home; do test ! -d "$home" || chmod g-w,o= "$home"; done`],
  }),
  observe: () => `n=0
for home in $(${homes}); do
  test -z "$(find "$home" -maxdepth 0 -perm /027)" || { n=$((n + 1)); echo "$home"; }
done
echo "$n open homes"`,
  expected: () => '0 open homes',
};
