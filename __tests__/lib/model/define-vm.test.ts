import { formatProblem } from '../../../lib/errors';
import { defineVm } from '../../../lib/model/define-vm';
import { Size } from '../../../lib/model/size';
import type { VmProps } from '../../../lib/model/vm-props';
import {
  contextOf,
  define,
  ed25519,
  environment,
  listToken,
  numberToken,
  propsOf,
  textsOf,
  textToken,
} from './support';

test('fills in every default', () => {
  expect(define({}).vm).toEqual({
    name: 'web-1',
    purpose: 'web server of the shop',
    owner: 'team-shop',
    environment: { name: 'lab', category: 'lab' },
    uuid: '3e823619-b8f5-562d-a327-6c9c5592ae79',
    cpuCount: 2,
    memory: Size.gibibytes(4),
    cpuHotAdd: false,
    memoryHotAdd: false,
    firmware: 'uefi',
    secureBoot: true,
    vtpm: true,
    cloneType: 'linked',
    dataDisks: [],
    networks: [
      {
        name: 'nic0',
        network: environment.networks.frontend,
        address: 'dhcp',
        macAddress: '52:69:9d:ff:5a:c1',
        slaac: false,
      },
    ],
    guest: {
      operatingSystem: 'linux',
      hostname: 'web-1',
      timezone: 'Etc/UTC',
      locale: 'C.UTF-8',
      managementAccount: 'ops',
      sshAuthorizedKeys: [ed25519],
      adminCidrs: [],
      ingress: [],
      egress: [],
      dnsServers: [],
      ntpServers: [],
      runOnce: [],
    },
    powerState: 'running',
    autostart: true,
    protection: false,
    tags: {},
    hardeningPack: 'baseline',
    waivers: [],
    location: {},
  });
});

test('keeps what is given, in its normal form', () => {
  const rule = {
    description: 'web',
    protocol: 'tcp',
    ports: [443, '8000-8099'],
    cidrs: ['FD00::/8'],
  };
  const icmp = { description: 'ping', protocol: 'icmp', ports: [], cidrs: [textToken] };
  const waiver = { control: 'machine.tpm', reason: 'no key provider', expires: '2027-01-31' };
  const given = {
    owner: 'ann',
    expires: '2027-01-31',
    uuid: '6BA7B810-9DAD-11D1-80B4-00C04FD430C8',
    systemDiskSize: Size.gibibytes(10),
    dataDisks: [{ name: 'data', size: Size.gibibytes(1), mode: 'persistent', mountPoint: '/srv' }],
    networks: [
      { network: 'frontend', address: '10.0.0.9', macAddress: '52:54:00:AA:BB:CC' },
      { network: 'six', name: 'v6', address: '2001:DB8:0::9/64', gateway: 'FE80::2', slaac: true },
      { network: 'open', address: '10.9.9.9/24', bandwidth: { inboundMegabitsPerSecond: 100 } },
    ],
    waivers: [waiver],
    tags: { team: textToken },
    protection: false,
    protectionOverride: { reason: 'drill', expires: '2026-12-01' },
  };
  const guest = {
    hostname: 'web',
    dnsServers: ['2001:DB8::53'],
    adminCidrs: ['10.0.0.0/24'],
    ingress: [rule],
    egress: [icmp],
    logCollector: { address: '10.0.0.14', protocol: 'udp' },
    runOnce: ['one\ntwo'],
  };
  const { vm } = define({ props: given, guest, environment: { category: 'production' } });
  expect(vm).toMatchObject({
    owner: 'ann',
    uuid: '6ba7b810-9dad-11d1-80b4-00c04fd430c8',
    secureBoot: true,
    vtpm: false,
    protection: false,
    dataDisks: [{ name: 'data', size: Size.gibibytes(1), mountPoint: '/srv' }],
    networks: [
      {
        address: { ip: '10.0.0.9', prefixLength: 24, gateway: '10.0.0.1' },
        macAddress: '52:54:00:aa:bb:cc',
      },
      {
        name: 'v6',
        address: { ip: '2001:db8::9', prefixLength: 64, gateway: 'fe80::2' },
        slaac: true,
      },
      { name: 'nic2', address: { ip: '10.9.9.9', prefixLength: 24 } },
    ],
    guest: {
      hostname: 'web',
      dnsServers: ['2001:db8::53'],
      ingress: [{ ...rule, cidrs: ['fd00::/8'] }],
      egress: [{ description: 'ping', protocol: 'icmp', cidrs: [textToken] }],
      logCollector: { address: '10.0.0.14', port: 514, protocol: 'udp' },
    },
    waivers: [waiver],
  });
  expect(vm?.guest.egress[0]?.ports).toBeUndefined();
});

test('protects a production VM', () => {
  expect(define({ environment: { category: 'production' } }).vm?.protection).toBe(true);
});

test('takes the guest over the defaults of the environment', () => {
  const guestDefaults = { timezone: 'Europe/Berlin', locale: 'de_DE.UTF-8', runOnce: ['true'] };
  const vm = define({
    guest: { locale: 'C.UTF-8', timezone: undefined },
    environment: { guestDefaults, hardeningPack: 'strict' },
  }).vm;
  expect(vm?.guest).toMatchObject({
    timezone: 'Europe/Berlin',
    locale: 'C.UTF-8',
    runOnce: ['true'],
  });
  expect(vm?.hardeningPack).toBe('strict');
});

test('passes tokens where they are documented', () => {
  const rule = { description: 'x', protocol: 'tcp', ports: [1], cidrs: listToken };
  const { vm, problems } = define({
    props: { purpose: textToken, owner: textToken, cpuCount: numberToken, tags: { a: textToken } },
    guest: {
      domain: textToken,
      sshAuthorizedKeys: listToken,
      sshCertificateAuthority: textToken,
      adminCidrs: listToken,
      ingress: [rule],
      dnsServers: [textToken],
      ntpServers: listToken,
      logCollector: { address: textToken },
      runOnce: listToken,
    },
  });
  expect(problems).toEqual([]);
  expect(vm).toMatchObject({
    purpose: textToken,
    cpuCount: numberToken,
    guest: {
      domain: textToken,
      sshAuthorizedKeys: listToken,
      adminCidrs: listToken,
      ntpServers: listToken,
      logCollector: { address: textToken },
      ingress: [rule],
    },
  });
});

test('reports twenty mistakes together, sorted by path', () => {
  const texts = textsOf({
    props: {
      name: 'web/1',
      purpose: '',
      owner: 'a\nb',
      expires: 'soon',
      cpuCount: 6,
      coresPerSocket: 4,
      memory: Size.mebibytes(1022),
      minimumMemory: Size.gibibytes(2),
      systemDiskSize: Size.gibibytes(0),
      dataDisks: [{ name: 'data', size: 10, mode: 'independent_nonpersistent' }],
      networks: [
        { network: 'frontend', address: '10.0.1.9/24' },
        { network: 'none', macAddress: '01:00:5e:00:00:01' },
      ],
      powerState: 'on',
      hardeningPack: 'hard',
      uuid: 'x',
      colour: 'red',
      guest: { hostname: '-web', timezone: 'Nowhere', password: 'x', dnsServers: ['ns1'] },
    },
  });
  expect(texts.length).toBeGreaterThanOrEqual(20);
  expect(
    texts.map((text) => /^\[(\w+)\] lab\/web-1\.(\S+):/.exec(text)?.slice(1).join(' ')),
  ).toEqual([
    'VML043 colour',
    'VML021 coresPerSocket',
    'VML032 dataDisks[0].mode',
    'VML048 dataDisks[0].size',
    'VML042 expires',
    'VML017 guest.dnsServers[0]',
    'VML004 guest.hostname',
    'VML039 guest.password',
    'VML039 guest.sshAuthorizedKeys',
    'VML053 guest.timezone',
    'VML048 hardeningPack',
    'VML018 memory',
    'VML022 minimumMemory',
    'VML006 name',
    'VML010 networks[0].address',
    'VML015 networks[1].macAddress',
    'VML048 networks[1].network',
    'VML008 owner',
    'VML048 powerState',
    'VML041 purpose',
    'VML030 systemDiskSize',
    'VML055 uuid',
  ]);
});

test.each([
  [undefined, 'VML041', 'nothing'],
  [null, 'VML041', 'null'],
  ['web-1', 'VML048', 'a text'],
  [7, 'VML048', '7'],
  [[], 'VML048', 'a list'],
  [() => 1, 'VML048', 'a function'],
  [Symbol('vm'), 'VML048', 'a symbol'],
  [new Map(), 'VML048', 'a Map object'],
  [Size.gibibytes(1), 'VML048', '1 GiB'],
])('fails when the VM is %p', (props, code, given) => {
  const { vm, problems } = defineVm(props as unknown as VmProps, contextOf({}));
  expect(vm).toBeUndefined();
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatchObject({ code, got: given, path: 'lab/web-1' });
});

test('gives the same result for the same input, and leaves the input alone', () => {
  const props = propsOf({ disk: {} });
  const before = JSON.stringify(props);
  expect(defineVm(props, contextOf({}))).toEqual(defineVm(props, contextOf({})));
  expect(JSON.stringify(props)).toBe(before);
  expect(Object.isFrozen(props.networks)).toBe(false);
});

test('freezes the VM in its depth', () => {
  const check = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null) return;
    expect([path, Object.isFrozen(value)]).toEqual([path, true]);
    for (const [key, child] of Object.entries(value)) check(child, `${path}.${key}`);
  };
  check(define({ disk: {}, props: { tags: { a: 'b' } } }), 'result');
  check(define({ props: { name: '' } }), 'result');
});

test('prints each problem in one line', () => {
  for (const problem of define({ props: { name: 'a\nb', 'c\nd': 1 } }).problems) {
    expect(formatProblem(problem)).not.toContain('\n');
  }
});
