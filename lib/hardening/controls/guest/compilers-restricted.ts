import type { GuestControl } from '../../control';

const compilers =
  '/usr/bin/as /usr/bin/cc /usr/bin/gcc /usr/bin/g++ /usr/bin/c++ /usr/bin/clang /usr/bin/tcc';

export const compilersRestricted: GuestControl = {
  id: 'guest.compilers.restricted',
  title: 'only root runs compilers, where there are any',
  sources: ['lynis HRDN-7222'],
  level: 'baseline',
  scope: 'guest',
  appliesTo: ['linux'],
  configure: () => ({
    commands: [
      `for file in ${compilers}; do test ! -f "$file" || chmod o-x "$(readlink -f "$file")"; done`,
    ],
  }),
  observe: () =>
    `n=0; for file in ${compilers}; do test ! -f "$file" || test -z "$(find -L "$file" -perm -001)" || ` +
    `{ n=$((n + 1)); echo "$file"; }; done; echo "$n compilers for everyone"`,
  expected: () => '0 compilers for everyone',
};
