import * as fc from 'fast-check';
import { checkCapacity, type CapacityTree, type PoolNode } from '../../../lib/model/capacity';
import { usableCapacity } from '../../../lib/model/hypervisor-capacity';
import { Size } from '../../../lib/model/size';
import { capacity, pool, tree, vm, type Amounts } from './pool-trees';

const GIB = Size.gibibytes(1).bytes;

// Any pools, in any tree or none, with any VMs.
const amounts = (most: number): fc.Arbitrary<Amounts> =>
  fc.record(
    {
      reservation: fc.nat({ max: most }),
      limit: fc.integer({ min: 1, max: 4 * most }),
      expandable: fc.boolean(),
    },
    { requiredKeys: [] },
  );
const anyTree = fc.integer({ min: 1, max: 6 }).chain((count) =>
  fc.record({
    pools: fc.tuple(
      ...Array.from({ length: count }, () =>
        fc.record({
          // Of its own number and above too: cycles happen.
          parent: fc.option(fc.nat({ max: count }), { nil: undefined, freq: 2 }),
          cpu: amounts(3),
          memory: amounts(10),
        }),
      ),
    ),
    members: fc.array(
      fc.record({
        pool: fc.option(fc.nat({ max: count }), { nil: undefined }),
        cpuCount: fc.integer({ min: 1, max: 8 }),
        memory: fc.integer({ min: 1, max: 20 }),
      }),
      { maxLength: 5 },
    ),
    hosts: fc.integer({ min: 1, max: 4 }),
    reserve: fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined }),
    limitsAreChecked: fc.boolean(),
    reservationsAreChecked: fc.boolean(),
  }),
);

test('gives named errors, or sums that fit, for any tree', () => {
  let consistent = 0;
  const codes = new Set<string>();
  fc.assert(
    fc.property(anyTree, ({ pools, members, hosts, reserve, ...checked }) => {
      const nodes = pools.map((given, index) => {
        const parent = given.parent === undefined ? undefined : `p${String(given.parent)}`;
        return pool(`p${String(index)}`, { ...given, parent });
      });
      const vms = members.map(({ cpuCount, memory, pool: number }, index) =>
        vm(
          `vm${String(index)}`,
          cpuCount,
          memory,
          number === undefined ? undefined : `p${String(number)}`,
        ),
      );
      const failover =
        reserve === undefined
          ? undefined
          : {
              path: 'lab/Cluster',
              reserve: { kind: 'percentage', cpuPercent: reserve, memoryPercent: reserve } as const,
            };
      const given = tree({
        capacity: { ...capacity, hosts },
        failover,
        ...checked,
        pools: nodes,
        members: vms,
      });
      const problems = checkCapacity(given);
      for (const { code, path } of problems) {
        codes.add(code);
        expect(path).toMatch(/^lab\/(?:Pve|p\d|vm\d)\./);
      }
      if (problems.length > 0) return;
      consistent++;
      expectConsistent(given);
    }),
    { numRuns: 10_000, seed: 20261121 },
  );
  expect(consistent).toBeGreaterThan(500);
  expect([...codes].sort()).toEqual(['VML023', 'VML024', 'VML025', 'VML065']);
});

/** What the checked tree promises, computed in another way: from every leaf upwards. */
function expectConsistent({
  pools,
  members,
  capacity: given,
  failover,
  limitsAreChecked,
  reservationsAreChecked,
}: CapacityTree): void {
  const usable = usableCapacity(given!, failover?.reserve);
  const byPath = new Map(pools.map((node) => [node.path, node]));
  const above = (node: PoolNode): PoolNode[] => {
    const parent = byPath.get(node.parent ?? '');
    expect(parent).not.toBe(node);
    return parent === undefined ? [] : [parent, ...above(parent)];
  };
  const reserved = (node: PoolNode): number => (node.model?.memory.reservation?.bytes ?? 0) / GIB;
  for (const node of pools) {
    const { reservation, limit, expandable } = node.model!.memory;
    expect(reservation?.bytes ?? 0).toBeLessThanOrEqual(limit?.bytes ?? Infinity);
    const children = pools.filter((child) => child.parent === node.path);
    const sum = children.map(reserved).reduce((a, b) => a + b, 0);
    if (!expandable) expect(sum).toBeLessThanOrEqual(reserved(node));
    if (limit !== undefined) expect(sum * GIB).toBeLessThanOrEqual(limit.bytes);
  }
  const leaves = pools.filter((node) => !pools.some(({ parent }) => parent === node.path));
  const ofLeaves = leaves.map(reserved).reduce((a, b) => a + b, 0);
  expect(ofLeaves * GIB).toBeLessThanOrEqual(usable.bytes);
  for (const { memory, pool: path } of members) {
    const node = byPath.get(path ?? '');
    for (const { model } of node === undefined ? [] : [node, ...above(node)]) {
      expect(memory.bytes).toBeLessThanOrEqual(model?.memory.limit?.bytes ?? Infinity);
    }
  }
  if (limitsAreChecked) {
    for (const node of pools) {
      const inside = members.filter(({ pool: path }) => {
        const at = byPath.get(path ?? '');
        return at !== undefined && [at, ...above(at)].includes(node);
      });
      const total = inside.reduce((sum, { memory }) => sum + memory.bytes, 0);
      expect(total).toBeLessThanOrEqual(node.model?.memory.limit?.bytes ?? Infinity);
    }
  }
  if (reservationsAreChecked) {
    // The VMs of no pool, and what the pools at the root keep for theirs.
    const outside = members.filter(({ pool: path }) => !byPath.has(path ?? ''));
    const free = outside.reduce((sum, member) => sum - member.memory.bytes, usable.bytes);
    const roots = pools.filter(({ parent }) => !byPath.has(parent ?? ''));
    const kept = roots.map(reserved).reduce((a, b) => a + b, 0);
    expect(kept * GIB).toBeLessThanOrEqual(free);
  }
  const memory = members.reduce((sum, member) => sum + member.memory.bytes, 0);
  expect(memory).toBeLessThanOrEqual(usable.bytes);
}
