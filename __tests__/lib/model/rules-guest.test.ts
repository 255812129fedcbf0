import { define, textsOf, type Case } from './support';

const cases: readonly Case[] = [
  [
    'the guest is missing',
    { props: { guest: undefined } },
    [
      "[VML041] lab/web-1.guest: got nothing; a required field is given; describe the guest, such as { operatingSystem: 'linux' }",
    ],
    { guest: {} },
  ],
  [
    'the guest is a text',
    { props: { guest: 'linux' } },
    [
      "[VML048] lab/web-1.guest: got a text; it is an object; describe the guest, such as { operatingSystem: 'linux' }",
    ],
    { guest: { operatingSystem: 'linux' } },
  ],
  [
    'the guest is a list',
    { props: { guest: [] } },
    [
      "[VML048] lab/web-1.guest: got a list; it is an object; describe the guest, such as { operatingSystem: 'linux' }",
    ],
    { guest: {} },
  ],
  [
    'the operating system is misspelt',
    { guest: { operatingSystem: 'Linux' } },
    [
      '[VML048] lab/web-1.guest.operatingSystem: got "Linux"; it is "linux" or "windows"; did you mean "linux"?',
    ],
    { guest: { operatingSystem: 'linux' } },
  ],
  [
    'a field is misspelt',
    { guest: { hostName: 'web' } },
    [
      '[VML043] lab/web-1.guest.hostName: got field "hostName"; a field is known; did you mean "hostname"?',
    ],
    { guest: { hostname: 'web' } },
  ],
  [
    'a field is unknown',
    { guest: { colour: 'red' } },
    ['[VML043] lab/web-1.guest.colour: got field "colour"; a field is known; remove it'],
    { guest: {} },
  ],
  [
    'a default of the environment is unknown',
    { environment: { guestDefaults: { hostname: 'web' } } },
    [
      '[VML043] lab/web-1.environment.guestDefaults.hostname: got field "hostname"; a field is known; remove it',
    ],
    { guest: { hostname: 'web' }, environment: { guestDefaults: {} } },
  ],
  [
    'the defaults of the environment are a text',
    { environment: { guestDefaults: 'none' } },
    [
      '[VML048] lab/web-1.environment.guestDefaults: got a text; it is an object; give guest settings, or leave it out',
    ],
    { environment: { guestDefaults: undefined } },
  ],
  [
    'a time zone is unknown',
    { guest: { timezone: 'Europe/Atlantis' } },
    [
      '[VML053] lab/web-1.guest.timezone: got "Europe/Atlantis"; a time zone is a name of the IANA time zone database; give an IANA time zone, such as "Europe/Berlin"',
    ],
    { guest: { timezone: 'Europe/Berlin' } },
  ],
  [
    'a time zone is an offset',
    { guest: { timezone: '+01:00' } },
    [
      '[VML053] lab/web-1.guest.timezone: got "+01:00"; a time zone is a name of the IANA time zone database; give an IANA time zone, such as "Europe/Berlin"',
    ],
    { guest: { timezone: 'Etc/GMT-1' } },
  ],
  [
    'a time zone has wrong capitals',
    { guest: { timezone: 'europe/berlin' } },
    [
      '[VML053] lab/web-1.guest.timezone: got "europe/berlin"; a time zone is a name of the IANA time zone database; did you mean "Europe/Berlin"?',
    ],
    { guest: { timezone: 'Asia/Kolkata' } },
  ],
  [
    'an older time zone has wrong capitals',
    { guest: { timezone: 'asia/kolkata' } },
    [
      '[VML053] lab/web-1.guest.timezone: got "asia/kolkata"; a time zone is a name of the IANA time zone database; did you mean "Asia/Kolkata"?',
    ],
    { guest: { timezone: 'Asia/Calcutta' } },
  ],
  [
    'a time zone of Etc has wrong capitals',
    { guest: { timezone: 'Etc/Utc' } },
    [
      '[VML053] lab/web-1.guest.timezone: got "Etc/Utc"; a time zone is a name of the IANA time zone database; did you mean "Etc/UTC"?',
    ],
    { guest: { timezone: 'Etc/Zulu' } },
  ],
  [
    'a locale has no encoding',
    { guest: { locale: 'de_DE' } },
    [
      '[VML053] lab/web-1.guest.locale: got "de_DE"; a locale is C, POSIX or language_COUNTRY, with UTF-8 as its encoding; give a locale, such as "C.UTF-8" or "de_DE.UTF-8"',
    ],
    { guest: { locale: 'de_DE.UTF-8' } },
  ],
  [
    'a locale is a language tag',
    { guest: { locale: 'de-DE' } },
    [
      '[VML053] lab/web-1.guest.locale: got "de-DE"; a locale is C, POSIX or language_COUNTRY, with UTF-8 as its encoding; give a locale, such as "C.UTF-8" or "de_DE.UTF-8"',
    ],
    { guest: { locale: 'de-DE', operatingSystem: 'windows' } },
  ],
  [
    'the management account is root',
    { guest: { managementAccount: 'root' } },
    [
      '[VML053] lab/web-1.guest.managementAccount: got "root"; the management account is none of the system itself; give an account name, such as "ops"',
    ],
    { guest: { managementAccount: 'admin' } },
  ],
  [
    'the management account is of systemd',
    { guest: { managementAccount: 'systemd-timesync' } },
    [
      '[VML053] lab/web-1.guest.managementAccount: got "systemd-timesync"; the management account is none of the system itself; give an account name, such as "ops"',
    ],
    { guest: { managementAccount: 'timesync' } },
  ],
  [
    'the management account has 33 characters',
    { guest: { managementAccount: 'a'.repeat(33) } },
    [
      '[VML053] lab/web-1.guest.managementAccount: got "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"; an account name has 1 to 32 of a-z, 0-9, "_" and "-", and starts with a letter or "_"; give an account name, such as "ops"',
    ],
    { guest: { managementAccount: 'a'.repeat(32) } },
  ],
  [
    'the management account of Windows has 21 characters',
    { guest: { operatingSystem: 'windows', managementAccount: 'a'.repeat(21) } },
    [
      '[VML053] lab/web-1.guest.managementAccount: got "aaaaaaaaaaaaaaaaaaaaa"; an account name has 1 to 20 of a-z, 0-9, "_" and "-", and starts with a letter or "_"; give an account name, such as "ops"',
    ],
    { guest: { operatingSystem: 'windows', managementAccount: 'a'.repeat(20) } },
  ],
  [
    'the management account starts with a digit',
    { guest: { managementAccount: '1ops' } },
    [
      '[VML053] lab/web-1.guest.managementAccount: got "1ops"; an account name has 1 to 32 of a-z, 0-9, "_" and "-", and starts with a letter or "_"; give an account name, such as "ops"',
    ],
    { guest: { managementAccount: '_ops1' } },
  ],
  [
    'a user has a line break',
    { guest: { managementAccount: 'ops\nroot' } },
    [
      '[VML008] lab/web-1.guest.managementAccount: got "ops\\nroot"; no line break or other control character in a text; write it in one line',
    ],
    { guest: { managementAccount: 'ops-root' } },
  ],
];

test.each(cases)('fails when %s', (_title, given, texts) => {
  expect(textsOf(given)).toEqual(texts);
  expect(define(given).vm).toBeUndefined();
});

test.each(cases)('accepts the nearest valid twin of: %s', (_title, _given, _texts, twin) => {
  expect(textsOf(twin)).toEqual([]);
  expect(Object.isFrozen(define(twin).vm)).toBe(true);
});
