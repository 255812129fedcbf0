import { define, textsOf, type Case, listToken, numberToken } from './support';

const cases: readonly Case[] = [
  [
    'a MAC address is a multicast one',
    { nic: { macAddress: '53:54:00:00:00:01' } },
    [
      '[VML015] lab/web-1.networks[0].macAddress: got "53:54:00:00:00:01"; a MAC address is a unicast address and used once; write it as in "52:54:00:12:34:56", or leave it out',
    ],
    { nic: { macAddress: '52:54:00:00:00:01' } },
  ],
  [
    'a MAC address is the broadcast',
    { nic: { macAddress: 'FF:FF:FF:FF:FF:FF' } },
    [
      '[VML015] lab/web-1.networks[0].macAddress: got "FF:FF:FF:FF:FF:FF"; a MAC address is a unicast address and used once; write it as in "52:54:00:12:34:56", or leave it out',
    ],
    { nic: { macAddress: 'FE:FF:FF:FF:FF:FF' } },
  ],
  [
    'a MAC address is nothing',
    { nic: { macAddress: '00:00:00:00:00:00' } },
    [
      '[VML015] lab/web-1.networks[0].macAddress: got "00:00:00:00:00:00"; a MAC address is a unicast address and used once; write it as in "52:54:00:12:34:56", or leave it out',
    ],
    { nic: { macAddress: '00:00:00:00:00:01' } },
  ],
  [
    'a MAC address has hyphens',
    { nic: { macAddress: '52-54-00-00-00-01' } },
    [
      '[VML015] lab/web-1.networks[0].macAddress: got "52-54-00-00-00-01"; a MAC address is six bytes in hexadecimal with ":" between them; write it as in "52:54:00:12:34:56", or leave it out',
    ],
    { nic: { macAddress: '52:54:00:00:00:01' } },
  ],
  [
    'one VM has a MAC address twice',
    {
      props: {
        networks: [
          { network: 'frontend', macAddress: '52:54:00:00:00:0a' },
          { network: 'frontend', macAddress: '52:54:00:00:00:0A' },
        ],
      },
    },
    [
      '[VML015] lab/web-1.networks[1].macAddress: got "52:54:00:00:00:0A"; a MAC address is a unicast address and used once; write it as in "52:54:00:12:34:56", or leave it out',
    ],
    {
      props: {
        networks: [
          { network: 'frontend', macAddress: '52:54:00:00:00:0a' },
          { network: 'frontend', macAddress: '52:54:00:00:00:0b' },
        ],
      },
    },
  ],
  [
    'two interfaces have one name',
    {
      props: {
        networks: [
          { network: 'frontend', name: 'lan' },
          { network: 'frontend', name: 'lan' },
        ],
      },
    },
    [
      '[VML031] lab/web-1.networks[1].name: got "lan"; a disk or network interface name is used once per VM; give each interface a name of its own',
    ],
    {
      props: {
        networks: [
          { network: 'frontend', name: 'lan' },
          { network: 'frontend', name: 'lan2' },
        ],
      },
    },
  ],
  [
    "a name is another interface's by position",
    { props: { networks: [{ network: 'frontend', name: 'nic1' }, { network: 'frontend' }] } },
    [
      '[VML031] lab/web-1.networks[1].name: got "nic1" (from its position); a disk or network interface name is used once per VM; give each interface a name of its own',
    ],
    { props: { networks: [{ network: 'frontend', name: 'nic0' }, { network: 'frontend' }] } },
  ],
  [
    'the name of an interface has 16 characters',
    { nic: { name: 'a'.repeat(16) } },
    [
      '[VML055] lab/web-1.networks[0].name: got "aaaaaaaaaaaaaaaa"; the name of an interface is 1 to 15 of a-z, 0-9 and "-", and none that Linux reserves; give a name, such as "nic0", or leave it out',
    ],
    { nic: { name: 'a'.repeat(15) } },
  ],
  [
    'the name of an interface is reserved',
    { nic: { name: 'all' } },
    [
      '[VML055] lab/web-1.networks[0].name: got "all"; the name of an interface is 1 to 15 of a-z, 0-9 and "-", and none that Linux reserves; give a name, such as "nic0", or leave it out',
    ],
    { nic: { name: 'all1' } },
  ],
  [
    'the name of an interface is a number',
    { nic: { name: 0 } },
    [
      '[VML048] lab/web-1.networks[0].name: got 0; it is a text; give a name, such as "nic0", or leave it out',
    ],
    { nic: { name: '0' } },
  ],
  [
    'there are no interfaces',
    { props: { networks: undefined } },
    [
      "[VML041] lab/web-1.networks: got nothing; a required field is given; write a list, such as [{ network: 'frontend' }]",
    ],
    { props: { networks: [] } },
  ],
  [
    'the interfaces are an object',
    { props: { networks: { network: 'frontend' } } },
    [
      "[VML048] lab/web-1.networks: got an object; it is a list of network interfaces; write a list, such as [{ network: 'frontend' }]",
    ],
    { props: { networks: [{ network: 'frontend' }] } },
  ],
  [
    'the interfaces are a token',
    { props: { networks: listToken } },
    [
      '[VML046] lab/web-1.networks: got a token; a value that must be known at synthesis is not a token; give the value itself',
    ],
    { props: { networks: [{ network: 'frontend' }] } },
  ],
  [
    'an interface is null',
    { props: { networks: [null] } },
    [
      "[VML041] lab/web-1.networks[0]: got null; a required field is given; give an object, such as { network: 'frontend' }",
    ],
    { props: { networks: [{ network: 'frontend' }] } },
  ],
  [
    'a field of an interface is misspelt',
    { nic: { mac: '52:54:00:00:00:01' } },
    [
      '[VML043] lab/web-1.networks[0].mac: got field "mac"; a field is known; did you mean "macAddress"?',
    ],
    { nic: { macAddress: '52:54:00:00:00:01' } },
  ],
  [
    'a limit is zero',
    { nic: { bandwidth: { inboundMegabitsPerSecond: 0 } } },
    [
      '[VML054] lab/web-1.networks[0].bandwidth.inboundMegabitsPerSecond: got 0; a limit is finite and greater than zero; give a number of megabits per second, such as 100',
    ],
    { nic: { bandwidth: { inboundMegabitsPerSecond: 0.5 } } },
  ],
  [
    'a limit is endless',
    { nic: { bandwidth: { outboundMegabitsPerSecond: Infinity } } },
    [
      '[VML054] lab/web-1.networks[0].bandwidth.outboundMegabitsPerSecond: got Infinity; a limit is finite and greater than zero; give a number of megabits per second, such as 100',
    ],
    { nic: { bandwidth: { outboundMegabitsPerSecond: 1e6 } } },
  ],
  [
    'a limit is a token',
    { nic: { bandwidth: { outboundMegabitsPerSecond: numberToken } } },
    [
      '[VML046] lab/web-1.networks[0].bandwidth.outboundMegabitsPerSecond: got a token; a value that must be known at synthesis is not a token; give the value itself',
    ],
    { nic: { bandwidth: {} } },
  ],
  [
    'a limit is a text',
    { nic: { bandwidth: '100 Mbit/s' } },
    [
      '[VML048] lab/web-1.networks[0].bandwidth: got a text; it is an object with limits; write { outboundMegabitsPerSecond: 100 }, or leave it out',
    ],
    { nic: { bandwidth: { inboundMegabitsPerSecond: 100 } } },
  ],
  [
    'a flag of an interface is a text',
    { nic: { slaac: 'on' } },
    [
      '[VML048] lab/web-1.networks[0].slaac: got "on"; it is true or false; write true or false, without quotes',
    ],
    { nic: { slaac: true } },
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
