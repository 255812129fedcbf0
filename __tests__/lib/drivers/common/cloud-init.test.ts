import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cloudInit, runOnceCommand } from '../../../../lib/drivers/common/cloud-init';
import { Size } from '../../../../lib/model/size';
import type {
  Guest,
  NetworkInterface,
  VirtualMachine,
} from '../../../../lib/model/virtual-machine';
import { planOf, testVm } from '../../hardening/fixture';

interface UserData extends Record<string, unknown> {
  readonly users: readonly Record<string, unknown>[];
  readonly write_files: readonly { path: string; permissions: string; content: string }[];
  readonly runcmd: readonly string[];
}

const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIElqNznBSKslANWG2bJ0PNsX15XiG82wRgiOs9wb+L++ ops';

function documents(
  vm: Partial<VirtualMachine> = {},
  guest: Partial<Guest> = {},
): { userData: UserData; networkConfig: object } {
  const whole = testVm(vm, { sshAuthorizedKeys: [key], ...guest });
  return cloudInit(whole, planOf(whole)) as { userData: UserData; networkConfig: object };
}

function nic(changes: Partial<NetworkInterface>): NetworkInterface {
  return {
    name: 'nic0',
    network: { networkName: 'office' },
    address: 'dhcp',
    macAddress: '52:54:00:00:00:01',
    slaac: false,
    ...changes,
  };
}

function networkOf(nics: readonly NetworkInterface[], guest: Partial<Guest> = {}): object {
  return documents(
    { networks: nics },
    { domain: undefined, dnsServers: [], ntpServers: [], ...guest },
  ).networkConfig;
}

describe('user data', () => {
  test('makes one account, with keys and without a password', () => {
    const { userData } = documents();
    expect(userData.users).toEqual([
      {
        name: 'ops',
        gecos: 'Management account',
        groups: ['adm', 'sudo'],
        shell: '/bin/bash',
        sudo: 'ALL=(ALL) NOPASSWD:ALL',
        lock_passwd: true,
        ssh_authorized_keys: [key],
      },
    ]);
    expect(userData).toMatchObject({ disable_root: true, ssh_pwauth: false });
  });

  test('keeps the host keys when the document changes', () => {
    expect(documents().userData.ssh_deletekeys).toBe(false);
  });

  test('has no field that could hold a password', () => {
    const fields = new Set<string>();
    JSON.stringify(documents().userData, (name, value: unknown) => {
      fields.add(name);
      return value;
    });
    const passwords = [...fields].filter((field) => /pass|secret|chpasswd|hash/i.test(field));
    expect(passwords).toEqual(['lock_passwd']);
  });

  test.each([
    [undefined, { hostname: 'web-1' }],
    ['example.org', { hostname: 'web-1', fqdn: 'web-1.example.org' }],
  ])('with the domain %j names the host', (domain, expected) => {
    const { hostname, fqdn } = documents({}, { domain }).userData;
    expect({ hostname, ...(fqdn === undefined ? {} : { fqdn }) }).toEqual(expected);
  });

  test('takes time zone, locale and account from the guest', () => {
    const { userData } = documents(
      {},
      { timezone: 'Europe/Berlin', locale: 'de_DE.UTF-8', managementAccount: 'admin' },
    );
    expect(userData).toMatchObject({ timezone: 'Europe/Berlin', locale: 'de_DE.UTF-8' });
    expect(userData.users).toMatchObject([{ name: 'admin' }]);
  });

  test('trusts the SSH CA that is given, and none otherwise', () => {
    const file = '/etc/ssh/vm-lifecycle-user-ca.pub';
    const filesOf = (sshCertificateAuthority?: string): [string, string][] =>
      documents({}, { sshCertificateAuthority })
        .userData.write_files.filter(({ path }) => path.includes('user-ca'))
        .map(({ path, content }) => [path, content]);
    expect(filesOf()).toEqual([]);
    expect(filesOf(key)).toEqual([
      [file, `${key}\n`],
      ['/etc/ssh/sshd_config.d/20-vm-lifecycle-user-ca.conf', `TrustedUserCAKeys ${file}\n`],
    ]);
  });

  test('writes every file with an octal mode in quotes', () => {
    const { write_files: files } = documents().userData;
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter(({ permissions }) => !/^0[0-7]{3}$/.test(permissions))).toEqual([]);
  });

  test('formats a data disk once, and mounts it, found by its serial', () => {
    const { userData } = documents({
      dataDisks: [
        { name: 'data', size: Size.gibibytes(1), mountPoint: '/srv/data' },
        { name: 'raw', size: Size.gibibytes(1) },
      ],
    });
    expect(userData.fs_setup).toEqual([
      {
        device: '/dev/disk/by-id/virtio-data',
        filesystem: 'ext4',
        label: 'data',
        partition: 'none',
        overwrite: false,
      },
    ]);
    expect(userData.mounts).toEqual([
      [
        '/dev/disk/by-id/virtio-data',
        '/srv/data',
        'ext4',
        'defaults,nodev,nosuid,nofail',
        '0',
        '2',
      ],
    ]);
  });

  test('says nothing of disks that are not mounted', () => {
    const { userData } = documents({ dataDisks: [{ name: 'raw', size: Size.gibibytes(1) }] });
    expect(Object.keys(userData)).not.toEqual(expect.arrayContaining(['mounts']));
    expect(Object.keys(userData)).not.toEqual(expect.arrayContaining(['fs_setup']));
  });

  test('cuts the label of a file system at 16 characters, as ext4 does', () => {
    const name = 'a-name-of-20-letters';
    const { userData } = documents({
      dataDisks: [{ name, size: Size.gibibytes(1), mountPoint: '/srv/data' }],
    });
    expect(userData.fs_setup).toMatchObject([{ label: 'a-name-of-20-let' }]);
  });

  test('hardens before it runs the commands of the user, in their order', () => {
    const { runcmd } = documents({}, { runOnce: ['first', 'second'] }).userData;
    expect(runcmd.slice(-2)).toEqual([runOnceCommand('first'), runOnceCommand('second')]);
    expect(documents().userData.runcmd).toEqual(runcmd.slice(0, -2));
  });
});

describe('a run-once command', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'run-once-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs it as cloud-init does, with the markers below the folder of the test. */
  function run(command: string): number | null {
    const script = runOnceCommand(command).replace('/var/lib/vm-lifecycle', folder);
    expect(script).not.toContain('/var/lib/vm-lifecycle');
    return spawnSync('/bin/sh', ['-c', script], { cwd: folder }).status;
  }
  const output = (): string => readFileSync(join(folder, 'out'), 'utf8');
  const markers = (): string[] => readdirSync(join(folder, 'run-once'));

  test.each([
    ['plain words', 'echo hi >> out', 'hi\n'],
    ['single quotes', "echo 'it'\"'\"'s' >> out", "it's\n"],
    ['double quotes', 'echo "a  b" >> out', 'a  b\n'],
    ['a variable', 'x=1; echo "$x" >> out', '1\n'],
    ['backslashes', "printf 'a\\\\b' >> out", 'a\\b'],
    ['several lines', 'echo a >> out\necho b >> out', 'a\nb\n'],
    ['a substitution', 'echo $(echo `echo deep`) >> out', 'deep\n'],
    ['percent signs', "printf '%s%%' x >> out", 'x%'],
  ])('with %s runs once, however often cloud-init runs it', (_title, command, expected) => {
    expect([run(command), run(command)]).toEqual([0, 0]);
    expect(output()).toBe(expected);
    expect(markers()).toHaveLength(1);
  });

  test('that fails runs again the next time', () => {
    writeFileSync(join(folder, 'out'), '');
    const command = 'echo try >> out; test -e ready';
    expect(run(command)).not.toBe(0);
    writeFileSync(join(folder, 'ready'), '');
    expect([run(command), run(command)]).toEqual([0, 0]);
    expect(output()).toBe('try\ntry\n');
  });

  test('keeps its marker when another one is put before it', () => {
    run('echo a >> out');
    run('echo b >> out');
    run('echo a >> out');
    expect(output()).toBe('a\nb\n');
    expect(markers()).toHaveLength(2);
  });
});

describe('network config', () => {
  test('of DHCP finds the interface by its MAC address', () => {
    expect(networkOf([nic({})])).toEqual({
      version: 2,
      ethernets: {
        nic0: { match: { macaddress: '52:54:00:00:00:01' }, 'accept-ra': false, dhcp4: true },
      },
    });
  });

  test('of DHCP does not take the servers that are declared', () => {
    const config = networkOf([nic({})], { dnsServers: ['192.0.2.53'], ntpServers: ['192.0.2.1'] });
    expect(config).toMatchObject({
      ethernets: {
        nic0: {
          nameservers: { addresses: ['192.0.2.53'] },
          'dhcp4-overrides': { 'use-dns': false, 'use-ntp': false },
        },
      },
    });
  });

  test('of a static address has the gateway as default route, and the domain to search', () => {
    const address = { ip: '10.0.0.9', prefixLength: 24, gateway: '10.0.0.1' };
    const config = networkOf([nic({ address })], {
      domain: 'example.org',
      dnsServers: ['192.0.2.53'],
    });
    expect(config).toEqual({
      version: 2,
      ethernets: {
        nic0: {
          match: { macaddress: '52:54:00:00:00:01' },
          'accept-ra': false,
          nameservers: { addresses: ['192.0.2.53'], search: ['example.org'] },
          dhcp4: false,
          addresses: ['10.0.0.9/24'],
          routes: [{ to: '0.0.0.0/0', via: '10.0.0.1' }],
        },
      },
    });
  });

  test('of a static address without gateway has no route', () => {
    const config = networkOf([nic({ address: { ip: '10.0.0.9', prefixLength: 24 } })]);
    expect(JSON.stringify(config)).not.toContain('routes');
  });

  test('of IPv6 routes ::/0', () => {
    const address = { ip: '2001:db8::9', prefixLength: 64, gateway: 'fe80::1' };
    expect(networkOf([nic({ address })])).toMatchObject({
      ethernets: {
        nic0: { addresses: ['2001:db8::9/64'], routes: [{ to: '::/0', via: 'fe80::1' }] },
      },
    });
  });

  test('listens to router advertisements only where the interface asks for it', () => {
    const config = networkOf([
      nic({ name: 'front', slaac: true }),
      nic({ name: 'back', macAddress: '52:54:00:00:00:02' }),
    ]);
    expect(config).toMatchObject({
      ethernets: {
        front: { match: { macaddress: '52:54:00:00:00:01' }, 'accept-ra': true },
        back: { match: { macaddress: '52:54:00:00:00:02' }, 'accept-ra': false },
      },
    });
  });
});
