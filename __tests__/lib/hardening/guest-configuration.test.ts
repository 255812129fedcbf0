import { guestConfiguration } from '../../../lib/hardening/guest-configuration';
import { observationScript } from '../../../lib/hardening/observation';
import type { VirtualMachine } from '../../../lib/model/virtual-machine';
import { ownControl, planOf, testVm, waiver } from './fixture';

function configurationOf(vm: VirtualMachine) {
  return guestConfiguration(vm, planOf(vm));
}

function file(vm: VirtualMachine, path: string): string {
  const found = configurationOf(vm).files.find((each) => each.path === path);
  return found?.content ?? '(no file)';
}

const strict = testVm({ hardeningPack: 'strict' });

describe('the files', () => {
  test.each([
    ['/etc/sysctl.d/99-vm-lifecycle.conf', 'kernel.kptr_restrict = 2\n'],
    ['/etc/sysctl.d/99-vm-lifecycle.conf', 'net.ipv4.conf.all.rp_filter = 1\n'],
    ['/etc/sysctl.d/99-vm-lifecycle.conf', 'net.ipv4.conf.default.rp_filter = 1\n'],
    ['/etc/sysctl.d/99-vm-lifecycle.conf', 'net.ipv4.conf.*.rp_filter = 1\n'],
    ['/etc/ssh/sshd_config.d/10-vm-lifecycle.conf', 'PermitRootLogin no\n'],
    ['/etc/ssh/sshd_config.d/10-vm-lifecycle.conf', 'AllowUsers ops\n'],
    [
      '/etc/modprobe.d/vm-lifecycle.conf',
      'install usb-storage /bin/false\nblacklist usb-storage\n',
    ],
    ['/etc/rsyslog.d/60-vm-lifecycle-forward.conf', 'target="192.0.2.14"\n'],
    ['/etc/chrony/chrony.conf', 'server 192.0.2.123 iburst\n'],
  ])('%s contains %j', (path, text) => {
    expect(file(strict, path)).toContain(text);
  });

  test('audit rules end with the one that locks them, though its control comes first', () => {
    const rules = file(strict, '/etc/audit/rules.d/60-vm-lifecycle.rules').trim().split('\n');
    expect(rules.at(-1)).toBe('-e 2');
    expect(rules.filter((rule) => rule === '-e 2')).toHaveLength(1);
  });

  test('are sorted, written once, and private where they name what a user must not read', () => {
    const { files } = configurationOf(strict);
    const paths = files.map((each) => each.path);
    expect(paths).toEqual([...new Set(paths)].sort());
    const modes = Object.fromEntries(files.map((each) => [each.path, each.permissions ?? '0644']));
    expect(modes).toMatchObject({
      '/etc/sudoers.d/10-vm-lifecycle': '0440',
      '/etc/ssh/sshd_config.d/10-vm-lifecycle.conf': '0600',
      '/etc/audit/rules.d/60-vm-lifecycle.rules': '0640',
      '/etc/nftables.conf': '0640',
    });
  });

  test('are the same for the same VM, whatever the order of its waivers', () => {
    const waivers = [waiver('guest.ssh.banner'), waiver('guest.kernel.aslr')];
    const text = (vm: VirtualMachine) =>
      JSON.stringify(configurationOf(vm)) + observationScript(vm, planOf(vm));
    expect(text(testVm({ waivers }))).toBe(text(testVm({ waivers: [...waivers].reverse() })));
  });
});

describe('the commands', () => {
  const { commands, services } = configurationOf(strict);

  test('load parameters once, and treat all services at once', () => {
    expect(commands.filter((command) => command.startsWith('sysctl '))).toEqual([
      'sysctl --quiet --system',
    ]);
    expect(commands.slice(-3)).toEqual([
      `SYSTEMCTL_SKIP_SYSV=1 systemctl --quiet enable ${services.join(' ')}`,
      expect.stringMatching(/^systemctl start .*apt-daily\.timer/),
      expect.stringMatching(/^systemctl reload-or-restart .*auditd\.service.*ssh\.service/),
    ]);
  });

  test('never restart a timer, which would run its job', () => {
    expect(commands.at(-1)).not.toContain('.timer');
  });
});

describe('the firewall', () => {
  const path = '/etc/nftables.conf';
  const rules = (vm: VirtualMachine) =>
    file(vm, path)
      .split('\n')
      .map((line) => line.trim());

  test('is replaced at once, by one table per direction, each dropping what no rule accepts', () => {
    const text = file(testVm(), path);
    expect(text.indexOf('flush ruleset')).toBeLessThan(text.indexOf('table inet'));
    expect(text.match(/^table .*$/gm)).toEqual([
      'table inet vm_lifecycle_egress {',
      'table inet vm_lifecycle_ingress {',
    ]);
    expect(text.match(/hook \w+ priority filter; policy drop;/g)).toHaveLength(3);
  });

  test.each([
    ['guest.firewall.egress', 'vm_lifecycle_ingress', 'vm_lifecycle_egress'],
    ['guest.firewall.ingress', 'vm_lifecycle_egress', 'vm_lifecycle_ingress'],
  ])('without %s, %s is still in force', (id, kept, gone) => {
    const text = file(testVm({ waivers: [waiver(id)] }), path);
    expect(text).toContain(kept);
    expect(text).not.toContain(gone);
    expect(text).toContain('policy drop');
  });

  test('is not there at all without both', () => {
    const waivers = [waiver('guest.firewall.egress'), waiver('guest.firewall.ingress')];
    expect(file(testVm({ waivers }), path)).toBe('(no file)');
  });

  test('has one rule per network: IPv6 by its colon, tokens as IPv4', () => {
    const token = '${TfToken[TOKEN.7]}';
    const mixed = `\${TfToken[TOKEN.8]}:1`;
    const adminCidrs = ['192.0.2.0/24', '2001:db8::/32', token, mixed];
    expect(rules(testVm({}, { adminCidrs })).filter((rule) => rule.includes('dport 22'))).toEqual([
      'ip saddr 192.0.2.0/24 tcp dport 22 accept comment "SSH"',
      'ip6 saddr 2001:db8::/32 tcp dport 22 accept comment "SSH"',
      `ip saddr ${token} tcp dport 22 accept comment "SSH"`,
      `ip saddr ${mixed} tcp dport 22 accept comment "SSH"`,
    ]);
  });

  test.each([
    [{ protocol: 'tcp', ports: [443] }, 'ip daddr 192.0.2.80 tcp dport 443 accept comment "x"'],
    [
      { protocol: 'tcp', ports: ['8000-8099', 8050, 443, '8090-8200', 80] },
      'ip daddr 192.0.2.80 tcp dport { 80, 443, 8000-8200 } accept comment "x"',
    ],
    [{ protocol: 'udp' }, 'ip daddr 192.0.2.80 udp dport 0-65535 accept comment "x"'],
    [{ protocol: 'icmp' }, 'ip daddr 192.0.2.80 icmp type 0-255 accept comment "x"'],
  ] as const)('accepts declared traffic %j', (rule, text) => {
    const egress = [{ description: 'x', cidrs: ['192.0.2.80'], ...rule }];
    expect(rules(testVm({}, { egress }))).toContain(text);
  });

  test('lets DNS and NTP out to the declared servers, else anywhere on their ports', () => {
    expect(rules(testVm())).toEqual(
      expect.arrayContaining([
        'ip daddr 192.0.2.53 udp dport 53 accept comment "DNS"',
        'ip daddr 192.0.2.53 tcp dport 53 accept comment "DNS"',
        'ip daddr 192.0.2.123 udp dport 123 accept comment "NTP"',
        'ip daddr 192.0.2.14 tcp dport 514 accept comment "log collector"',
        'udp sport 68 udp dport 67 accept comment "DHCP"',
      ]),
    );
    expect(rules(testVm({}, { dnsServers: [], ntpServers: [] }))).toEqual(
      expect.arrayContaining([
        'udp dport 53 accept comment "DNS servers from DHCP"',
        'tcp dport 53 accept comment "DNS servers from DHCP"',
        'udp dport 123 accept comment "NTP servers from DHCP"',
      ]),
    );
  });

  test('accepts router advertisements only where an interface uses them', () => {
    const [nic] = testVm().networks;
    expect(file(testVm(), path)).not.toContain('nd-router');
    const text = file(testVm({ networks: [{ ...nic!, slaac: true }] }), path);
    expect(text).toContain('nd-router-advert');
    expect(text).toContain('nd-router-solicit');
  });

  test.each([
    'a "quoted" text',
    '$(reboot)',
    '`reboot`',
    '${file("/etc/hostname")}',
    'x\n}\ntable inet y {',
  ])('keeps a description such as %j inside of its comment', (description) => {
    const ingress = [
      { description, protocol: 'tcp', ports: [80], cidrs: ['192.0.2.0/24'] } as const,
    ];
    const found = rules(testVm({}, { ingress })).filter((rule) => rule.includes('dport 80'));
    expect(found).toEqual([
      expect.stringMatching(
        /^ip saddr 192\.0\.2\.0\/24 tcp dport 80 accept comment "[\w .,:/()+?-]*"$/,
      ),
    ]);
  });
});

test('NTP servers come from leases of systemd-networkd where none is declared', () => {
  const vm = testVm({}, { ntpServers: [] });
  expect(file(vm, '/etc/chrony/chrony.conf')).toContain('sourcedir /run/chrony-dhcp\n');
  expect(file(vm, '/etc/chrony/chrony.conf')).not.toContain('pool');
  expect(configurationOf(vm).services).toContain('chrony-dhcp-sources.path');
});

describe('controls that disagree fail', () => {
  test.each([
    [
      { sysctl: { 'kernel.sysrq': 1 } },
      'internal error: guest.kernel.sysrq and guest.own.control set the kernel parameter kernel.sysrq to 0 and 1',
    ],
    [
      { sshd: { PermitRootLogin: 'yes' } },
      'internal error: guest.own.control and guest.ssh.root-login set the sshd option PermitRootLogin to yes and no',
    ],
    [
      { files: [{ path: '/etc/motd', content: 'hello\n' }] },
      'internal error: guest.banner.login and guest.own.control both write /etc/motd',
    ],
    [
      { files: [{ path: '/etc/nftables.conf', content: '\n' }] },
      'internal error: guest.own.control and the merged configuration both write /etc/nftables.conf',
    ],
    [
      { sshd: { Banner: 'none\nPermitRootLogin yes' } },
      'internal error: a line break in "none\\nPermitRootLogin yes"',
    ],
    [{ auditRules: ['-e 0\n-D'] }, 'internal error: a line break in "-e 0\\n-D"'],
  ])('%j', (part, text) => {
    const vm = testVm({ waivers: [waiver('guest.ssh.banner')] });
    const plan = planOf(vm, { additional: [ownControl({ configure: () => part })] });
    expect(() => guestConfiguration(vm, plan)).toThrow(new Error(text));
  });

  test('but may ask for the same', () => {
    const same = ownControl({ configure: () => ({ sysctl: { 'kernel.sysrq': 0 } }) });
    const vm = testVm();
    expect(() => guestConfiguration(vm, planOf(vm, { additional: [same] }))).not.toThrow();
  });
});
