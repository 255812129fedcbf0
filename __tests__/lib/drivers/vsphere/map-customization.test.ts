import { customization } from '../../../../lib/drivers/vsphere/map-customization';
import { windowsTimeZone } from '../../../../lib/drivers/vsphere/windows-time-zones';
import type { Guest, VirtualMachine } from '../../../../lib/model/virtual-machine';
import { nic, options, vsphereVm, windows } from './fixture';

const made = (guest: Partial<Guest> = {}, changes: Partial<VirtualMachine> = {}) =>
  customization(vsphereVm(changes, { ...windows, dnsServers: [], ...guest }), options);

describe('the customization of a Windows guest', () => {
  test('joins the workgroup and sets name, owner and time zone', () => {
    expect(made()).toEqual({
      timeout: 30,
      windowsOptions: {
        computerName: 'win-1',
        fullName: 'Administrator',
        organizationName: 'team-a',
        timeZone: 110,
        workgroup: 'WORKGROUP',
      },
      networkInterface: [{}],
    });
  });

  test('joins a domain, with secrets as they are given', () => {
    const { windowsOptions } = made({
      windows: {
        organization: 'Shop ${x}',
        administratorPassword: '${var.administrator}',
        licenceKey: '${var.key}',
        activeDirectory: {
          domain: 'corp.example',
          account: 'joiner',
          password: '${var.joiner}',
          organizationalUnit: 'OU=shop,DC=corp,DC=example',
        },
      },
    });
    expect(windowsOptions).toMatchObject({
      organizationName: 'Shop $${x}',
      adminPassword: '${var.administrator}',
      productKey: '${var.key}',
      joinDomain: 'corp.example',
      domainAdminUser: 'joiner',
      domainAdminPassword: '${var.joiner}',
      domainOu: 'OU=shop,DC=corp,DC=example',
    });
    expect(windowsOptions).not.toHaveProperty('workgroup');
  });

  test('runs commands once, at a logon of its own', () => {
    expect(made({ runOnce: ['net user', 'echo %{x}'] }).windowsOptions).toMatchObject({
      runOnceCommandList: ['net user', 'echo %%{x}'],
      autoLogon: true,
      autoLogonCount: 1,
    });
  });

  test('gives interfaces their addresses, and the guest the first gateway of each kind', () => {
    const networks = [
      nic({ address: { ip: '10.0.0.9', prefixLength: 24, gateway: '10.0.0.1' } }),
      nic({ address: { ip: '2001:db8::9', prefixLength: 64, gateway: '2001:db8::1' } }),
      nic({ address: { ip: '10.1.0.9', prefixLength: 16, gateway: '10.1.0.1' } }),
      nic(),
    ];
    const guest = { dnsServers: ['10.0.0.53'], domain: 'corp.example' };
    const names = { dnsServerList: ['10.0.0.53'], dnsDomain: 'corp.example' };
    expect(made(guest, { networks })).toMatchObject({
      networkInterface: [
        { ...names, ipv4Address: '10.0.0.9', ipv4Netmask: 24 },
        { ...names, ipv6Address: '2001:db8::9', ipv6Netmask: 64 },
        { ...names, ipv4Address: '10.1.0.9', ipv4Netmask: 16 },
        names,
      ],
      ipv4Gateway: '10.0.0.1',
      ipv6Gateway: '2001:db8::1',
      dnsServerList: ['10.0.0.53'],
      dnsSuffixList: ['corp.example'],
    });
  });
});

describe('the time zone of Windows', () => {
  test.each([
    ['Etc/UTC', 90],
    ['Europe/London', 85],
    ['Europe/Berlin', 110],
    ['America/New_York', 35],
    ['Asia/Tokyo', 235],
    ['Pacific/Auckland', 290],
  ])('of %s has the index %i', (zone, index) => {
    expect(windowsTimeZone(zone)).toBe(index);
  });

  test.each(['', 'Antarctica/Troll', 'constructor', 'europe/berlin'])('of %j has none', (zone) => {
    expect(windowsTimeZone(zone)).toBeUndefined();
  });

  test('is that of a zone that exists, and each zone has one', () => {
    const known = Intl.supportedValuesOf('timeZone');
    const mapped = [...known, 'Etc/UTC'].filter((zone) => windowsTimeZone(zone) !== undefined);
    expect(mapped.length).toBeGreaterThan(100);
  });
});
