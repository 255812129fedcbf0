import fc from 'fast-check';
import {
  compareRecords,
  readRecord,
  recordKey,
  recordOf,
  recordText,
  type RecordContext,
} from '../../../../lib/review/record';
import type { PlannedResource } from '../../../../lib/review/terraform-plan';
import {
  canary,
  context,
  create,
  fixture,
  planOf,
  planned,
  record,
  remove,
  replace,
  review,
  update,
  web,
} from './plans';

const only = (changes: readonly PlannedResource[]) => {
  const [change] = record(changes).changes;
  if (change === undefined) throw new Error('no entry');
  return change;
};

describe('the record of a plan', () => {
  it('has an entry for every change but no-op and read, and for moves and imports', () => {
    const idle = { actions: ['no-op'], before: web, after: web };
    const { changes } = record([
      update({ memory: 1024 }, {}, 'machine.b'),
      planned('machine.same', idle),
      planned('machine.moved', idle, { previous_address: 'machine.old' }),
      planned('machine.imported', { ...idle, importing: { id: 'vm/7' } }),
      planned('machine.look', { actions: ['read'] }, { mode: 'data' }),
      planned('machine.b', { actions: ['delete'], before: web }, { deposed: 'aaaa1111' }),
      planned('machine.gone', { actions: ['forget'], before: web }),
      create('machine.Z'),
    ]);
    expect(
      changes.map(({ address, deposed, actions, previousAddress, importId }) =>
        [address, deposed, actions.join('+'), previousAddress, importId].filter(Boolean).join(' '),
      ),
    ).toEqual([
      'machine.Z create',
      'machine.b update',
      'machine.b aaaa1111 delete',
      'machine.gone forget',
      'machine.imported no-op vm/7',
      'machine.moved no-op machine.old',
    ]);
  });

  it('shows what changes, and prints what the driver allows and Terraform does not mark', () => {
    const change = update({ memory: 1024, user_data: 'other', cpus: 2, tags: { a: 'b' } });
    const marked = {
      ...change,
      change: { ...change.change, after_sensitive: { cpus: true }, after_unknown: { power: true } },
    };
    expect(only([marked]).values).toEqual([
      {
        path: 'cpus',
        hidden: '(changed)',
        beforeDigest: expect.any(String),
        afterDigest: expect.any(String),
      },
      { path: 'memory', before: 512, after: 1024 },
      { path: 'power', before: 'on', unknown: true },
      { path: 'tags.a', after: 'b' },
      {
        path: 'user_data',
        hidden: '(changed)',
        beforeDigest: expect.any(String),
        afterDigest: expect.any(String),
      },
    ]);
  });

  it('identifies what is removed instead of listing it', () => {
    const { values, identity, actionReason } = only([remove()]);
    expect(values).toBeUndefined();
    expect(actionReason).toBe('delete_because_no_resource_config');
    expect(identity).toEqual([
      { path: 'disk[data].path', before: '/a/data' },
      { path: 'disk[system].path', before: '/a/system' },
      { path: 'uuid', before: 'u-1' },
    ]);
    const unknown = planned('foreign.x', {
      actions: ['delete'],
      before: { id: canary, a: canary },
    });
    expect(only([unknown]).identity).toEqual([
      { path: 'id', hidden: '(not printed)', beforeDigest: expect.any(String) },
    ]);
  });

  it('says why a resource is replaced', () => {
    expect(only([replace({ cpus: 2 })])).toMatchObject({
      actions: ['delete', 'create'],
      actionReason: 'replace_because_cannot_update',
      replacePaths: ['cpus'],
      values: [{ path: 'cpus', before: 1, after: 2 }],
      unchanged: expect.any(String),
    });
  });

  it('leaves out an update that only writes over what others noted, where no machine feels it', () => {
    expect(record([update({ note: 'ours' })]).changes).toEqual([]);
    expect(record([update({ host: 'host-2' })]).changes).toHaveLength(1);
    expect(record([update({ note: 'ours', memory: 1 })]).changes).toHaveLength(1);
  });

  it.each([
    [{ errored: true }, 'a plan that ended with an error'],
    [{ complete: false }, 'a plan that needs another round'],
  ])('is of a plan that is whole: %j', (rest, fault) => {
    expect(() => recordOf(planOf([], rest), context)).toThrow(
      `[VML066] lab.plan: got ${fault}; a record is of a plan that is whole; mend what the plan complains about, without -target, and plan again`,
    );
  });

  it('is the same on two checkouts: comments, backend and line ends are no part of it', () => {
    const here = {
      '//': { metadata: { version: '0.21.0' } },
      terraform: { backend: { local: { path: '/home/a/x.tfstate' } }, required_version: '1' },
      resource: { machine: { web: { '//': { path: 'a' }, tags: { '//': 'kept' } } } },
    };
    const there = {
      '//': { metadata: { version: '0.24.0' } },
      terraform: { required_version: '1', backend: { local: { path: '/ci/x.tfstate' } } },
      resource: { machine: { web: { tags: { '//': 'kept' } } } },
    };
    const tagged = { ...there, resource: { machine: { web: { tags: { '//': 'other' } } } } };
    const text = (synthesized: unknown, lock: string): string =>
      recordText(record([update({ memory: 1 })], { synthesized, lock }));
    expect(text(here, 'a\n')).toBe(text(there, 'a\r\n'));
    expect(text(here, 'a\n')).not.toBe(text(tagged, 'a\n'));
    expect(text(here, 'a\n')).not.toBe(text(here, 'b\n'));
  });

  it('prints neither secrets nor lineage, wherever a secret is', () => {
    const secret = { value: canary, deep: [{ x: canary }], map: { k: canary } };
    const sides: RecordContext['key'][] = [
      recordKey({ lineage: context.lineage }),
      { source: 'none' },
    ];
    for (const key of sides) {
      const everywhere = [
        create('machine.a', { user_data: secret, memory: canary }, { uuid: true }),
        update({ user_data: 'x', memory: 1 }, { user_data: secret, memory: canary }, 'machine.b'),
        remove({ uuid: canary, user_data: secret }, 'machine.c'),
        planned('foreign.d', { before: { id: canary, ...secret }, after: { id: 'x' } }),
        replace({ cpus: canary }, { memory: canary, user_data: secret }),
      ].map((resource) => ({
        ...resource,
        change: {
          ...resource.change,
          before_sensitive: { memory: true, uuid: true, cpus: true },
          after_sensitive: { memory: true, uuid: true, cpus: true },
        },
      }));
      const gone = { ...everywhere[2], address: 'machine.b' } as PlannedResource;
      const drifted = {
        ...update({ power: canary, user_data: canary }, { power: 'on' }, 'machine.a'),
      };
      const hidden = {
        ...drifted,
        change: { ...drifted.change, after_sensitive: { power: true } },
      };
      const plan = planOf(everywhere, {
        resource_drift: [gone, hidden],
        output_changes: { o: { actions: ['create'], before: null, after: canary } },
      });
      const made = recordOf(plan, { ...context, key });
      expect(made.changes).toHaveLength(5);
      expect(made.drift).toHaveLength(2);
      expect(recordText(made)).not.toContain(canary);
      expect(recordText(made)).not.toContain(context.lineage);
    }
  });

  it('compares what it does not print by its key alone', () => {
    const was = record([update({ user_data: 'a' })]);
    const is = record([update({ user_data: 'b' })]);
    expect(compareRecords(was, is).outcome).toBe('refused');
    const key = { source: 'none' } as const;
    expect(
      compareRecords(
        record([update({ user_data: 'a' })], { key }),
        record([update({ user_data: 'b' })], { key }),
      ).outcome,
    ).toBe('same');
  });

  const volatile = fc.record({ note: fc.string(), host: fc.string() });
  const attributes = ['name', 'memory', 'cpus', 'power', 'user_data', 'other'] as const;

  it('is the same whatever the order of changes, the serial, the time and what is volatile', () => {
    const base = [
      update({ memory: 1024 }),
      create('machine.new'),
      remove({}, 'machine.old'),
      { ...replace({ cpus: 4 }), address: 'machine.again' },
    ];
    const expected = recordText(record(base));
    fc.assert(
      fc.property(
        fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }),
        volatile,
        fc.integer(),
        (order, noise, serial) => {
          const changed = order.map((index) => {
            const resource = base[index]!;
            const { before, after } = resource.change;
            const noisy = (side: unknown): unknown =>
              side === null
                ? null
                : Object.fromEntries(Object.entries({ ...(side as object), ...noise }).reverse());
            // Of a replaced one the host is unknown after.
            const after2 = index === 3 ? after : noisy(after);
            return {
              ...resource,
              change: { ...resource.change, before: noisy(before), after: after2 },
            };
          });
          const plan = {
            ...planOf(changed),
            timestamp: String(serial),
            prior_state: { serial },
            relevant_attributes: order,
          };
          expect(recordText(recordOf(plan, context))).toBe(expected);
        },
      ),
    );
  });

  it('is refused when anything else changes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...attributes),
        fc.oneof(
          fc.integer(),
          fc.string({ minLength: 1 }),
          fc.array(fc.integer(), { minLength: 1 }),
        ),
        fc.boolean(),
        (attribute, value, isBefore) => {
          const first = update({ memory: 1024 });
          const { before, after } = first.change;
          const other = { [attribute]: value };
          const change = isBefore
            ? { ...first.change, before: { ...(before as object), ...other } }
            : { ...first.change, after: { ...(after as object), ...other } };
          const is = record([{ ...first, change }]);
          const same = JSON.stringify(change) === JSON.stringify(first.change);
          const { outcome, refusals } = compareRecords(record([first]), is);
          expect(outcome).toBe(same ? 'same' : 'refused');
          expect(refusals.map(({ kind }) => kind)).toEqual(same ? [] : ['changed']);
        },
      ),
    );
  });

  it.each(['vsphere-update', 'libvirt-create', 'libvirt-destroy', 'proxmox-destroy'])(
    'of a real plan is read back as it was written: %s',
    (name) => {
      const made = recordOf(fixture(name), { ...context, tables: { ...context.tables, review } });
      expect(made.changes.length).toBeGreaterThan(0);
      expect(readRecord(recordText(made), name)).toEqual(made);
      expect(compareRecords(made, made).outcome).toBe('same');
    },
  );

  it('of a real plan says what becomes of a machine', () => {
    const tables: RecordContext['tables'] = {
      review: {
        vsphere_virtual_machine: {
          printed: ['memory', 'disk', 'uuid'],
          volatile: ['change_version'],
          identity: ['uuid', 'disk[].path'],
          decisive: ['power_state', 'disk'],
        },
      },
      impact: {
        vsphere_virtual_machine: {
          kind: 'virtual machine',
          keys: { disk: 'label' },
          update: [],
          replace: [],
          remove: [],
        },
      },
    };
    expect(
      recordText(recordOf(fixture('vsphere-update'), { ...context, tables })),
    ).toMatchSnapshot();
  });
});
