import { Construct } from 'constructs';
import {
  ClusterPolicy,
  Frequency,
  ResourcePool,
  Size,
  synthesize,
  type ResourcePoolProps,
} from '../../../lib';
import { capacity, ClusterHypervisor, type ClusterOptions } from './cluster-hypervisor';
import {
  addVm,
  byPath,
  cleanUp,
  filesOf,
  lab,
  newApp,
  problemsOf,
  synthesized,
  textsOf,
  unchecked,
  type Lab,
  type Synthesized,
} from './support';

cleanUp();

/** A stack with a cluster beside the hypervisor of the lab. */
function cluster(options: ClusterOptions = {}, all: Lab = lab()): Lab & { pve: ClusterHypervisor } {
  return { ...all, pve: new ClusterHypervisor(new Construct(all.stack, 'Site'), 'Pve', options) };
}

const inputs = (json: Synthesized): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(byPath(json, 'terraform_data')).map(([path, { input }]) => [path, input]),
  );

describe('a pool on a hypervisor with pools', () => {
  test('becomes an object below that of its parent, with percentages resolved', () => {
    const { app, stack, pve, template } = cluster({ capacity });
    const root = new ResourcePool(stack, 'Production', {
      name: 'production',
      preset: 'production',
      hypervisor: pve,
    });
    const child = new ResourcePool(stack, 'Databases', {
      name: 'databases',
      parent: root,
      cpu: { shares: 'low', reservation: { percent: 10 } },
    });
    addVm(stack, template, { props: { pool: child, hypervisor: pve } });
    expect([root.hypervisor, child.hypervisor]).toEqual([pve, pve]);
    expect(child.parent).toBe(root);
    expect([root.node.defaultChild, child.node.defaultChild]).toEqual([
      root.resources.main,
      child.resources.main,
    ]);
    expect(inputs(synthesized(app, stack))).toMatchObject({
      'lab/Production/Resource': {
        name: 'production',
        weight: 2,
        cpuReservation: '32 GHz',
        memoryReservation: '64 GiB',
      },
      'lab/Databases/Resource': {
        weight: 1,
        cpuReservation: '3200 MHz',
        parent: '${terraform_data.Production_6D464D17.id}',
      },
      'lab/Web/Pool': { pool: '${terraform_data.Databases_C306D46E.id}' },
    });
  });

  test('takes percentages of what a failover reserve leaves, if it is declared before', () => {
    const { stack, pve } = cluster({ capacity });
    const hypervisor = pve;
    const policy = {
      clusterName: 'compute',
      loadBalancing: 'off',
      failoverReserve: { kind: 'slots', hostFailures: 1 },
      hypervisor,
    } as const;
    const preset = { name: 'p', preset: 'production', hypervisor } as const;
    new ClusterPolicy(stack, 'Cluster', policy);
    const { model } = new ResourcePool(stack, 'P', preset);
    expect(model.memory.reservation).toEqual(Size.gibibytes(48));

    const late = cluster({ capacity });
    new ResourcePool(late.stack, 'P', { ...preset, hypervisor: late.pve });
    const plain = { name: 'q', cpu: { reservation: Frequency.gigahertz(1) }, hypervisor: late.pve };
    new ResourcePool(late.stack, 'Q', plain);
    const other = { ...policy, hypervisor: late.pve };
    expect(textsOf(() => new ClusterPolicy(late.stack, 'Cluster', other))).toEqual([
      '[VML024] lab/Cluster.failoverReserve: got a reserve after lab/P; pools with percentages reserve a part of what a failover reserve leaves; make the ClusterPolicy before these pools',
    ]);
  });

  test.each([
    ['production', undefined, true],
    ['production', false, undefined],
    ['lab', undefined, undefined],
    ['lab', true, true],
  ])('in %s with protection %j has prevent_destroy %j', (id, protection, expected) => {
    const { app, stack, pve } = cluster({}, lab({ id }));
    new ResourcePool(stack, 'Pool', { name: 'pool', protection, hypervisor: pve });
    const made = byPath(synthesized(app, stack), 'terraform_data')[`${id}/Pool/Resource`];
    expect((made?.lifecycle as { prevent_destroy?: boolean } | undefined)?.prevent_destroy).toBe(
      expected,
    );
  });

  test('is imported by its id', () => {
    const { stack, pve } = cluster();
    const pool = new ResourcePool(stack, 'Pool', { name: 'pool', hypervisor: pve });
    pool.importFrom('/dc/host/${x}');
    expect(unchecked(stack).import).toEqual([expect.objectContaining({ id: '/dc/host/$${x}' })]);
  });

  test('fails for what the hypervisor cannot do, each part by itself', () => {
    const { stack, pve } = cluster({
      capacity,
      unsupported: ['pool.shares', 'pool.reservation', 'pool.limit'],
    });
    const lacks = (what: string): string =>
      `cluster (for tests) does not support ${what}; use instead: something else`;
    const props: ResourcePoolProps = {
      name: 'p',
      preset: 'production',
      memory: { reservation: Size.gibibytes(1), limit: Size.gibibytes(2) },
      hypervisor: pve,
    };
    expect(textsOf(() => new ResourcePool(stack, 'P', props))).toEqual([
      `[VML044] lab/P.cpu.shares: got "high"; ${lacks('pool.shares')}`,
      `[VML044] lab/P.cpu.reservation: got an object; ${lacks('pool.reservation')}`,
      `[VML044] lab/P.memory.shares: got "high"; ${lacks('pool.shares')}`,
      `[VML044] lab/P.memory.reservation: got 1 GiB; ${lacks('pool.reservation')}`,
      `[VML044] lab/P.memory.limit: got 2 GiB; ${lacks('pool.limit')}`,
    ]);
    expect(problemsOf(() => new ResourcePool(stack, 'Q', { name: 'q', hypervisor: pve }))).toEqual(
      [],
    );
    const without = cluster({ unsupported: ['pool.create'] }).pve;
    expect(
      textsOf(() => new ResourcePool(without, 'P', { name: 'p', hypervisor: without })),
    ).toEqual([`[VML044] lab/Site/Pve/P.name: got "p"; ${lacks('pool.create')}`]);
  });
});

describe('a parent by name', () => {
  test('may be made later, also in another stack, and before the VMs', () => {
    const app = newApp();
    const options = { capacity, endpointKey: 'https://pve:8006' };
    const blue = cluster(options, lab({ app, id: 'blue', category: 'lab' }));
    const green = cluster(options, lab({ app, id: 'green', category: 'lab' }));
    const child = new ResourcePool(blue.stack, 'Child', {
      name: 'child',
      parent: 'root',
      cpu: { shares: 'high', reservation: { percent: 50 } },
      hypervisor: blue.pve,
    });
    const vm = addVm(blue.stack, blue.template, { props: { pool: child, hypervisor: blue.pve } });
    const root = new ResourcePool(green.stack, 'Root', {
      name: 'root',
      cpu: { shares: 'high', reservation: Frequency.gigahertz(8) },
      hypervisor: green.pve,
    });
    expect(child.parent).toBe(root);
    expect(child.model).toMatchObject({ weight: 4, cpu: { reservation: Frequency.gigahertz(4) } });
    const made = inputs(synthesized(app, blue.stack));
    // The id of the child was asked for before the child was made.
    expect(made[`${vm.node.path}/Pool`]).toEqual({
      pool: '${terraform_data.Child_DAB30558.id}',
    });
    expect((made['blue/Child/Resource'] as { parent: string }).parent).toMatch(
      /^\$\{data\.terraform_remote_state\./,
    );
  });

  test('fails when no pool has it, and says which one was meant', () => {
    const { app, stack, pve } = cluster();
    new ResourcePool(stack, 'Root', { name: 'production', hypervisor: pve });
    new ResourcePool(stack, 'Child', { name: 'c', parent: 'prodution', hypervisor: pve });
    // On another hypervisor, where the name is not found.
    new ResourcePool(stack, 'Local', { name: 'l', parent: 'production' });
    expect(textsOf(() => synthesized(app, stack))).toEqual([
      '[VML048] lab/Child.parent: got "prodution"; it is the name of a pool on the same hypervisor: one of "production"; did you mean "production"?',
      '[VML048] lab/Local.parent: got "production"; it is the name of a pool on the same hypervisor: there is none; make a pool of that name',
    ]);
    expect(filesOf(app)).toEqual([]);
  });

  test('fails when two pools have it', () => {
    const { app, stack, pve } = cluster();
    const [a, b] = ['a', 'b'].map(
      (name) => new ResourcePool(stack, name, { name, hypervisor: pve }),
    );
    new ResourcePool(stack, 'C', { name: 'x', parent: a });
    new ResourcePool(stack, 'D', { name: 'x', parent: b });
    const child = new ResourcePool(stack, 'E', { name: 'y', parent: 'x', hypervisor: pve });
    expect(textsOf(() => synthesized(app, stack))).toEqual([
      '[VML031] lab/E.parent: got "x"; a parent is given by a name that one pool has; these have it: lab/C, lab/D; give the pool itself',
    ]);
    expect(child.parent?.node.path).toBe('lab/C');
  });

  test('fails when pools are their own ancestors (case 25)', () => {
    const { app, stack, pve } = cluster();
    const hypervisor = pve;
    new ResourcePool(stack, 'First', { name: 'A', parent: 'B', hypervisor });
    new ResourcePool(stack, 'Second', { name: 'B', parent: 'A', hypervisor });
    const below = new ResourcePool(stack, 'Below', { name: 'C', parent: 'B', hypervisor });
    new ResourcePool(stack, 'Own', { name: 'D', parent: 'D', hypervisor });
    expect(textsOf(() => synthesized(app, stack))).toEqual([
      '[VML025] lab/First.parent: got cycle A→B→A; a resource pool is not its own ancestor; give one of them another parent, or none',
      '[VML025] lab/Own.parent: got cycle D→D; a resource pool is not its own ancestor; give one of them another parent, or none',
    ]);
    expect(textsOf(() => below.model)).toEqual([
      '[VML041] lab/Below.parent: got "B"; what belongs to a pool is made after the pools above it, and one of them is not made, or its own ancestor; make the pool of that name first, or give another parent',
    ]);
    expect(filesOf(app)).toEqual([]);
  });
});

describe('a parent', () => {
  test.each([
    [
      null,
      '[VML048] lab/P.parent: got null; it is a pool, or the name of one; give a ResourcePool, or the name of one on the same hypervisor',
    ],
    [
      7,
      '[VML048] lab/P.parent: got 7; it is a pool, or the name of one; give a ResourcePool, or the name of one on the same hypervisor',
    ],
    [
      'a\nb',
      '[VML008] lab/P.parent: got "a\\nb"; no line break or other control character in a text; write it in one line',
    ],
  ])('fails as %j', (parent, text) => {
    const { stack } = lab();
    const props = { name: 'p', parent } as unknown as ResourcePoolProps;
    expect(textsOf(() => new ResourcePool(stack, 'P', props))).toEqual([text]);
  });

  test('fails when it is on another hypervisor', () => {
    const { stack, pve, hypervisor } = cluster();
    const parent = new ResourcePool(stack, 'Root', { name: 'root', hypervisor: pve });
    expect(textsOf(() => new ResourcePool(stack, 'P', { name: 'p', parent, hypervisor }))).toEqual([
      '[VML048] lab/P.parent: got one of lab/Site/Pve; a parent is a pool of the same hypervisor, which is lab/Libvirt; give one of lab/Libvirt',
    ]);
  });

  test('that exists may be referred to by its path', () => {
    const { app, stack, pve } = cluster();
    const parent = ResourcePool.fromPath(stack, 'Old', { path: 'a/databases', hypervisor: pve });
    expect([parent.poolName, parent.poolId, parent.model]).toEqual([
      'databases',
      'id of a/databases',
      undefined,
    ]);
    new ResourcePool(stack, 'P', { name: 'p', parent });
    expect(inputs(synthesized(app, stack))['lab/P/Resource']).toMatchObject({
      parent: 'id of a/databases',
      weight: 1,
    });
  });

  test.each([
    ['/a', 'VML055'],
    ['a//b', 'VML055'],
    ['a/', 'VML055'],
    ['', 'VML041'],
    ['${TfToken[TOKEN.0]}', 'VML046'],
  ])('that exists fails with the path %j', (path, code) => {
    const { stack, pve } = cluster();
    const hypervisor = pve;
    const problems = problemsOf(() => ResourcePool.fromPath(stack, 'Old', { path, hypervisor }));
    expect(problems).toMatchObject([{ code, path: 'lab/Old.path' }]);
  });
});

describe('the whole tree', () => {
  test('is checked over all stacks, everything at once, and nothing is written', () => {
    const app = newApp();
    const options = { capacity, endpointKey: 'https://pve:8006' };
    const blue = cluster(options, lab({ app, id: 'blue', category: 'lab' }));
    const green = cluster(options, lab({ app, id: 'green', category: 'lab' }));
    const root = new ResourcePool(blue.stack, 'Root', {
      name: 'root',
      memory: { reservation: Size.gibibytes(40), limit: Size.gibibytes(39) },
      hypervisor: blue.pve,
    });
    new ResourcePool(green.stack, 'Child', {
      name: 'child',
      parent: root,
      memory: { reservation: Size.gibibytes(48) },
    });
    addVm(green.stack, green.template, {
      props: { pool: root, hypervisor: green.pve, memory: Size.gibibytes(64) },
    });
    addVm(
      green.stack,
      green.template,
      {
        props: { hypervisor: green.pve, memory: Size.gibibytes(68), name: 'web-2' },
      },
      'Web2',
    );
    expect(
      textsOf(() => {
        synthesize(app);
      }),
    ).toEqual([
      '[VML023] blue/Root.memory.reservation: got 40 GiB; a reservation is at most the limit; reserve at most 39 GiB, or raise the limit',
      '[VML024] blue/Root.memory.reservation: got 48 GiB reserved (green/Child 48 GiB); children reserve at most what their pool has; it has 40 GiB, and this exceeds it by 8 GiB; reserve less in the children, or more here, or make it expandable',
      '[VML065] green/Site/Pve.capacity: got 132 GiB of memory in 2 VMs; VMs have at most 128 GiB of memory here: 128 GiB, times 1; this exceeds it by 4 GiB; make the VMs smaller or fewer, add hosts, or accept a higher memoryOvercommit',
      '[VML065] green/Web.memory: got 64 GiB; a VM is at most as large as the limit of its pool: blue/Root has 39 GiB; make the VM smaller, or raise the limit',
      '[VML065] green/Web.memory: got 64 GiB; a VM runs on one host, and each host of green/Site/Pve has 32 GiB; make the VM smaller, or correct the capacity of the hypervisor',
      '[VML065] green/Web2.memory: got 68 GiB; a VM runs on one host, and each host of green/Site/Pve has 32 GiB; make the VM smaller, or correct the capacity of the hypervisor',
    ]);
    expect(filesOf(app)).toEqual([]);
  });

  test('fails when two stacks disagree on the capacity of one hypervisor', () => {
    const app = newApp();
    const endpointKey = 'https://pve:8006';
    const blue = cluster({ capacity, endpointKey }, lab({ app, id: 'blue', category: 'lab' }));
    const larger = { ...capacity, hosts: 5 };
    const green = cluster(
      { capacity: larger, endpointKey },
      lab({ app, id: 'green', category: 'lab' }),
    );
    new ResourcePool(blue.stack, 'P', { name: 'p', hypervisor: blue.pve });
    new ResourcePool(green.stack, 'Q', { name: 'q', hypervisor: green.pve });
    expect(textsOf(() => synthesized(app, blue.stack))).toEqual([
      '[VML065] green/Site/Pve.capacity: got another capacity for the same hypervisor; constructs of one hypervisor declare one capacity; blue/Site/Pve declares it; give both the same capacity',
    ]);
  });

  test('fails when two pools of one parent have one name, whatever its case', () => {
    const { app, stack, pve } = cluster();
    const root = new ResourcePool(stack, 'A', { name: 'a', hypervisor: pve });
    new ResourcePool(stack, 'B', { name: 'A', hypervisor: pve });
    new ResourcePool(stack, 'C', { name: 'a', parent: root });
    expect(textsOf(() => synthesized(app, stack))).toEqual([
      '[VML031] lab/B.name: got "A"; a name of a pool is used once below its parent; lab/A has it; rename one of them',
    ]);
  });

  test('fails when a VM is in a pool of another hypervisor', () => {
    const { app, stack, pve, template } = cluster();
    const pool = new ResourcePool(stack, 'A', { name: 'a', hypervisor: pve });
    addVm(stack, template, { props: { pool } });
    expect(textsOf(() => synthesized(app, stack))).toEqual([
      '[VML048] lab/Web.pool: got one of lab/Site/Pve; a VM belongs to a pool of the same hypervisor, which is lab/Libvirt; give one of lab/Libvirt',
    ]);
  });

  test('fails when a pool is taken out of the app while it has members (case 26)', () => {
    const { app, stack, pve, template } = cluster();
    const pool = new ResourcePool(stack, 'A', { name: 'a', hypervisor: pve });
    new ResourcePool(stack, 'B', { name: 'b', parent: pool });
    addVm(stack, template, { props: { pool, hypervisor: pve } });
    stack.node.tryRemoveChild('A');
    expect(textsOf(() => synthesized(app, stack))).toEqual([
      '[VML026] lab/A: got a removal with the members lab/Web, lab/B; a pool that still has children is not removed; move or remove its members first',
    ]);
    stack.node.tryRemoveChild('B');
    stack.node.tryRemoveChild('Web');
    expect(
      textsOf(() => {
        synthesize(app);
      }),
    ).toEqual([]);
  });
});

test('bad props fail at once, all of them', () => {
  const { stack } = lab();
  const props = {
    name: 'a%b',
    preset: 'gold',
    cpu: { shares: -1 },
  } as unknown as ResourcePoolProps;
  expect(problemsOf(() => new ResourcePool(stack, 'P', props)).map(({ path }) => path)).toEqual([
    'lab/P.cpu.shares',
    'lab/P.name',
    'lab/P.preset',
  ]);
});
