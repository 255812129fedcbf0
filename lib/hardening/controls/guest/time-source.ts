import type { VirtualMachine } from '../../../model/virtual-machine';
import type { GuestConfiguration, GuestControl } from '../../control';

const CONFIGURATION = '/etc/chrony/chrony.conf';
const SCRIPT = '/usr/local/sbin/chrony-dhcp-sources';

/** Debian's settings, without its public pool and without the port for remote control. */
function chrony(sources: readonly string[]): string {
  return [
    'confdir /etc/chrony/conf.d',
    ...sources,
    'keyfile /etc/chrony/chrony.keys',
    'driftfile /var/lib/chrony/chrony.drift',
    'ntsdumpdir /var/lib/chrony',
    'logdir /var/log/chrony',
    'maxupdateskew 100.0',
    'rtcsync',
    'makestep 1 3',
    'leapsectz right/UTC',
    'cmdport 0',
    '',
  ].join('\n');
}

/** systemd-networkd tells only its own time client of the servers in a lease; these units tell chrony. */
const fromLeases: GuestConfiguration = {
  files: [
    { path: CONFIGURATION, content: chrony(['sourcedir /run/chrony-dhcp']) },
    {
      path: SCRIPT,
      permissions: '0755',
      content: `#!/bin/sh
# Gives chrony the NTP servers that DHCP offered to systemd-networkd.
mkdir -p /run/chrony-dhcp
sed -n 's/^NTP=//p' /run/systemd/netif/leases/* 2> /dev/null | tr ' ' '\\n' | sort -u |
  sed -n 's/^[0-9a-fA-F.:]\\{2,\\}$/server & iburst/p' > /run/chrony-dhcp/networkd.sources
chronyc reload sources > /dev/null || echo 'chronyd reads them when it starts'
`,
    },
    {
      path: '/etc/systemd/system/chrony-dhcp-sources.service',
      content: `[Unit]
Description=NTP servers from DHCP for chrony
After=chrony.service systemd-networkd.service

[Service]
Type=oneshot
ExecStart=${SCRIPT}

[Install]
WantedBy=multi-user.target
`,
    },
    {
      path: '/etc/systemd/system/chrony-dhcp-sources.path',
      content: `[Unit]
Description=Changes of DHCP leases

[Path]
PathChanged=/run/systemd/netif/leases

[Install]
WantedBy=multi-user.target
`,
    },
  ],
  services: ['chrony.service', 'chrony-dhcp-sources.path', 'chrony-dhcp-sources.service'],
};

function configuration({ guest }: VirtualMachine): GuestConfiguration {
  if (guest.ntpServers.length === 0) return fromLeases;
  const content = chrony(guest.ntpServers.map((server) => `server ${server} iburst`));
  return { files: [{ path: CONFIGURATION, content }], services: ['chrony.service'] };
}

/** One time source, chrony: with the declared servers, else with those that DHCP names. A VM without either has no time. */
export const timeSource: GuestControl = {
  id: 'guest.time.source',
  title: 'chrony alone sets the clock, from known NTP servers',
  sources: ['CIS Debian 12 2.3.1.1', 'CIS Debian 12 2.3.3.1 to 2.3.3.3', 'lynis TIME-3104'],
  level: 'baseline',
  scope: 'guest',
  appliesTo: ['linux'],
  requires: {
    field: 'guest.ntpServers',
    given: (vm) =>
      vm.guest.ntpServers.length > 0 || vm.networks.some((nic) => nic.address === 'dhcp'),
  },
  configure: configuration,
  observe: (vm) => {
    const count = `timeout 20 chronyc -n -c sources | wc -l`;
    // How many servers DHCP names is not known; one is enough.
    const servers =
      vm.guest.ntpServers.length > 0
        ? `echo "NTP servers: $(${count})"`
        : `test "$(${count})" -gt 0 && echo 'NTP servers: from DHCP' || echo 'NTP servers: 0'`;
    return `${servers}
echo "chronyd of $(ps -C chronyd -o user= | sort -u | tr -d ' ')"
echo "other time clients: $(systemctl list-units --no-legend --state=active systemd-timesyncd.service ntp.service ntpsec.service openntpd.service | wc -l)"
in_force chrony.service ${CONFIGURATION}`;
  },
  expected: ({ guest: { ntpServers } }) =>
    [
      `NTP servers: ${ntpServers.length > 0 ? String(ntpServers.length) : 'from DHCP'}`,
      'chronyd of _chrony',
      'other time clients: 0',
      `chrony.service active with ${CONFIGURATION}`,
    ].join('\n'),
};
