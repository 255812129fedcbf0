import {
  allowedSources,
  firewallOptions,
  firewallRules,
  hasUnknownSources,
  linkLocalOf,
  portLists,
} from '../../../../lib/drivers/proxmox/map-firewall';
import type { FirewallRule } from '../../../../lib/model/vm-props';
import { nic, office, planOf, proxmoxVm, request, waiverOf } from './fixture';

const waived = (...controls: string[]): ReturnType<typeof request> => {
  const vm = proxmoxVm({ waivers: controls.map(waiverOf) });
  return { ...request(), vm, plan: planOf(vm) };
};
const rule = (changes: Partial<FirewallRule> = {}): FirewallRule => ({
  description: 'a rule',
  protocol: 'tcp',
  ports: [443],
  cidrs: ['203.0.113.0/24'],
  ...changes,
});

describe('the options of the firewall', () => {
  test('drop what is not declared, in both directions', () => {
    expect(firewallOptions(request())).toEqual({
      enabled: true,
      inputPolicy: 'DROP',
      outputPolicy: 'DROP',
      logLevelIn: 'info',
      logLevelOut: 'info',
      macfilter: true,
      ipfilter: true,
      dhcp: true,
      ndp: false,
      radv: false,
    });
  });

  test('follow the interfaces', () => {
    const address = { ip: '2001:db8::9', prefixLength: 64 };
    expect(firewallOptions(request({ networks: [nic({ address })] }))).toMatchObject({
      dhcp: false,
      ndp: true,
    });
    expect(firewallOptions(request({ networks: [nic({ slaac: true })] }))).toMatchObject({
      ndp: true,
    });
  });

  test('follow waivers', () => {
    expect(firewallOptions(waived('guest.firewall.egress'))).toMatchObject({
      outputPolicy: 'ACCEPT',
    });
    expect(firewallOptions(waived('machine.network.anti-spoofing'))).toMatchObject({
      macfilter: false,
      ipfilter: false,
    });
    expect(firewallOptions(waived('machine.network.firewall'))).toMatchObject({
      inputPolicy: 'ACCEPT',
      outputPolicy: 'ACCEPT',
      ipfilter: true,
    });
  });
});

describe('the rules of the firewall', () => {
  const short = (rules: ReturnType<typeof firewallRules>): unknown[] =>
    rules.map(({ type, proto, macro, dport, source, dest }) => [
      type,
      macro ?? proto,
      dport,
      source ?? dest,
    ]);

  test('let administrators in, and the guest reach its servers', () => {
    expect(short(firewallRules(request()))).toEqual([
      ['in', 'tcp', '22', '192.0.2.0/24'],
      ['in', 'Ping', undefined, undefined],
      ['out', 'udp', '53', '192.0.2.53'],
      ['out', 'tcp', '53', '192.0.2.53'],
      ['out', 'udp', '123', '192.0.2.123'],
      ['out', 'tcp', '514', '192.0.2.14'],
    ]);
  });

  test('servers that DHCP names may be anywhere', () => {
    const guest = { dnsServers: [], ntpServers: [], logCollector: undefined };
    const out = short(firewallRules(request({}, {}, guest))).filter(
      (row) => (row as string[])[0] === 'out',
    );
    expect(out).toEqual([
      ['out', 'udp', '53', undefined],
      ['out', 'tcp', '53', undefined],
      ['out', 'udp', '123', undefined],
    ]);
  });

  test('one rule for each network, with the protocol of its family', () => {
    const ingress = [
      rule({ cidrs: ['203.0.113.0/24', '2001:db8::/32'], ports: ['8000-8099', 443] }),
      rule({ protocol: 'icmp', ports: undefined, cidrs: ['203.0.113.0/24', '2001:db8::/32'] }),
      rule({ protocol: 'udp', ports: undefined }),
    ];
    const given = firewallRules(request({}, {}, { ingress }));
    expect(short(given).slice(2, 7)).toEqual([
      ['in', 'tcp', '8000:8099,443', '203.0.113.0/24'],
      ['in', 'tcp', '8000:8099,443', '2001:db8::/32'],
      ['in', 'icmp', undefined, '203.0.113.0/24'],
      ['in', 'ipv6-icmp', undefined, '2001:db8::/32'],
      ['in', 'udp', undefined, '203.0.113.0/24'],
    ]);
  });

  test('evaluate nothing of a text', () => {
    const ingress = [rule({ description: '${file("/etc/hostname")}' })];
    expect(firewallRules(request({}, {}, { ingress }))[2]?.comment).toBe(
      '$${file("/etc/hostname")}',
    );
  });

  test('are none without the firewall, and let everything out without egress control', () => {
    expect(firewallRules(waived('machine.network.firewall'))).toEqual([]);
    expect(short(firewallRules(waived('guest.firewall.egress')))).toHaveLength(2);
  });

  test('a list holds at most 15 ports, of which a range takes two', () => {
    const single = Array.from({ length: 16 }, (_, index) => index + 1);
    expect(portLists(single)).toEqual(['1,2,3,4,5,6,7,8,9,10,11,12,13,14,15', '16']);
    const ranges = Array.from(
      { length: 8 },
      (_, index) => `${String(index * 10 + 1)}-${String(index * 10 + 5)}`,
    );
    expect(portLists(ranges).map((list) => list.split(',').length)).toEqual([7, 1]);
    expect(portLists([])).toEqual([]);
  });
});

describe('the addresses that an interface may send from', () => {
  const names = (changes: Parameters<typeof nic>[0]): string[] =>
    allowedSources(nic(changes)).map(({ name }) => name);

  test('its own, or its network', () => {
    expect(names({ address: { ip: '198.51.100.9', prefixLength: 24 } })).toEqual(['198.51.100.9']);
    expect(names({})).toEqual(['198.51.100.0/24']);
  });

  test('with IPv6 also its link-local one', () => {
    expect(linkLocalOf('52:54:00:12:34:56')).toBe('fe80::5054:ff:fe12:3456');
    const address = { ip: '2001:db8::9', prefixLength: 64 };
    expect(names({ address })).toEqual(['2001:db8::9', 'fe80::5054:ff:fe00:1']);
    const network = { ...office, cidr: '2001:db8::/64' };
    expect(names({ slaac: true, network, address })).toEqual([
      '2001:db8::/64',
      '2001:db8::9',
      'fe80::5054:ff:fe00:1',
    ]);
  });

  test.each([
    [{}, false],
    [{ network: { networkName: 'x' } }, true],
    [{ network: { ...office, cidr: '2001:db8::/64' } }, true],
    [{ slaac: true }, true],
    [
      {
        slaac: true,
        network: { ...office, cidr: '2001:db8::/64' },
        address: { ip: '198.51.100.9', prefixLength: 24 },
      },
      false,
    ],
    [{ network: { networkName: 'x' }, address: { ip: '198.51.100.9', prefixLength: 24 } }, false],
  ])('%j: unknown is %s', (changes, unknown) => {
    expect(hasUnknownSources(nic(changes as Parameters<typeof nic>[0]))).toBe(unknown);
  });
});
