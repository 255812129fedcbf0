import { define, textsOf, type Case, numberToken, listToken, textToken } from './support';

const cases: readonly Case[] = [
  [
    'a rule says nothing',
    { guest: { ingress: [{}] } },
    [
      '[VML049] lab/web-1.guest.ingress[0].cidrs: got nothing; a firewall rule names the other side; give the networks of the other side, such as ["10.0.0.0/24"]',
      '[VML049] lab/web-1.guest.ingress[0].description: got nothing; a firewall rule says what it is for; say what the rule is for',
      '[VML049] lab/web-1.guest.ingress[0].protocol: got nothing; a firewall rule names its protocol; write "tcp", "udp" or "icmp"',
    ],
    {
      guest: {
        ingress: [
          { description: 'web', protocol: 'tcp', ports: [443], cidrs: ['0.0.0.0/0', '::/0'] },
        ],
      },
    },
  ],
  [
    'a rule has a blank description',
    {
      guest: {
        egress: [{ description: ' ', protocol: 'udp', ports: ['1-2'], cidrs: ['10.0.0.0/8'] }],
      },
    },
    [
      '[VML049] lab/web-1.guest.egress[0].description: got " "; a firewall rule says what it is for; say what the rule is for',
    ],
    {
      guest: {
        egress: [{ description: 'x', protocol: 'udp', ports: ['1-2'], cidrs: ['10.0.0.0/8'] }],
      },
    },
  ],
  [
    'a rule has an unknown protocol',
    {
      guest: { egress: [{ description: 'x', protocol: 'TCP', ports: [1], cidrs: ['10.0.0.0/8'] }] },
    },
    [
      '[VML048] lab/web-1.guest.egress[0].protocol: got "TCP"; it is "tcp", "udp" or "icmp"; did you mean "tcp"?',
    ],
    {
      guest: { egress: [{ description: 'x', protocol: 'tcp', ports: [1], cidrs: ['10.0.0.0/8'] }] },
    },
  ],
  [
    'icmp has ports',
    {
      guest: {
        egress: [{ description: 'x', protocol: 'icmp', ports: [1], cidrs: ['10.0.0.0/8'] }],
      },
    },
    ['[VML049] lab/web-1.guest.egress[0].ports: got a list; icmp has no ports; leave them out'],
    {
      guest: { egress: [{ description: 'x', protocol: 'icmp', ports: [], cidrs: ['10.0.0.0/8'] }] },
    },
  ],
  [
    'tcp has no ports',
    { guest: { egress: [{ description: 'x', protocol: 'tcp', cidrs: ['10.0.0.0/8'] }] } },
    [
      '[VML049] lab/web-1.guest.egress[0].ports: got nothing; a firewall rule for tcp names its ports; give ports, such as [443] or ["8000-8099"]',
    ],
    { guest: { egress: [{ description: 'x', protocol: 'icmp', cidrs: ['10.0.0.0/8'] }] } },
  ],
  [
    'udp has an empty list of ports',
    {
      guest: { egress: [{ description: 'x', protocol: 'udp', ports: [], cidrs: ['10.0.0.0/8'] }] },
    },
    [
      '[VML049] lab/web-1.guest.egress[0].ports: got a list; a firewall rule for udp names its ports; give ports, such as [443] or ["8000-8099"]',
    ],
    {
      guest: {
        egress: [{ description: 'x', protocol: 'udp', ports: [53], cidrs: ['10.0.0.0/8'] }],
      },
    },
  ],
  [
    'ports are out of range',
    {
      guest: {
        egress: [
          {
            description: 'x',
            protocol: 'tcp',
            ports: [0, 65536, 1.5, '20-10', '80,443', -1],
            cidrs: ['10.0.0.0/8'],
          },
        ],
      },
    },
    [
      '[VML049] lab/web-1.guest.egress[0].ports[0]: got 0; a port is a whole number from 1 to 65535, a range two of them in order; give ports, such as [443] or ["8000-8099"]',
      '[VML049] lab/web-1.guest.egress[0].ports[1]: got 65536; a port is a whole number from 1 to 65535, a range two of them in order; give ports, such as [443] or ["8000-8099"]',
      '[VML049] lab/web-1.guest.egress[0].ports[2]: got 1.5; a port is a whole number from 1 to 65535, a range two of them in order; give ports, such as [443] or ["8000-8099"]',
      '[VML049] lab/web-1.guest.egress[0].ports[3]: got "20-10"; a port is a whole number from 1 to 65535, a range two of them in order; give ports, such as [443] or ["8000-8099"]',
      '[VML049] lab/web-1.guest.egress[0].ports[4]: got "80,443"; a port is a whole number from 1 to 65535, a range two of them in order; give ports, such as [443] or ["8000-8099"]',
      '[VML049] lab/web-1.guest.egress[0].ports[5]: got -1; a port is a whole number from 1 to 65535, a range two of them in order; give ports, such as [443] or ["8000-8099"]',
    ],
    {
      guest: {
        egress: [
          {
            description: 'x',
            protocol: 'tcp',
            ports: [1, 65535, '10-20', '10-10', '80'],
            cidrs: ['10.0.0.0/8'],
          },
        ],
      },
    },
  ],
  [
    'a port is a token',
    {
      guest: {
        egress: [
          { description: 'x', protocol: 'tcp', ports: [numberToken], cidrs: ['10.0.0.0/8'] },
        ],
      },
    },
    [
      '[VML046] lab/web-1.guest.egress[0].ports[0]: got a token; a value that must be known at synthesis is not a token; give the value itself',
    ],
    { guest: { egress: [{ description: 'x', protocol: 'tcp', ports: [80], cidrs: listToken }] } },
  ],
  [
    'a port is null',
    {
      guest: {
        egress: [{ description: 'x', protocol: 'tcp', ports: [null], cidrs: ['10.0.0.0/8'] }],
      },
    },
    [
      '[VML041] lab/web-1.guest.egress[0].ports[0]: got null; a required field is given; give ports, such as [443] or ["8000-8099"]',
    ],
    { guest: { egress: [{ description: 'x', protocol: 'tcp', ports: [80], cidrs: [textToken] }] } },
  ],
  [
    'the other side is empty',
    { guest: { egress: [{ description: 'x', protocol: 'tcp', ports: [80], cidrs: [] }] } },
    [
      '[VML049] lab/web-1.guest.egress[0].cidrs: got a list; a firewall rule names the other side; give the networks of the other side, such as ["10.0.0.0/24"]',
    ],
    {
      guest: {
        egress: [{ description: 'x', protocol: 'tcp', ports: [80], cidrs: ['10.0.0.0/8'] }],
      },
    },
  ],
  [
    'the other side is an address',
    { guest: { egress: [{ description: 'x', protocol: 'tcp', ports: [80], cidrs: ['::1'] }] } },
    [
      '[VML013] lab/web-1.guest.egress[0].cidrs[0]: got "::1"; an IP address, prefix or CIDR is written correctly; did you mean "::1/128"?',
    ],
    { guest: { egress: [{ description: 'x', protocol: 'tcp', ports: [80], cidrs: ['::1/128'] }] } },
  ],
  [
    'a field of a rule is misspelt',
    {
      guest: {
        egress: [
          { description: 'x', protocol: 'tcp', port: 80, ports: [80], cidrs: ['10.0.0.0/8'] },
        ],
      },
    },
    [
      '[VML043] lab/web-1.guest.egress[0].port: got field "port"; a field is known; did you mean "ports"?',
    ],
    { guest: { egress: [] } },
  ],
  [
    'a rule is a text',
    { guest: { ingress: ['allow 443'] } },
    [
      '[VML048] lab/web-1.guest.ingress[0]: got a text; it is a firewall rule; give an object with description, protocol, ports and cidrs',
    ],
    { guest: { ingress: [] } },
  ],
  [
    'the rules are an object',
    { guest: { ingress: {} } },
    [
      '[VML048] lab/web-1.guest.ingress: got an object; it is a list of firewall rules; write a list, or leave it out',
    ],
    { guest: { ingress: undefined } },
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
