import { define, textsOf, type Case, textToken } from './support';

const cases: readonly Case[] = [
  [
    'a network is unknown',
    { nic: { network: 'frontent' } },
    [
      '[VML048] lab/web-1.networks[0].network: got "frontent"; it is one of the networks of the environment "lab": "frontend", "open", "six" or "live"; did you mean "frontend"?',
    ],
    { nic: { network: 'frontend' } },
  ],
  [
    'a network is far from known',
    { nic: { network: 'dmz' } },
    [
      '[VML048] lab/web-1.networks[0].network: got "dmz"; it is one of the networks of the environment "lab": "frontend", "open", "six" or "live"; use one of them, or declare it',
    ],
    { nic: { network: 'open' } },
  ],
  [
    'the environment has no networks',
    { environment: { networks: undefined } },
    [
      '[VML041] lab/web-1.networks[0].network: got "frontend"; the environment "lab" has no networks; declare the network in the environment',
    ],
    { nic: { network: { networkName: 'own' } }, environment: { networks: undefined } },
  ],
  [
    'the environment has networks of no sort',
    { environment: { networks: null } },
    [
      '[VML041] lab/web-1.networks[0].network: got "frontend"; the environment "lab" has no networks; declare the network in the environment',
    ],
    { nic: { network: { networkName: 'own' } }, environment: { networks: null } },
  ],
  [
    'a network of the environment is a text',
    { environment: { networks: { frontend: '10.0.0.0/24' } } },
    [
      '[VML048] lab/web-1.environment.networks.frontend: got "10.0.0.0/24"; it is a network; give an object with networkName and what is known of it',
    ],
    { environment: { networks: { frontend: { networkName: 'frontend', cidr: '10.0.0.0/24' } } } },
  ],
  [
    'a network is missing',
    { nic: { network: undefined } },
    [
      '[VML041] lab/web-1.networks[0].network: got nothing; a required field is given; name one of the networks of the environment',
    ],
    { nic: { network: 'open' } },
  ],
  [
    'a network is a token',
    { nic: { network: textToken } },
    [
      '[VML046] lab/web-1.networks[0].network: got a token; a value that must be known at synthesis is not a token; give the value itself',
    ],
    { nic: { network: 'open' } },
  ],
  [
    'a network is a number',
    { nic: { network: 7 } },
    [
      '[VML048] lab/web-1.networks[0].network: got 7; it is the name of a network, or a network; name one of the networks of the environment',
    ],
    { nic: { network: { networkName: '7' } } },
  ],
  [
    'a network has no name',
    { nic: { network: {} } },
    [
      '[VML041] lab/web-1.networks[0].network.networkName: got nothing; a required field is given; give the name of the network',
    ],
    { nic: { network: { networkName: 'own' } } },
  ],
  [
    'a VLAN is 0',
    { nic: { network: { networkName: 'own', vlan: 0 } } },
    [
      '[VML016] lab/web-1.networks[0].network.vlan: got 0; a VLAN id is between 1 and 4094 (IEEE 802.1Q); leave it out for an untagged network',
    ],
    { nic: { network: { networkName: 'own', vlan: 1 } } },
  ],
  [
    'a VLAN is 4095',
    { environment: { networks: { frontend: { networkName: 'frontend', vlan: 4095 } } } },
    [
      '[VML016] lab/web-1.environment.networks.frontend.vlan: got 4095; a VLAN id is between 1 and 4094 (IEEE 802.1Q); leave it out for an untagged network',
    ],
    { environment: { networks: { frontend: { networkName: 'frontend', vlan: 4094 } } } },
  ],
  [
    'a VLAN is a text',
    { nic: { network: { networkName: 'own', vlan: '7' } } },
    [
      '[VML048] lab/web-1.networks[0].network.vlan: got "7"; it is a number; leave it out for an untagged network',
    ],
    { nic: { network: { networkName: 'own', vlan: 7 } } },
  ],
  [
    'a subnet has host bits',
    { nic: { network: { networkName: 'own', cidr: '10.0.0.1/24' } } },
    [
      '[VML013] lab/web-1.networks[0].network.cidr: got "10.0.0.1/24"; an IP address, prefix or CIDR is written correctly; did you mean "10.0.0.0/24"?',
    ],
    { nic: { network: { networkName: 'own', cidr: '10.0.0.0/24' } } },
  ],
  [
    'a subnet has no prefix',
    { nic: { network: { networkName: 'own', cidr: '10.0.0.0' } } },
    [
      '[VML013] lab/web-1.networks[0].network.cidr: got "10.0.0.0"; an IP address, prefix or CIDR is written correctly; did you mean "10.0.0.0/32"?',
    ],
    { nic: { network: { networkName: 'own', cidr: '10.0.0.0/32' } } },
  ],
  [
    'a subnet is none',
    { nic: { network: { networkName: 'own', cidr: '10.0.0.0/24/8' } } },
    [
      '[VML013] lab/web-1.networks[0].network.cidr: got "10.0.0.0/24/8"; an IP address, prefix or CIDR is written correctly; give a subnet, such as "10.0.0.0/24"',
    ],
    { nic: { network: { networkName: 'own', cidr: '10.0.0.0/8' } } },
  ],
  [
    'the gateway of a network is outside',
    {
      nic: {
        network: { networkName: 'own', cidr: '10.0.0.0/24', gateway: '10.0.1.1' },
        address: '10.0.0.9',
      },
    },
    [
      '[VML012] lab/web-1.networks[0].network.gateway: got "10.0.1.1"; a gateway lies in the subnet and is not the VM itself; give an address in 10.0.0.0/24',
    ],
    {
      nic: {
        network: { networkName: 'own', cidr: '10.0.0.0/24', gateway: '10.0.0.1' },
        address: '10.0.0.9',
      },
    },
  ],
  [
    'a field of a network is misspelt',
    { nic: { network: { networkName: 'own', vlanId: 7 } } },
    [
      '[VML043] lab/web-1.networks[0].network.vlanId: got field "vlanId"; a field is known; did you mean "vlan"?',
    ],
    { nic: { network: { networkName: 'own', bridge: 'br0' } } },
  ],
  [
    'the category of a network is unknown',
    { nic: { network: { networkName: 'own', category: 'prod' } } },
    [
      '[VML048] lab/web-1.networks[0].network.category: got "prod"; it is "production", "staging", "development" or "lab"; did you mean "production"?',
    ],
    { nic: { network: { networkName: 'own', category: 'production' } } },
  ],
  [
    'a development VM is on a production network',
    {
      props: { expires: '2027-01-31' },
      nic: { network: 'live' },
      environment: { category: 'development' },
    },
    [
      '[VML050] lab/web-1.networks[0].network: got "live"; a development VM has no interface on a production network; use a network of the development environment',
    ],
    { nic: { network: 'live' }, environment: { category: 'staging' } },
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
