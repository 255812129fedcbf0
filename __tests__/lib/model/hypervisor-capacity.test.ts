import { formatProblem } from '../../../lib/errors';
import type { FailoverReserve } from '../../../lib/model/cluster-policy';
import { Frequency } from '../../../lib/model/frequency';
import {
  capacityProblems,
  hostsForVms,
  usableCapacity,
} from '../../../lib/model/hypervisor-capacity';
import { Size } from '../../../lib/model/size';
import { isToken, numberToken } from './support';

const capacity = {
  hosts: 4,
  coresPerHost: 8,
  coreFrequency: Frequency.gigahertz(2.5),
  memoryPerHost: Size.gibibytes(64),
};

const reserves: readonly (readonly [
  string,
  FailoverReserve | undefined,
  number,
  number,
  number,
])[] = [
  ['nothing', undefined, 32, 80_000, 256],
  ['25 % and 50 %', { kind: 'percentage', cpuPercent: 25, memoryPercent: 50 }, 24, 60_000, 128],
  ['everything', { kind: 'percentage', cpuPercent: 100, memoryPercent: 100 }, 0, 0, 0],
  ['one host', { kind: 'slots', hostFailures: 1 }, 24, 60_000, 192],
  ['more hosts than there are', { kind: 'slots', hostFailures: 5 }, 0, 0, 0],
  ['two hosts by name', { kind: 'dedicated-hosts', hosts: ['a', 'b'] }, 16, 40_000, 128],
];

test.each(reserves)('with %s kept free', (_title, reserve, cores, megahertz, gibibytes) => {
  expect(usableCapacity(capacity, reserve)).toEqual({
    cores,
    megahertz,
    bytes: Size.gibibytes(gibibytes).bytes,
    cpuOvercommit: 4,
    memoryOvercommit: 1,
  });
});

test('a hypervisor is one host unless it says otherwise', () => {
  const one = { ...capacity, hosts: undefined, cpuOvercommit: 2, memoryOvercommit: 1.5 };
  expect(usableCapacity(one)).toMatchObject({ cores: 8, cpuOvercommit: 2, memoryOvercommit: 1.5 });
});

test('VMs run on every host but the dedicated ones', () => {
  expect(hostsForVms(capacity)).toBe(4);
  expect(hostsForVms(capacity, { kind: 'slots', hostFailures: 1 })).toBe(4);
  expect(hostsForVms(capacity, { kind: 'dedicated-hosts', hosts: ['a'] })).toBe(3);
});

const textsOf = (given: unknown): string[] =>
  capacityProblems(given, 'lab/Pve.capacity', isToken).map(formatProblem);

test.each([
  [
    { coresPerHost: 0 },
    '[VML054] lab/Pve.capacity.coresPerHost: got 0; a number, size or duration is finite, not negative and known at synthesis; it is a positive whole number; give a positive whole number, such as 16',
  ],
  [
    { hosts: 1.5 },
    '[VML054] lab/Pve.capacity.hosts: got 1.5; a number, size or duration is finite, not negative and known at synthesis; it is a positive whole number; give a positive whole number, such as 16',
  ],
  [
    { hosts: numberToken },
    '[VML046] lab/Pve.capacity.hosts: got a token; a value that must be known at synthesis is not a token; give the value itself',
  ],
  [
    { coreFrequency: 2.5 },
    '[VML048] lab/Pve.capacity.coreFrequency: got 2.5; it is a Frequency; write it as Frequency.gigahertz(2.6)',
  ],
  [
    { coreFrequency: Frequency.megahertz(0) },
    '[VML054] lab/Pve.capacity.coreFrequency: got 0 MHz; a core has a clock rate; write it as Frequency.gigahertz(2.6)',
  ],
  [
    { memoryPerHost: undefined },
    '[VML041] lab/Pve.capacity.memoryPerHost: got nothing; a required field is given; write it as Size.gibibytes(256)',
  ],
  [
    { memoryPerHost: Size.gibibytes(0) },
    '[VML054] lab/Pve.capacity.memoryPerHost: got 0 B; a host has memory; write it as Size.gibibytes(256)',
  ],
  [
    { memoryOvercommit: Infinity },
    '[VML054] lab/Pve.capacity.memoryOvercommit: got Infinity; a number, size or duration is finite, not negative and known at synthesis; it is a positive number; give a positive number, such as 1.5',
  ],
  [
    { cores: 8 },
    '[VML043] lab/Pve.capacity.cores: got field "cores"; a field is known; did you mean "coresPerHost"?',
  ],
])('a capacity with %p is refused', (changes, text) => {
  expect(textsOf({ ...capacity, ...changes })).toEqual([text]);
});

test('a capacity may be left out, and is an object otherwise', () => {
  expect(textsOf(undefined)).toEqual([]);
  expect(textsOf({ ...capacity, cpuOvercommit: 0.5 })).toEqual([]);
  expect(textsOf(64)).toEqual([
    '[VML048] lab/Pve.capacity: got 64; it is an object with the capacity of the hypervisor; give coresPerHost, coreFrequency and memoryPerHost, or leave it out',
  ]);
});

test('what is left is counted in whole numbers: 9 of 11 hosts are 9 hosts', () => {
  const eleven = { ...capacity, hosts: 11, coresPerHost: 24 };
  const { megahertz, bytes } = usableCapacity(eleven, { kind: 'slots', hostFailures: 2 });
  expect(megahertz).toBe(9 * 24 * 2500);
  expect(bytes).toBe(Size.gibibytes(9 * 64).bytes);
  const third = usableCapacity(capacity, { kind: 'percentage', cpuPercent: 33, memoryPercent: 33 });
  expect(third.bytes % Size.mebibytes(1).bytes).toBe(0);
});
