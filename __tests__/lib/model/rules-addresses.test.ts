import { define, textsOf, type Case, textToken } from './support';

const cases: readonly Case[] = [
  [
    'an address is outside of its network',
    { nic: { address: '10.0.1.9/24' } },
    [
      '[VML010] lab/web-1.networks[0].address: got "10.0.1.9/24"; a static IP address lies in the subnet of its network; give an address in 10.0.0.0/24',
    ],
    { nic: { address: '10.0.0.9/24' } },
  ],
  [
    'an address has another prefix than its network',
    { nic: { address: '10.0.0.9/16' } },
    [
      '[VML010] lab/web-1.networks[0].address: got "10.0.0.9/16"; a static IP address has the prefix length of its network; write "10.0.0.9/24"',
    ],
    { nic: { address: '10.0.0.9' } },
  ],
  [
    'an address is of the other family',
    { nic: { address: '2001:db8::9' } },
    [
      '[VML010] lab/web-1.networks[0].address: got "2001:db8::9"; a static IP address lies in the subnet of its network; give an address in 10.0.0.0/24',
    ],
    { nic: { network: 'six', address: '2001:db8::9' } },
  ],
  [
    'an address with prefix is of the other family',
    { nic: { address: '2001:db8::9/64' } },
    [
      '[VML010] lab/web-1.networks[0].address: got "2001:db8::9/64"; a static IP address lies in the subnet of its network; give an address in 10.0.0.0/24',
    ],
    { nic: { network: 'six', address: '2001:db8::9/64' } },
  ],
  [
    'an address is the network',
    { nic: { address: '10.0.0.0/24' } },
    [
      '[VML011] lab/web-1.networks[0].address: got "10.0.0.0/24"; a static IP address is a host address, not the network or broadcast address; this is the network address; give another address',
    ],
    { nic: { address: '10.0.0.2/24' } },
  ],
  [
    'an address is the broadcast',
    { nic: { address: '10.0.0.255/24' } },
    [
      '[VML011] lab/web-1.networks[0].address: got "10.0.0.255/24"; a static IP address is a host address, not the network or broadcast address; this is the broadcast address; give another address',
    ],
    { nic: { address: '10.0.0.254/24' } },
  ],
  [
    'an address is the network of a /30',
    { nic: { network: 'open', address: '10.9.9.4/30' } },
    [
      '[VML011] lab/web-1.networks[0].address: got "10.9.9.4/30"; a static IP address is a host address, not the network or broadcast address; this is the network address; give another address',
    ],
    { nic: { network: 'open', address: '10.9.9.4/31' } },
  ],
  [
    'an address is the broadcast of a /30',
    { nic: { network: 'open', address: '10.9.9.7/30' } },
    [
      '[VML011] lab/web-1.networks[0].address: got "10.9.9.7/30"; a static IP address is a host address, not the network or broadcast address; this is the broadcast address; give another address',
    ],
    { nic: { network: 'open', address: '10.9.9.7/32' } },
  ],
  [
    'an address is a multicast one',
    { nic: { network: 'open', address: '224.0.0.5/24' } },
    [
      '[VML011] lab/web-1.networks[0].address: got "224.0.0.5/24"; a static IP address is a host address, not the network or broadcast address; this is a multicast address; give another address',
    ],
    { nic: { network: 'open', address: '223.0.0.5/24' } },
  ],
  [
    'an address is a loopback one',
    { nic: { network: 'open', address: '::1/128' } },
    [
      '[VML011] lab/web-1.networks[0].address: got "::1/128"; a static IP address is a host address, not the network or broadcast address; this is a loopback address; give another address',
    ],
    { nic: { network: 'open', address: '2001:db8::1/128' } },
  ],
  [
    'an address is the anycast of the routers',
    { nic: { network: 'six', address: '2001:db8::/64' } },
    [
      '[VML011] lab/web-1.networks[0].address: got "2001:db8::/64"; a static IP address is a host address, not the network or broadcast address; this is the anycast address of the routers; give another address',
    ],
    { nic: { network: 'open', address: '2001:db8::/127' } },
  ],
  [
    'an address is the gateway',
    { nic: { address: '10.0.0.1/24' } },
    [
      '[VML012] lab/web-1.networks[0].address: got "10.0.0.1"; a gateway lies in the subnet and is not the VM itself; give the VM another address than its gateway',
    ],
    { nic: { address: '10.0.0.3/24' } },
  ],
  [
    'a gateway is the VM itself',
    { nic: { address: '10.0.0.9/24', gateway: '10.0.0.9' } },
    [
      '[VML012] lab/web-1.networks[0].gateway: got "10.0.0.9"; a gateway lies in the subnet and is not the VM itself; give the VM another address than its gateway',
    ],
    { nic: { address: '10.0.0.9/24', gateway: '10.0.0.8' } },
  ],
  [
    'a gateway is outside of the subnet',
    { nic: { address: '10.0.0.9/24', gateway: '10.0.1.1' } },
    [
      '[VML012] lab/web-1.networks[0].gateway: got "10.0.1.1"; a gateway lies in the subnet and is not the VM itself; give an address in 10.0.0.0/24',
    ],
    { nic: { address: '10.0.0.9/24', gateway: '10.0.0.254' } },
  ],
  [
    'a gateway is the broadcast address',
    { nic: { address: '10.0.0.9/24', gateway: '10.0.0.255' } },
    [
      '[VML012] lab/web-1.networks[0].gateway: got "10.0.0.255"; a gateway lies in the subnet and is not the VM itself; this is the broadcast address; give the address of the router',
    ],
    { nic: { address: '10.0.0.9/24', gateway: '10.0.0.254' } },
  ],
  [
    'a gateway is of the other family',
    { nic: { address: '10.0.0.9/24', gateway: 'fe80::1' } },
    [
      '[VML012] lab/web-1.networks[0].gateway: got "fe80::1"; a gateway lies in the subnet and is not the VM itself; give an address in 10.0.0.0/24',
    ],
    { nic: { network: 'six', address: '2001:db8::9', gateway: 'fe80::2' } },
  ],
  [
    'a gateway is no address',
    { nic: { address: '10.0.0.9/24', gateway: 'router' } },
    [
      '[VML013] lab/web-1.networks[0].gateway: got "router"; an IP address, prefix or CIDR is written correctly; give an address, such as "10.0.0.1"',
    ],
    { nic: { address: '10.0.0.9/24', gateway: '10.0.0.1' } },
  ],
  [
    'a gateway is a token',
    { nic: { address: '10.0.0.9/24', gateway: textToken } },
    [
      '[VML046] lab/web-1.networks[0].gateway: got a token; a value that must be known at synthesis is not a token; give the value itself',
    ],
    { nic: { address: '10.0.0.9/24' } },
  ],
  [
    'a gateway is given with a bad address',
    { nic: { address: 'x', gateway: '10.0.0.256' } },
    [
      '[VML013] lab/web-1.networks[0].address: got "x"; an IP address, prefix or CIDR is written correctly; write "dhcp", or an address such as "10.0.0.9/24"',
      '[VML013] lab/web-1.networks[0].gateway: got "10.0.0.256"; an IP address, prefix or CIDR is written correctly; give an address, such as "10.0.0.1"',
    ],
    { nic: { address: '10.0.0.9', gateway: '10.0.0.1' } },
  ],
  [
    'a gateway is given with DHCP',
    { nic: { address: 'dhcp', gateway: '10.0.0.1' } },
    [
      '[VML014] lab/web-1.networks[0].gateway: got "10.0.0.1"; a gateway is not given with DHCP; leave it out, or give a static address',
    ],
    { nic: { address: 'dhcp' } },
  ],
  [
    'a gateway is given without an address',
    { nic: { gateway: '10.0.0.1' } },
    [
      '[VML014] lab/web-1.networks[0].gateway: got "10.0.0.1"; a gateway is not given with DHCP; leave it out, or give a static address',
    ],
    { nic: {} },
  ],
  [
    'a prefix is 33',
    { nic: { address: '10.0.0.9/33' } },
    [
      '[VML013] lab/web-1.networks[0].address: got "10.0.0.9/33"; an IP address, prefix or CIDR is written correctly; write "dhcp", or an address such as "10.0.0.9/24"',
    ],
    { nic: { network: 'open', address: '10.0.0.9/32' } },
  ],
  [
    'a prefix is 129',
    { nic: { network: 'six', address: '2001:db8::9/129' } },
    [
      '[VML013] lab/web-1.networks[0].address: got "2001:db8::9/129"; an IP address, prefix or CIDR is written correctly; write "dhcp", or an address such as "10.0.0.9/24"',
    ],
    { nic: { network: 'open', address: '2001:db8::9/128' } },
  ],
  [
    'an address is octal',
    { nic: { address: '010.0.0.1' } },
    [
      '[VML013] lab/web-1.networks[0].address: got "010.0.0.1"; an IP address, prefix or CIDR is written correctly; write "dhcp", or an address such as "10.0.0.9/24"',
    ],
    { nic: { address: '10.0.0.10' } },
  ],
  [
    'an address is short',
    { nic: { address: '10.1' } },
    [
      '[VML013] lab/web-1.networks[0].address: got "10.1"; an IP address, prefix or CIDR is written correctly; write "dhcp", or an address such as "10.0.0.9/24"',
    ],
    { nic: { address: '10.0.0.10' } },
  ],
  [
    'an address has a zone',
    { nic: { network: 'open', address: 'fe80::9%eth0/64' } },
    [
      '[VML013] lab/web-1.networks[0].address: got "fe80::9%eth0/64"; an IP address, prefix or CIDR is written correctly; write "dhcp", or an address such as "10.0.0.9/24"',
    ],
    { nic: { network: 'open', address: 'fe80::9/64' } },
  ],
  [
    'an address is IPv4 in IPv6 clothes',
    { nic: { network: 'open', address: '::ffff:10.0.0.9/120' } },
    [
      '[VML013] lab/web-1.networks[0].address: got "::ffff:10.0.0.9/120"; an IP address, prefix or CIDR is written correctly; write "dhcp", or an address such as "10.0.0.9/24"',
    ],
    { nic: { network: 'open', address: '10.0.0.9/24' } },
  ],
  [
    'an address has no prefix, and its network none either',
    { nic: { network: 'open', address: '10.0.0.9' } },
    [
      '[VML013] lab/web-1.networks[0].address: got "10.0.0.9"; an IP address, prefix or CIDR is written correctly; add the prefix, such as "10.0.0.9/24"',
    ],
    { nic: { network: 'open', address: '10.0.0.9/24' } },
  ],
  [
    'an IPv6 address has no prefix',
    { nic: { network: 'open', address: '2001:db8::9' } },
    [
      '[VML013] lab/web-1.networks[0].address: got "2001:db8::9"; an IP address, prefix or CIDR is written correctly; add the prefix, such as "2001:db8::9/64"',
    ],
    { nic: { network: 'open', address: '2001:db8::9/64' } },
  ],
  [
    'an address is a number',
    { nic: { address: 10 } },
    [
      '[VML048] lab/web-1.networks[0].address: got 10; it is a text; write "dhcp", or an address such as "10.0.0.9/24"',
    ],
    { nic: { address: '10.0.0.10' } },
  ],
  [
    'an address is a token',
    { nic: { address: textToken } },
    [
      '[VML046] lab/web-1.networks[0].address: got a token; a value that must be known at synthesis is not a token; give the value itself',
    ],
    { nic: { address: 'dhcp' } },
  ],
  [
    'one VM has an address twice',
    {
      props: {
        networks: [
          { network: 'frontend', address: '10.0.0.9' },
          { network: 'frontend', address: '10.0.0.9/24' },
        ],
      },
    },
    [
      '[VML009] lab/web-1.networks[1].address: got "10.0.0.9/24"; a static IP address is used once; give each interface an address of its own',
    ],
    {
      props: {
        networks: [
          { network: 'frontend', address: '10.0.0.9' },
          { network: 'frontend', address: '10.0.0.10' },
        ],
      },
    },
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
