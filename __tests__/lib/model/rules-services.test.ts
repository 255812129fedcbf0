import { privateKey } from './ssh-keys';
import { define, textsOf, type Case, textToken, listToken } from './support';

const cases: readonly Case[] = [
  [
    'a DNS server is a name',
    { guest: { dnsServers: ['10.0.0.53', 'ns1'] } },
    [
      '[VML017] lab/web-1.guest.dnsServers[1]: got "ns1"; a DNS, NTP or log server is given as IP address; give an IP address, such as "10.0.0.53"',
    ],
    { guest: { dnsServers: ['10.0.0.53', '2001:db8::53'] } },
  ],
  [
    'an NTP server is a name, by default',
    { environment: { guestDefaults: { ntpServers: ['ntp.example.org'] } } },
    [
      '[VML017] lab/web-1.environment.guestDefaults.ntpServers[0]: got "ntp.example.org"; a DNS, NTP or log server is given as IP address; give an IP address, such as "10.0.0.53"',
    ],
    {
      environment: { guestDefaults: { ntpServers: ['ntp.example.org'] } },
      guest: { ntpServers: ['10.0.0.1'] },
    },
  ],
  [
    'the DNS servers are a text',
    { guest: { dnsServers: '10.0.0.53' } },
    [
      '[VML048] lab/web-1.guest.dnsServers: got "10.0.0.53"; it is a list of IP addresses; write a list of texts',
    ],
    { guest: { dnsServers: ['10.0.0.53'] } },
  ],
  [
    'the DNS servers are a text token',
    { guest: { dnsServers: textToken } },
    [
      '[VML048] lab/web-1.guest.dnsServers: got a token of another type; it is a list of IP addresses; write a list of texts',
    ],
    { guest: { dnsServers: listToken } },
  ],
  [
    'a DNS server is missing',
    { guest: { dnsServers: [undefined] } },
    [
      '[VML041] lab/web-1.guest.dnsServers[0]: got nothing; a required field is given; give an IP address, such as "10.0.0.53"',
    ],
    { guest: { dnsServers: [textToken] } },
  ],
  [
    'the log collector is a name',
    { guest: { logCollector: { address: 'logs' } } },
    [
      '[VML017] lab/web-1.guest.logCollector.address: got "logs"; a DNS, NTP or log server is given as IP address; give an IP address, such as "10.0.0.53"',
    ],
    { guest: { logCollector: { address: '10.0.0.14' } } },
  ],
  [
    'the log collector has no address',
    { guest: { logCollector: {} } },
    [
      '[VML041] lab/web-1.guest.logCollector.address: got nothing; a required field is given; give an IP address, such as "10.0.0.53"',
    ],
    { guest: { logCollector: { address: textToken } } },
  ],
  [
    'the port of the log collector is too high',
    { guest: { logCollector: { address: '10.0.0.14', port: 65536 } } },
    [
      '[VML048] lab/web-1.guest.logCollector.port: got 65536; it is a whole number from 1 to 65535; give a port, such as 514, or leave it out',
    ],
    { guest: { logCollector: { address: '10.0.0.14', port: 65535 } } },
  ],
  [
    'the port of the log collector is a text',
    { guest: { logCollector: { address: '10.0.0.14', port: '514' } } },
    [
      '[VML048] lab/web-1.guest.logCollector.port: got "514"; it is a number; give a port, such as 514, or leave it out',
    ],
    { guest: { logCollector: { address: '10.0.0.14', port: 514 } } },
  ],
  [
    'the protocol of the log collector is unknown',
    { guest: { logCollector: { address: '10.0.0.14', protocol: 'tls' } } },
    [
      '[VML048] lab/web-1.guest.logCollector.protocol: got "tls"; it is "tcp" or "udp"; write "tcp" or "udp"',
    ],
    { guest: { logCollector: { address: '10.0.0.14', protocol: 'udp' } } },
  ],
  [
    'a command has a control character',
    { guest: { runOnce: ['echo \u001b[31m'] } },
    [
      '[VML008] lab/web-1.guest.runOnce[0]: got a command (value not shown); a command has no control characters but line breaks and tabs; take them out',
    ],
    { guest: { runOnce: ['echo one\n\techo two'] } },
  ],
  [
    'a command is blank',
    { guest: { runOnce: [' '] } },
    [
      '[VML041] lab/web-1.guest.runOnce[0]: got " "; a required field is given; give a shell command',
    ],
    { guest: { runOnce: ['true'] } },
  ],
  [
    'a command is a number',
    { guest: { runOnce: [1] } },
    ['[VML048] lab/web-1.guest.runOnce[0]: got 1; it is a text; give a shell command'],
    { guest: { runOnce: [textToken] } },
  ],
  [
    'a command holds a private key',
    { guest: { runOnce: [`echo '${privateKey}' > /root/.ssh/id`] } },
    [
      '[VML039] lab/web-1.guest.runOnce[0]: got a private key (value not shown); a private key stands in no field; take it out, and make a new key: this one is no longer secret',
    ],
    { guest: { runOnce: ['ssh-keygen -t ed25519'] } },
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
