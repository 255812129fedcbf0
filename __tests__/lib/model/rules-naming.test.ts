import { define, textsOf, type Case, textToken } from './support';

const cases: readonly Case[] = [
  [
    'a Windows name has 16 characters',
    { guest: { operatingSystem: 'windows', hostname: 'a23456789012345x' } },
    [
      '[VML001] lab/web-1.guest.hostname: got "a23456789012345x"; a Windows computer name has at most 15 characters (NetBIOS); give guest.hostname, such as "a23456789012345"',
    ],
    { guest: { operatingSystem: 'windows', hostname: 'a23456789012345' } },
  ],
  [
    'a Windows name is all digits',
    { guest: { operatingSystem: 'windows', hostname: '12345' } },
    [
      '[VML002] lab/web-1.guest.hostname: got "12345"; a Windows computer name is not all digits; put a letter into it, such as "vm12345"',
    ],
    { guest: { operatingSystem: 'windows', hostname: '12345a' } },
  ],
  [
    'the VM name is no host name',
    { props: { name: 'web_01' } },
    [
      '[VML003] lab/web-1.guest.hostname: got "web_01" (from the name of the VM); a host name label consists of a-z, 0-9 and "-" (RFC 1123); write "web-01"',
    ],
    { props: { name: 'web-01' } },
  ],
  [
    'the VM name is no host name, but the guest has one',
    { props: { name: 'web_01' }, guest: { hostname: '_' } },
    [
      '[VML003] lab/web-1.guest.hostname: got "_"; a host name label consists of a-z, 0-9 and "-" (RFC 1123); give one, such as "web-1"',
    ],
    { props: { name: 'web_01' }, guest: { hostname: 'web-01' } },
  ],
  [
    'a host name has capitals',
    { guest: { hostname: 'Web' } },
    [
      '[VML003] lab/web-1.guest.hostname: got "Web"; a host name label consists of a-z, 0-9 and "-" (RFC 1123); write "web"',
    ],
    { guest: { hostname: 'web' } },
  ],
  [
    'a host name starts with a hyphen',
    { guest: { hostname: '-web' } },
    [
      '[VML004] lab/web-1.guest.hostname: got "-web"; a host name label neither starts nor ends with "-" (RFC 1123); write "web"',
    ],
    { guest: { hostname: 'web' } },
  ],
  [
    'a host name ends with a hyphen',
    { guest: { hostname: 'web-' } },
    [
      '[VML004] lab/web-1.guest.hostname: got "web-"; a host name label neither starts nor ends with "-" (RFC 1123); write "web"',
    ],
    { guest: { hostname: 'web' } },
  ],
  [
    'a host name has 64 characters',
    { guest: { hostname: 'a'.repeat(64) } },
    [
      '[VML005] lab/web-1.guest.hostname: got "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"; a host name label has at most 63 characters, a full name at most 253 (RFC 1035); write "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"',
    ],
    { guest: { hostname: 'a'.repeat(63) } },
  ],
  [
    'a domain has an empty label',
    { guest: { domain: 'example..org' } },
    [
      '[VML003] lab/web-1.guest.domain: got "" (in the domain); a host name label consists of a-z, 0-9 and "-" (RFC 1123); write "example.org"',
    ],
    { guest: { domain: 'example.org' } },
  ],
  [
    'a domain label has 64 characters',
    { guest: { domain: `${'b'.repeat(64)}.org` } },
    [
      '[VML005] lab/web-1.guest.domain: got "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb" (in the domain); a host name label has at most 63 characters, a full name at most 253 (RFC 1035); write "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.org"',
    ],
    { guest: { domain: `${'b'.repeat(63)}.org` } },
  ],
  [
    'a full name has 254 characters',
    {
      guest: {
        hostname: 'a'.repeat(63),
        domain: `${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(62)}`,
      },
    },
    [
      '[VML005] lab/web-1.guest.domain: got a full name of 254 characters; a host name label has at most 63 characters, a full name at most 253 (RFC 1035); shorten the host name or the domain',
    ],
    {
      guest: {
        hostname: 'a'.repeat(63),
        domain: `${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(61)}`,
      },
    },
  ],
  [
    'a domain is too long even without a host name',
    { guest: { hostname: 5, domain: Array(64).fill('abc').join('.') } },
    [
      '[VML005] lab/web-1.guest.domain: got a full name of 256 characters; a host name label has at most 63 characters, a full name at most 253 (RFC 1035); shorten the host name or the domain',
      '[VML048] lab/web-1.guest.hostname: got 5; it is a text; give a host name, such as "web-1"',
    ],
    { guest: { domain: Array(61).fill('abc').join('.') } },
  ],
  [
    'a VM name has 81 characters',
    { props: { name: 'a'.repeat(81) }, guest: { hostname: 'web' } },
    [
      '[VML006] lab/web-1.name: got "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...; a VM name has 1 to 80 characters, without "/", "\\" and "%" (vSphere); shorten it by 1',
    ],
    { props: { name: 'a'.repeat(80) }, guest: { hostname: 'web' } },
  ],
  [
    'a VM name has a slash',
    { props: { name: 'web/1' } },
    [
      '[VML006] lab/web-1.name: got "web/1"; a VM name has 1 to 80 characters, without "/", "\\" and "%" (vSphere); leave out these characters',
    ],
    { props: { name: 'web-1' } },
  ],
  [
    'a VM name has a backslash and a percent sign',
    { props: { name: '50%\\web' } },
    [
      '[VML006] lab/web-1.name: got "50%\\\\web"; a VM name has 1 to 80 characters, without "/", "\\" and "%" (vSphere); leave out these characters',
    ],
    { props: { name: '50-web' } },
  ],
  [
    'a VM name has a space at its end',
    { props: { name: 'web ' } },
    [
      '[VML006] lab/web-1.name: got "web "; a VM name has 1 to 80 characters, without "/", "\\" and "%" (vSphere); leave out the space at its ends',
    ],
    { props: { name: 'web' } },
  ],
  [
    'a VM name is blank',
    { props: { name: ' ' } },
    [
      '[VML041] lab/web-1.name: got " "; a required field is given; give the VM a name, such as "web-1"',
    ],
    { props: { name: 'w' } },
  ],
  [
    'a VM name has a line break',
    { props: { name: 'web\nroot: x' } },
    [
      '[VML008] lab/web-1.name: got "web\\nroot: x"; no line break or other control character in a text; write it in one line',
    ],
    { props: { name: 'web-root-x' } },
  ],
  [
    'a VM name is missing',
    { props: { name: undefined } },
    [
      '[VML041] lab/web-1.name: got nothing; a required field is given; give the VM a name, such as "web-1"',
    ],
    { props: { name: 'a' } },
  ],
  [
    'a VM name is null',
    { props: { name: null } },
    [
      '[VML041] lab/web-1.name: got null; a required field is given; give the VM a name, such as "web-1"',
    ],
    { props: { name: 'a' } },
  ],
  [
    'a VM name is a number',
    { props: { name: 7 } },
    ['[VML048] lab/web-1.name: got 7; it is a text; give the VM a name, such as "web-1"'],
    { props: { name: '7' } },
  ],
  [
    'a VM name is a token',
    { props: { name: textToken } },
    [
      '[VML046] lab/web-1.name: got a token; a value that must be known at synthesis is not a token; give the value itself',
    ],
    { props: { name: 'web' } },
  ],
  [
    'a VM name breaks the convention',
    { environment: { naming: { pattern: '{application}-{number:2}' } } },
    [
      '[VML045] lab/web-1.name: got "web-1"; a VM name follows the naming convention of its environment, "{application}-{number:2}"; write it like "application-01"',
    ],
    { props: { name: 'web-01' }, environment: { naming: { pattern: '{application}-{number:2}' } } },
  ],
  [
    'a naming convention is wrong',
    { environment: { naming: { pattern: '{application' } } },
    [
      '[VML045] lab/web-1.name (naming.pattern): got "{application"; a field is written {word} or {number:2}, with 1 to 9 digits; write a pattern such as "{environment}-{application}-{number:2}"',
    ],
    { environment: { naming: { pattern: '{application}-1' } } },
  ],
  [
    'a UUID is none',
    { props: { uuid: '1234' } },
    [
      '[VML055] lab/web-1.uuid: got "1234"; a UUID is written 8-4-4-4-12 in hexadecimal, and is neither nil nor max (RFC 9562); leave it out; it is derived from environment and name',
    ],
    { props: { uuid: '6ba7b810-9dad-11d1-80b4-00c04fd430c8' } },
  ],
  [
    'a UUID is nil',
    { props: { uuid: '00000000-0000-0000-0000-000000000000' } },
    [
      '[VML055] lab/web-1.uuid: got "00000000-0000-0000-0000-000000000000"; a UUID is written 8-4-4-4-12 in hexadecimal, and is neither nil nor max (RFC 9562); leave it out; it is derived from environment and name',
    ],
    { props: { uuid: '00000000-0000-0000-0000-000000000001' } },
  ],
  [
    'a UUID is max',
    { props: { uuid: 'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF' } },
    [
      '[VML055] lab/web-1.uuid: got "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF"; a UUID is written 8-4-4-4-12 in hexadecimal, and is neither nil nor max (RFC 9562); leave it out; it is derived from environment and name',
    ],
    { props: { uuid: 'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFE' } },
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
