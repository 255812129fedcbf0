import { formatProblem } from '../../../lib/errors';
import { checkTemplate } from '../../../lib/model/define-template';
import { diskSerial, macAddressFor, UUID, uuidFor } from '../../../lib/model/identity';
import { parseIp, parseSubnet, reservedAs, subnetText } from '../../../lib/model/ip';
import { memoize } from '../../../lib/model/memo';
import { alternatives, byPath, shown } from '../../../lib/model/notes';
import { Opaque } from '../../../lib/model/snapshot';
import { Size } from '../../../lib/model/size';
import { publicKeyFault } from '../../../lib/model/ssh-key';
import { nearest } from '../../../lib/model/suggest';
import {
  escapeControlCharacters,
  hasControlCharacter,
  hasControlCharacterInLines,
} from '../../../lib/model/text';

test('identities never change', () => {
  // A change of these would replace every VM, its TPM and its licences.
  expect(uuidFor('production', 'web-1')).toBe('497745e3-6af9-56ed-a9a6-5460a0c2b411');
  expect(macAddressFor('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'nic0')).toBe('52:02:91:6a:d0:6a');
});

test('identities are well formed, and differ by environment, name and interface', () => {
  const uuids = ['a', 'b'].flatMap((env) => ['vm-1', 'vm-2'].map((name) => uuidFor(env, name)));
  expect(new Set(uuids).size).toBe(4);
  expect(uuidFor('a', 'b-c')).not.toBe(uuidFor('a-b', 'c'));
  for (const uuid of uuids) {
    expect(uuid).toMatch(UUID);
    expect(uuid).toMatch(/^.{14}5.{4}[89ab]/);
    expect(macAddressFor(uuid, 'nic0')).toMatch(/^52(:[0-9a-f]{2}){5}$/);
    expect(macAddressFor(uuid, 'nic0')).not.toBe(macAddressFor(uuid, 'nic1'));
  }
});

test('the serial number of a disk is its name', () => {
  expect(diskSerial('data')).toBe('data');
  expect(diskSerial('a'.repeat(21))).toHaveLength(20);
});

test.each([
  ['10.0.0.1', '10.0.0.1'],
  ['2001:DB8:0:0::1', '2001:db8::1'],
  ['256.0.0.1', undefined],
  ['1.2.3', undefined],
  ['0x0a.0.0.1', undefined],
  ['00001::', undefined],
  ['::1%lo', undefined],
  ['::ffff:1.2.3.4', undefined],
  ['', undefined],
])('the address %j is %p', (text, expected) => {
  expect(parseIp(text)?.text).toBe(expected);
});

test.each([
  ['10.0.0.1', undefined],
  ['10.0.0.0/', undefined],
  ['10.0.0.0/08', undefined],
  ['10.0.0.0/8/8', undefined],
  ['0.0.0.0/0', '0.0.0.0/0'],
  ['10.255.255.255/9', '10.128.0.0/9'],
  ['FD00::1/7', 'fc00::/7'],
])('the subnet %j is %p', (text, expected) => {
  const subnet = parseSubnet(text);
  expect(subnet && subnetText(subnet)).toBe(expected);
});

test.each([
  ['10.0.0.0/31', undefined],
  ['10.0.0.1/31', undefined],
  ['10.0.0.0/32', undefined],
  ['10.0.0.3/30', 'the broadcast address'],
  ['10.0.255.255/15', undefined],
  ['10.1.255.255/15', 'the broadcast address'],
  ['0.0.0.0/0', 'the unspecified address'],
  ['255.255.255.255/32', 'the broadcast address'],
  ['2001:db8::ffff/112', undefined],
  ['2001:db8::/126', 'the anycast address of the routers'],
  ['2001:db8::/127', undefined],
  ['ff02::1/64', 'a multicast address'],
])('the address %s is reserved as %p', (text, expected) => {
  const subnet = parseSubnet(text);
  expect(subnet && reservedAs(subnet)).toBe(expected);
});

/** A key as FIDO tokens make them; only the shape counts. */
function blob(...fields: (string | Buffer)[]): string {
  const parts = fields.flatMap((field) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(field.length);
    return [length, Buffer.from(field)];
  });
  return Buffer.concat(parts).toString('base64');
}

test.each([
  ['sk-ssh-ed25519@openssh.com', [Buffer.alloc(32), 'ssh:'], true],
  ['sk-ssh-ed25519@openssh.com', [Buffer.alloc(32)], false],
  ['sk-ecdsa-sha2-nistp256@openssh.com', ['nistp256', Buffer.alloc(65, 4), 'ssh:'], true],
  ['sk-ecdsa-sha2-nistp256@openssh.com', ['nistp256', Buffer.alloc(65, 2), 'ssh:'], false],
  ['ecdsa-sha2-nistp256', ['nistp384', Buffer.alloc(97, 4)], false],
  ['ecdsa-sha2-nistp384', ['nistp384', Buffer.alloc(97, 4), 'more'], false],
  ['ssh-ed25519', [Buffer.alloc(31)], false],
  ['ssh-ed25519', [Buffer.alloc(32), 'more'], false],
  ['ssh-rsa', ['e', Buffer.alloc(384, 0)], false],
  ['ssh-rsa', ['e', Buffer.alloc(384, 255)], true],
  ['ssh-rsa', ['e', Buffer.alloc(384, 1)], false],
  ['ssh-rsa', ['e'], false],
])('a key of type %s with %j is good: %s', (type, fields, good) => {
  expect(publicKeyFault(`${type} ${blob(type, ...fields)}`) === undefined).toBe(good);
});

test('a key whose lengths lead outside is damaged', () => {
  const whole = Buffer.from(blob('ssh-ed25519', Buffer.alloc(32)), 'base64');
  for (const cut of [2, 8, 17, 40]) {
    const key = `ssh-ed25519 ${whole.subarray(0, cut).toString('base64')}`;
    expect(publicKeyFault(key)?.got).toBe('a damaged ssh-ed25519 key (value not shown)');
  }
  expect(publicKeyFault('constructor AAAA')?.got).toContain('no public key');
});

test.each([
  ['cpu_count', 'cpuCount'],
  ['CPUCOUNT', 'cpuCount'],
  ['cpuCuont', 'cpuCount'],
  ['mem', 'memory'],
  ['me', undefined],
  ['colour', undefined],
  ['x'.repeat(100_000), undefined],
])('%.20s means %p', (given, expected) => {
  expect(nearest(given, ['cpuCount', 'memory', 'name'])).toBe(expected);
});

test('remembers results, and a bounded number of them', () => {
  const compute = jest.fn((text: string) => (text === '' ? undefined : text.length));
  const length = memoize(compute, 2);
  expect(['a', 'bb', 'a', '', ''].map(length)).toEqual([1, 2, 1, undefined, undefined]);
  expect(compute).toHaveBeenCalledTimes(3);
  expect(length('a')).toBe(1);
  expect(compute).toHaveBeenCalledTimes(4);
});

test('control characters', () => {
  expect(['a b', 'größer 😀', ''].map(hasControlCharacter)).toEqual([false, false, false]);
  expect(['a\tb', 'a\u007f', 'a\uFEFF', '\uDC00'].map(hasControlCharacter)).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(['a\n\tb', 'a\rb'].map(hasControlCharacterInLines)).toEqual([false, true]);
  expect(escapeControlCharacters('a\u0085é\u2028')).toBe('a\\u0085é\\u2028');
});

test('renders values for error texts without what might be secret', () => {
  const values = [null, [1], { a: 1 }, Size.gibibytes(1), new Opaque('a Date object', false), 1n];
  expect(values.map(shown)).toEqual(['null', 'a list', 'an object', '1 GiB', 'a Date object', '1']);
  expect(shown('-----BEGIN RSA PRIVATE KEY-----')).toBe('a private key (value not shown)');
  expect([['a'], ['a', 'b'], ['a', 'b', 'c']].map(alternatives)).toEqual([
    '"a"',
    '"a" or "b"',
    '"a", "b" or "c"',
  ]);
});

test('sorts problems by path, then by code', () => {
  const problem = (path: string, code: 'VML001' | 'VML002') => ({
    path,
    code,
    got: '',
    rule: '',
    fix: '',
  });
  const sorted = [
    problem('b', 'VML001'),
    problem('a', 'VML002'),
    problem('a', 'VML001'),
    problem('a', 'VML001'),
  ];
  expect(sorted.sort(byPath).map(({ path, code }) => path + code)).toEqual([
    'aVML001',
    'aVML001',
    'aVML002',
    'bVML001',
  ]);
});

test('checks the declaration of a template', () => {
  const good = { templateName: 'debian-12', generation: '20261101', image: '/img/debian.qcow2' };
  expect(checkTemplate({ ...good, systemDiskSize: Size.gibibytes(3) }, 'lab/t')).toEqual([]);
  const bad = {
    templateName: '../x',
    generation: 7,
    image: 'a\n',
    systemDiskSize: Size.mebibytes(1),
  };
  expect(checkTemplate(bad as never, 'lab/t').map(formatProblem)).toEqual([
    '[VML055] lab/t.templateName: got "../x"; it becomes part of a file name: letters, digits, ".", "_" and "-", at most 63; write it as in debian-12 or 20261101',
    '[VML055] lab/t.generation: got 7; it becomes part of a file name: letters, digits, ".", "_" and "-", at most 63; write it as in debian-12 or 20261101',
    '[VML055] lab/t.image: got "a\\n"; an image is a path or a URL without control characters; give the path of a qcow2 file',
    '[VML030] lab/t.systemDiskSize: got 1 MiB; a disk size is a positive whole number of GiB; write it as in Size.gibibytes(3)',
  ]);
  for (const image of ['', 7])
    expect(checkTemplate({ ...good, image } as never, 'lab/t')).toHaveLength(1);
  for (const systemDiskSize of [40, Size.gibibytes(0)]) {
    expect(checkTemplate({ ...good, systemDiskSize } as never, 'lab/t')).toHaveLength(1);
  }
});
