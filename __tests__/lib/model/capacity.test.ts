import { formatProblem } from '../../../lib/errors';
import { checkCapacity, type CapacityTree, type PoolMember } from '../../../lib/model/capacity';
import { capacity, pool, tree, vm } from './pool-trees';

const textsOf = (changes: Partial<CapacityTree>): string[] =>
  checkCapacity(tree(changes)).map(formatProblem);

/** VMs with all the memory of a host each. */
const full = (count: number, cpus: number, inPool?: string): PoolMember[] =>
  Array.from({ length: count }, (_, index) => vm(`full${String(index)}`, cpus, 32, inPool));

/** VMs with all the cores of a host each. */
const busy = (count: number, inPool?: string): PoolMember[] =>
  Array.from({ length: count }, (_, index) => vm(`busy${String(index)}`, 8, 1, inPool));

const reserved = { capacity, reservationsAreChecked: true };

type Case = readonly [string, Partial<CapacityTree>, readonly string[], Partial<CapacityTree>];

const slots = { path: 'lab/Cluster', reserve: { kind: 'slots', hostFailures: 1 } } as const;

const cases: readonly Case[] = [
  [
    'a reservation is above the limit (case 23)',
    { pools: [pool('a', { memory: { reservation: 33, limit: 32 } })] },
    [
      '[VML023] lab/a.memory.reservation: got 33 GiB; a reservation is at most the limit; reserve at most 32 GiB, or raise the limit',
    ],
    { pools: [pool('a', { memory: { reservation: 32, limit: 32 } })] },
  ],
  [
    'a CPU reservation is above the limit (case 23)',
    { pools: [pool('a', { cpu: { reservation: 2.1, limit: 2 } })] },
    [
      '[VML023] lab/a.cpu.reservation: got 2100 MHz; a reservation is at most the limit; reserve at most 2 GHz, or raise the limit',
    ],
    { pools: [pool('a', { cpu: { reservation: 2, limit: 2 } })] },
  ],
  [
    'children reserve more than their pool (case 24)',
    {
      pools: [
        pool('a', { memory: { reservation: 40 } }),
        pool('b', { parent: 'a', memory: { reservation: 32 } }),
        pool('c', { parent: 'a', memory: { reservation: 16 } }),
        pool('d', { parent: 'a' }),
      ],
    },
    [
      '[VML024] lab/a.memory.reservation: got 48 GiB reserved (lab/b 32 GiB, lab/c 16 GiB); children reserve at most what their pool has; it has 40 GiB, and this exceeds it by 8 GiB; reserve less in the children, or more here, or make it expandable',
    ],
    {
      pools: [
        pool('a', { memory: { reservation: 40, expandable: true } }),
        pool('b', { parent: 'a', memory: { reservation: 32 } }),
        pool('c', { parent: 'a', memory: { reservation: 16 } }),
      ],
    },
  ],
  [
    'an expandable pool takes more from its parent than that has',
    {
      pools: [
        pool('a', { cpu: { reservation: 10 } }),
        pool('b', { parent: 'a', cpu: { expandable: true } }),
        pool('c', { parent: 'b', cpu: { reservation: 10.5 } }),
      ],
    },
    [
      '[VML024] lab/a.cpu.reservation: got 10500 MHz reserved (lab/b 10500 MHz); children reserve at most what their pool has; it has 10 GHz, and this exceeds it by 500 MHz; reserve less in the children, or more here, or make it expandable',
    ],
    {
      pools: [
        pool('a', { cpu: { reservation: 10 } }),
        pool('b', { parent: 'a', cpu: { expandable: true } }),
        pool('c', { parent: 'b', cpu: { reservation: 10 } }),
      ],
    },
  ],
  [
    'an expandable pool expands over its limit',
    {
      pools: [
        pool('a', { memory: { limit: 8, expandable: true } }),
        pool('b', { parent: 'a', memory: { reservation: 9 } }),
      ],
    },
    [
      '[VML024] lab/a.memory.limit: got 9 GiB reserved (lab/b 9 GiB); an expandable pool reserves at most its limit; it has 8 GiB, and this exceeds it by 1 GiB; reserve less in the children, or raise the limit',
    ],
    {
      pools: [
        pool('a', { memory: { limit: 9, expandable: true } }),
        pool('b', { parent: 'a', memory: { reservation: 9 } }),
      ],
    },
  ],
  [
    'pools reserve more than the hypervisor has beside its failover reserve',
    {
      capacity,
      failover: slots,
      pools: [
        pool('a', { memory: { reservation: 60 } }),
        pool('b', { memory: { expandable: true } }),
        pool('c', { parent: 'b', memory: { reservation: 37 } }),
      ],
    },
    [
      '[VML024] lab/Pve.capacity: got 97 GiB reserved (lab/a 60 GiB, lab/b 37 GiB); pools reserve at most what their hypervisor has without the failover reserve of lab/Cluster; it has 96 GiB, and this exceeds it by 1 GiB; reserve less, or give the hypervisor more',
    ],
    {
      capacity,
      failover: slots,
      pools: [
        pool('a', { memory: { reservation: 60 } }),
        pool('b', { memory: { expandable: true } }),
        pool('c', { parent: 'b', memory: { reservation: 36 } }),
      ],
    },
  ],
  [
    'pools are their own ancestors (case 25)',
    { pools: [pool('A', { parent: 'B' }), pool('B', { parent: 'A' }), pool('C', { parent: 'A' })] },
    [
      '[VML025] lab/A.parent: got cycle A→B→A; a resource pool is not its own ancestor; give one of them another parent, or none',
    ],
    { pools: [pool('A', { parent: 'B' }), pool('B'), pool('C', { parent: 'A' })] },
  ],
  [
    'a pool is its own parent (case 25)',
    { pools: [pool('A', { parent: 'A' })] },
    [
      '[VML025] lab/A.parent: got cycle A→A; a resource pool is not its own ancestor; give one of them another parent, or none',
    ],
    { pools: [pool('A')] },
  ],
  [
    'a VM has more memory than a pool above it may use',
    {
      pools: [pool('a', { memory: { limit: 8 } }), pool('b', { parent: 'a' })],
      members: [vm('web', 1, 9, 'b')],
    },
    [
      '[VML065] lab/web.memory: got 9 GiB; a VM is at most as large as the limit of its pool: lab/a has 8 GiB; make the VM smaller, or raise the limit',
    ],
    {
      pools: [pool('a', { memory: { limit: 8 } }), pool('b', { parent: 'a' })],
      members: [vm('web', 1, 8, 'b')],
    },
  ],
  [
    'a VM has more CPUs than its pool may use',
    { capacity, pools: [pool('a', { cpu: { limit: 8 } })], members: [vm('web', 5, 1, 'a')] },
    [
      '[VML065] lab/web.cpuCount: got 5, which is 10 GHz; a VM is at most as large as the limit of its pool: lab/a has 8 GHz; make the VM smaller, or raise the limit',
    ],
    { capacity, pools: [pool('a', { cpu: { limit: 8 } })], members: [vm('web', 4, 1, 'a')] },
  ],
  [
    'members exceed a limit together, where nothing else keeps them below',
    {
      capacity,
      limitsAreChecked: true,
      pools: [pool('a', { memory: { limit: 8 }, cpu: { limit: 8 } }), pool('b', { parent: 'a' })],
      members: [vm('web', 3, 4, 'a'), vm('db', 2, 5, 'b')],
    },
    [
      '[VML065] lab/a.cpu.limit: got 10 GHz in 2 VMs; the members of a pool together stay below its limit of 8 GHz; this exceeds it by 2 GHz; make the VMs smaller or fewer, or raise the limit',
      '[VML065] lab/a.memory.limit: got 9 GiB in 2 VMs; the members of a pool together stay below its limit of 8 GiB; this exceeds it by 1 GiB; make the VMs smaller or fewer, or raise the limit',
    ],
    {
      capacity,
      limitsAreChecked: true,
      pools: [pool('a', { memory: { limit: 8 }, cpu: { limit: 8 } }), pool('b', { parent: 'a' })],
      members: [vm('web', 2, 4, 'a'), vm('db', 2, 4, 'b')],
    },
  ],
  [
    'VMs, in pools or in none, have more memory than the hypervisor',
    { capacity, pools: [pool('a')], members: [...full(4, 1, 'a'), vm('db', 1, 1)] },
    [
      '[VML065] lab/Pve.capacity: got 129 GiB of memory in 5 VMs; VMs have at most 128 GiB of memory here: 128 GiB, times 1; this exceeds it by 1 GiB; make the VMs smaller or fewer, add hosts, or accept a higher memoryOvercommit',
    ],
    { capacity, pools: [pool('a')], members: [...full(3, 1, 'a'), vm('db', 1, 32)] },
  ],
  [
    'VMs have more virtual CPUs than are accepted',
    { capacity, failover: slots, members: [...busy(12), vm('db', 1, 1)] },
    [
      '[VML065] lab/Pve.capacity: got 97 virtual CPUs in 13 VMs; VMs have at most 96 virtual CPUs here: 24 cores without the failover reserve of lab/Cluster, times 4; this exceeds it by 1; make the VMs smaller or fewer, add hosts, or accept a higher cpuOvercommit',
    ],
    { capacity, failover: slots, members: busy(12) },
  ],
  [
    'a VM has more memory than any host',
    { capacity, members: [vm('web', 1, 33)] },
    [
      '[VML065] lab/web.memory: got 33 GiB; a VM runs on one host, and each host of lab/Pve has 32 GiB; make the VM smaller, or correct the capacity of the hypervisor',
    ],
    { capacity, members: [vm('web', 1, 32)] },
  ],
  [
    'a VM has more CPUs than any host has cores',
    { capacity, members: [vm('web', 9, 1)] },
    [
      '[VML065] lab/web.cpuCount: got 9 CPUs; a VM runs on one host, and each host of lab/Pve has 8 cores; make the VM smaller, or correct the capacity of the hypervisor',
    ],
    { capacity, members: [vm('web', 8, 1)] },
  ],
  [
    'VMs outside of a pool take memory that it reserves',
    {
      ...reserved,
      pools: [pool('a', { memory: { reservation: 40 } })],
      members: [vm('own', 1, 10, 'a'), ...full(2, 1), vm('other', 1, 25)],
    },
    [
      '[VML065] lab/Pve.capacity: got 99 GiB of memory in 4 VMs beside 30 GiB that lab/a reserves and does not use; what a pool reserves is not given to other VMs: there is 128 GiB here, and this exceeds it by 1 GiB; make the VMs outside of these pools smaller or fewer, reserve less, or add hosts',
    ],
    {
      ...reserved,
      pools: [pool('a', { memory: { reservation: 40 } })],
      members: [vm('own', 1, 10, 'a'), ...full(2, 1), vm('other', 1, 24)],
    },
  ],
  [
    'VMs of a parent and of none take what its child reserves',
    {
      ...reserved,
      failover: slots,
      pools: [
        pool('a', { memory: { reservation: 40 } }),
        pool('b', { parent: 'a', memory: { reservation: 30 } }),
        pool('c', { memory: { reservation: 10 } }),
      ],
      members: [vm('own', 1, 20, 'a'), vm('other', 1, 32), vm('more', 1, 5)],
    },
    [
      '[VML065] lab/Pve.capacity: got 57 GiB of memory in 3 VMs beside 40 GiB that lab/b, lab/c reserve and do not use; what a pool reserves is not given to other VMs: there is 96 GiB here without the failover reserve of lab/Cluster, and this exceeds it by 1 GiB; make the VMs outside of these pools smaller or fewer, reserve less, or add hosts',
    ],
    {
      ...reserved,
      failover: slots,
      pools: [
        pool('a', { memory: { reservation: 40 } }),
        pool('b', { parent: 'a', memory: { reservation: 30 } }),
        pool('c', { memory: { reservation: 10 } }),
      ],
      members: [vm('own', 1, 20, 'a'), vm('other', 1, 32), vm('more', 1, 4)],
    },
  ],
  [
    'VMs outside of a pool take CPU that it reserves',
    {
      ...reserved,
      pools: [pool('a', { cpu: { reservation: 32 } })],
      members: [...busy(8), vm('other', 1, 1)],
    },
    [
      '[VML065] lab/Pve.capacity: got 130 GHz of CPU in 9 VMs beside 128 GHz that lab/a reserves and does not use; what a pool reserves is not given to other VMs: there is 256 GHz here, and this exceeds it by 2 GHz; make the VMs outside of these pools smaller or fewer, reserve less, or add hosts',
    ],
    { ...reserved, pools: [pool('a', { cpu: { reservation: 32 } })], members: busy(8) },
  ],
  [
    'everything is wrong at once',
    {
      capacity,
      pools: [
        pool('a', { parent: 'b' }),
        pool('b', { parent: 'a' }),
        pool('c', { memory: { reservation: 200, limit: 100 } }),
      ],
      members: [vm('web', 1, 101, 'c'), vm('db', 1, 32)],
    },
    [
      '[VML024] lab/Pve.capacity: got 200 GiB reserved (lab/c 200 GiB); pools reserve at most what their hypervisor has; it has 128 GiB, and this exceeds it by 72 GiB; reserve less, or give the hypervisor more',
      '[VML065] lab/Pve.capacity: got 133 GiB of memory in 2 VMs; VMs have at most 128 GiB of memory here: 128 GiB, times 1; this exceeds it by 5 GiB; make the VMs smaller or fewer, add hosts, or accept a higher memoryOvercommit',
      '[VML025] lab/a.parent: got cycle a→b→a; a resource pool is not its own ancestor; give one of them another parent, or none',
      '[VML023] lab/c.memory.reservation: got 200 GiB; a reservation is at most the limit; reserve at most 100 GiB, or raise the limit',
      '[VML065] lab/web.memory: got 101 GiB; a VM is at most as large as the limit of its pool: lab/c has 100 GiB; make the VM smaller, or raise the limit',
      '[VML065] lab/web.memory: got 101 GiB; a VM runs on one host, and each host of lab/Pve has 32 GiB; make the VM smaller, or correct the capacity of the hypervisor',
    ],
    {},
  ],
];

test.each(cases)('fails when %s, and not its nearest valid twin', (_title, given, texts, twin) => {
  expect(textsOf(given)).toEqual(texts);
  expect(textsOf(twin)).toEqual([]);
});

test.each([
  ['the capacity is not known', { pools: [pool('a', { cpu: { reservation: 900 } })] }],
  ['a CPU count is a token', { capacity, members: [vm('web', -1.8881545897087626e289, 1)] }],
  ['a pool above is not made here', { pools: [pool('b', { parent: 'elsewhere' })] }],
  [
    'a pool waits for its parent',
    { pools: [{ path: 'lab/a', name: 'a' }], members: [vm('web', 1, 1, 'a')] },
  ],
  [
    'reservations are kept by the hypervisor',
    { capacity, pools: [pool('a', { memory: { reservation: 100 } })], members: full(2, 1) },
  ],
  [
    'limits are kept by the hypervisor',
    {
      pools: [pool('a', { memory: { limit: 8 } })],
      members: [vm('web', 1, 8, 'a'), vm('db', 1, 8, 'a')],
    },
  ],
])('says nothing where %s', (_title, given) => {
  expect(textsOf(given)).toEqual([]);
});

test('names ten children of a pool, and counts the others', () => {
  const pools = Array.from({ length: 12 }, (_, index) =>
    pool(`p${String(index)}`, { cpu: { reservation: 10 } }),
  );
  const [text] = textsOf({ capacity, pools });
  expect(text).toContain('got 120 GHz reserved (lab/p0 10 GHz, ');
  expect(text).toContain(', lab/p9 10 GHz, 2 more)');
});

test('reads a chain of a thousand pools', () => {
  const pools = Array.from({ length: 1000 }, (_, index) =>
    pool(`p${String(index)}`, { parent: index === 0 ? undefined : `p${String(index - 1)}` }),
  );
  expect(textsOf({ capacity, pools })).toEqual([]);
});
