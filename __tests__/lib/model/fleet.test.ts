import { formatProblem } from '../../../lib/errors';
import { checkFleet, type FleetHypervisor, type FleetMember } from '../../../lib/model/fleet';
import { define, type Given } from './support';

function member(path: string, given: Given): FleetMember {
  const { vm, problems } = define(given);
  if (vm === undefined) throw new Error(problems.map(formatProblem).join('\n'));
  return { path, vm };
}

const textsOf = (...members: FleetMember[]): string[] => checkFleet(members).map(formatProblem);

test('accepts VMs that share nothing', () => {
  expect(
    textsOf(
      member('lab/a', { props: { name: 'a' }, nic: { address: '10.0.0.9' } }),
      member('lab/b', { props: { name: 'b' }, nic: { address: '10.0.0.10' } }),
    ),
  ).toEqual([]);
});

test('fails when two VMs have one name, whatever its case, and names the mistake once', () => {
  const web = member('lab/a', { props: { name: 'web' } });
  expect(textsOf(web, member('prod/b', { props: { name: 'web' } }))).toEqual([
    '[VML007] prod/b.name: got "web"; a VM name is used once, whatever its case; lab/a.name has it; rename one of them',
  ]);
  const capital = { props: { name: 'WEB' }, guest: { hostname: 'web' } };
  expect(textsOf(member('lab/c', capital), web)).toEqual([
    '[VML007] lab/a.name: got "web"; a VM name is used once, whatever its case; lab/c.name has it; rename one of them',
  ]);
});

test('fails when two VMs have one address in an environment', () => {
  expect(
    textsOf(
      member('lab/a', { props: { name: 'a' }, nic: { address: '10.0.0.9' } }),
      member('lab/b', { props: { name: 'b' }, nic: { network: 'open', address: '10.0.0.9/8' } }),
    ),
  ).toEqual([
    '[VML009] lab/b.networks[0].address: got "10.0.0.9"; a static IP address is used once; lab/a.networks[0].address has it; give one of them another address',
  ]);
});

test('fails when two VMs of different environments have one address on one network', () => {
  const a = member('lab/a', { props: { name: 'a' }, nic: { address: '10.0.0.9' } });
  const given = { props: { name: 'b' }, nic: { address: '10.0.0.9' } };
  expect(textsOf(a, member('dev/b', { ...given, environment: { name: 'dev' } }))).toEqual([
    '[VML009] dev/b.networks[0].address: got "10.0.0.9"; a static IP address is used once; lab/a.networks[0].address has it; give one of them another address',
  ]);
  const network = { networkName: 'elsewhere', cidr: '10.0.0.0/24' };
  const elsewhere = { ...given, nic: { ...given.nic, network }, environment: { name: 'dev' } };
  expect(textsOf(a, member('dev/b', elsewhere))).toEqual([]);
});

test('fails when two VMs have one MAC address', () => {
  const nic = { macAddress: '52:54:00:00:00:01' };
  expect(
    textsOf(
      member('lab/a', { props: { name: 'a' }, nic }),
      member('lab/b', { props: { name: 'b' }, nic }),
    ),
  ).toEqual([
    '[VML015] lab/b.networks[0].macAddress: got "52:54:00:00:00:01"; a MAC address is used once; lab/a.networks[0].macAddress has it; give one of them a macAddress of its own',
  ]);
});

test('fails when a given MAC address is the derived one of another interface', () => {
  const derived = member('lab/a', {}).vm.networks[0]?.macAddress;
  const networks = [{ network: 'frontend' }, { network: 'open', macAddress: derived }];
  expect(textsOf(member('lab/a', { props: { networks } }))).toEqual([
    `[VML015] lab/a.networks[1].macAddress: got "${String(derived)}"; a MAC address is used once; lab/a.networks[0].macAddress has it; give one of them a macAddress of its own`,
  ]);
});

test('fails when two VMs have one UUID, and does not repeat it for the derived MAC addresses', () => {
  const uuid = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';
  expect(
    textsOf(
      member('lab/a', { props: { name: 'a', uuid } }),
      member('lab/b', { props: { name: 'b', uuid } }),
    ),
  ).toEqual([
    '[VML055] lab/b.uuid: got "6ba7b810-9dad-11d1-80b4-00c04fd430c8"; a UUID is used once; lab/a.uuid has it; leave uuid out, so that each has its own',
  ]);
});

test('compares ten thousand VMs in time that grows with their number', () => {
  const { vm } = member('lab/a', { nic: { address: '10.0.0.9' } });
  const fleet = (count: number): FleetMember[] =>
    Array.from({ length: count }, (_, i) => ({
      path: `lab/vm-${String(i)}`,
      vm: { ...vm, name: `vm-${String(i)}` },
    }));
  const started = performance.now();
  expect(checkFleet(fleet(10_000))).toHaveLength(9_999 * 2);
  expect(performance.now() - started).toBeLessThan(5_000);
});

describe('VM ids (case 36)', () => {
  const numbered = (path: string, vmId: number, hypervisor?: string): FleetMember => ({
    ...member(path, { props: { name: path.replace('/', '-'), location: { vmId } } }),
    hypervisor,
  });

  test('fail when one hypervisor has one twice, and not on two of them', () => {
    expect(textsOf(numbered('blue/a', 101, 'pve'), numbered('green/b', 101, 'pve'))).toEqual([
      '[VML036] green/b.location.vmId: got "101"; a VM id is used once per hypervisor; blue/a.location.vmId has it; give one of them another id',
    ]);
    expect(textsOf(numbered('blue/a', 101, 'pve'), numbered('green/b', 102, 'pve'))).toEqual([]);
    expect(textsOf(numbered('blue/a', 101, 'pve'), numbered('green/b', 101, 'other'))).toEqual([]);
    expect(textsOf(numbered('blue/a', 101), numbered('green/b', 101))).toEqual([]);
  });

  const ranges = (...all: readonly FleetHypervisor[]): string[] =>
    checkFleet([], all).map(formatProblem);
  const blue = { path: 'blue/Pve', key: 'pve', vmIds: { from: 100, to: 199 } };

  test('fail when the ranges of two stacks overlap on one hypervisor', () => {
    expect(ranges(blue, { path: 'green/Pve', key: 'pve', vmIds: { from: 199, to: 300 } })).toEqual([
      '[VML036] green/Pve.vmIds: got 199 to 300; ranges of VM ids do not overlap; blue/Pve.vmIds has 100 to 199; give each stack a range of its own',
    ]);
    const inside = { path: 'green/Pve', key: 'pve', vmIds: { from: 120, to: 130 } };
    expect(ranges(blue, inside)).toHaveLength(1);
    expect(ranges(inside, blue)).toHaveLength(1);
    expect(ranges(blue, { ...inside, vmIds: { from: 200, to: 300 } })).toEqual([]);
    expect(ranges(blue, { ...inside, key: 'another' })).toEqual([]);
    expect(ranges(blue, { path: 'green/Pve', key: 'pve' })).toEqual([]);
  });

  test('fail when a range is none', () => {
    const rule = 'a VM id is between 100 and 999999999, and ranges do not overlap';
    const fix = 'give a whole number from 100 to 999999999';
    expect(ranges({ ...blue, vmIds: { from: 99, to: 1e9 } })).toEqual([
      `[VML036] blue/Pve.vmIds.from: got 99; ${rule}; ${fix}`,
      `[VML036] blue/Pve.vmIds.to: got 1000000000; ${rule}; ${fix}`,
    ]);
    expect(ranges({ ...blue, vmIds: { from: 200, to: 199 } })).toEqual([
      '[VML036] blue/Pve.vmIds: got 200 to 199; a range of VM ids starts with its lowest id; exchange from and to',
    ]);
    expect(ranges({ ...blue, vmIds: { from: 100, to: 999_999_999 } })).toEqual([]);
  });
});

describe('a production VM', () => {
  const production = (changes: object = {}): FleetMember => ({
    ...member('prod/a', { environment: { category: 'production', ...changes } }),
    protectedBy: [],
  });

  test('fails without a backup policy', () => {
    expect(textsOf(production())).toEqual([
      '[VML058] prod/a.backupPolicy: got nothing; a production VM has a backup policy; protect it with a BackupPolicy, or name the VM in environment.withoutBackup with reason, expires and vms',
    ]);
  });

  test('passes with one, or with a decision of its environment that still holds', () => {
    expect(textsOf({ ...production(), protectedBy: ['prod/Backup'] })).toEqual([]);
    const withoutBackup = { reason: 'stateless', expires: '2026-11-21', vms: ['web-1'] };
    expect(textsOf(production({ withoutBackup }))).toEqual([]);
    const expired = { ...withoutBackup, expires: '2026-11-20' };
    expect(textsOf(production({ withoutBackup: expired }))).toHaveLength(1);
  });

  test('is the only one that needs a policy', () => {
    expect(textsOf({ ...member('lab/a', {}), protectedBy: [] })).toEqual([]);
  });
});
