import type { GuestControl } from '../../control';
import { shellQuote } from '../../shell';

const defaults = {
  UMASK: '027',
  HOME_MODE: '0750',
  PASS_MAX_DAYS: '365',
  PASS_MIN_DAYS: '1',
  PASS_WARN_AGE: '7',
  ENCRYPT_METHOD: 'YESCRYPT',
  SHA_CRYPT_MIN_ROUNDS: '65536',
  SHA_CRYPT_MAX_ROUNDS: '65536',
} as const;
const lines = Object.entries(defaults).map(([name, value]) => `${name} ${value}`);

/**
 * Ages as in CIS, rounds as in dev-sec. They hold for accounts that are made later: the management account has no password
 * that could expire and lock its keys out.
 */
export const accountsPasswordPolicy: GuestControl = {
  id: 'guest.accounts.password-policy',
  title: 'passwords that are set later expire, are hashed slowly, and new homes are private',
  sources: [
    'CIS Debian 12 5.4.1.1',
    'CIS Debian 12 5.4.1.2',
    'CIS Debian 12 5.4.1.3',
    'CIS Debian 12 5.4.1.4',
    'lynis AUTH-9230',
    'lynis AUTH-9286',
    'lynis AUTH-9328',
  ],
  level: 'baseline',
  scope: 'guest',
  appliesTo: ['linux'],
  configure: () => ({
    commands: [
      `sed -i -E '/^#? ?(${Object.keys(defaults).join('|')})[[:space:]]/d' /etc/login.defs`,
      `printf '%s\\n' ${lines.map(shellQuote).join(' ')} >> /etc/login.defs`,
    ],
  }),
  observe: () => `for name in ${Object.keys(defaults).join(' ')}; do
  awk -v name="$name" '$1 == name { print name " " $2 }' /etc/login.defs
done`,
  expected: () => lines.join('\n'),
};
