import { largePlan } from '../../../bench/large-plan';
import { readPlan, reviewJson, withFindings } from '../../../lib/review';
import { printedPlan, review, reviewed } from './support';

const domain = { name: 'web-01', memory: 1024, xml: [{ xslt: '<uuid>1</uuid>' }], tpm: [] };

describe('a plan that Terraform printed with every action', () => {
  const { changes, summary, warnings } = review(printedPlan('actions'));

  test('is classified, without what stays as it is', () => {
    expect(changes.map(({ address, action }) => [address, action])).toEqual([
      ['module.m["x.1"].terraform_data.each["k"]', 'update'],
      ['terraform_data.changed', 'update'],
      ['terraform_data.created[0]', 'create'],
      ['terraform_data.created[1]', 'create'],
      ['terraform_data.forgotten', 'forget'],
      ['terraform_data.gone', 'delete'],
      ['terraform_data.imported', 'import'],
      ['terraform_data.new', 'move'],
      ['terraform_data.replaced', 'replace'],
      ['terraform_data.replaced_first', 'replace'],
    ]);
    expect(summary.actions).toEqual({
      create: 2,
      update: 2,
      replace: 2,
      delete: 1,
      forget: 1,
      import: 1,
      move: 1,
    });
    expect(warnings).toEqual([]);
  });

  test('keeps what Terraform says of each', () => {
    const by = Object.fromEntries(changes.map((change) => [change.address, change]));
    expect(by['terraform_data.new']).toMatchObject({ previousAddress: 'terraform_data.old' });
    expect(by['terraform_data.imported']).toMatchObject({
      importId: 'imported-id',
      impact: 'none',
    });
    expect(by['terraform_data.replaced']).toMatchObject({
      replacePaths: ['triggers_replace'],
      actionReason: 'replace_because_cannot_update',
      provider: 'terraform.io/builtin/terraform',
      kind: 'note',
    });
  });

  test('prints neither what is sensitive, nor what the driver does not list', () => {
    expect(JSON.stringify(changes)).not.toContain('canary');
    const changed = changes.find(({ address }) => address === 'terraform_data.changed')!;
    expect(changed.values).toEqual([
      { path: 'input', printed: false, unknown: false },
      { path: 'output', printed: false, unknown: true },
    ]);
  });
});

describe('actions', () => {
  const of = (actions: string[], more: object = {}): unknown => {
    const [change] = reviewed([
      { address: 'libvirt_domain.a', before: domain, after: domain, actions, ...more },
    ]).changes;
    return change && [change.action, change.impact];
  };

  test.each<[string[], unknown]>([
    [['no-op'], undefined],
    [['read'], undefined],
    [['create'], ['create', 'none']],
    [['delete'], ['delete', 'rebuild']],
    [['forget'], ['forget', 'rebuild']],
    [
      ['delete', 'create'],
      ['replace', 'power-cycle'],
    ],
    [
      ['create', 'delete'],
      ['replace', 'power-cycle'],
    ],
    [
      ['create', 'forget'],
      ['replace', 'power-cycle'],
    ],
    // An action of a later Terraform is never taken for a harmless one.
    [['explode'], ['replace', 'data-loss']],
  ])('%j', (actions, expected) => {
    expect(of(actions)).toEqual(expected);
  });

  test('an update that also moves or imports is an update', () => {
    const after = { ...domain, autostart: true };
    expect(of(['update'], { after, previous_address: 'libvirt_domain.b' })).toEqual([
      'update',
      'none',
    ]);
    expect(of(['update'], { after, importing: { id: 'x' } })).toEqual(['update', 'none']);
    expect(of(['delete'], { previous_address: 'libvirt_domain.b' })).toEqual(['delete', 'rebuild']);
  });

  test('a deposed object is a change of its own, after the current one', () => {
    const { changes } = reviewed([
      { address: 'libvirt_domain.a', actions: ['delete'], before: domain, deposed: 'b1' },
      { address: 'libvirt_domain.a', actions: ['delete'], before: domain, deposed: 'a1' },
      { address: 'libvirt_domain.a', before: domain, after: { ...domain, autostart: true } },
    ]);
    expect(changes.map(({ deposed, action }) => [deposed, action])).toEqual([
      [undefined, 'update'],
      ['a1', 'delete'],
      ['b1', 'delete'],
    ]);
  });
});

describe('a real update of a vSphere machine', () => {
  const { changes, summary } = review(printedPlan('update-vsphere'));

  test('has its worst reason first, and all of them', () => {
    const [change] = changes;
    expect(changes).toHaveLength(1);
    expect(change).toMatchObject({
      vm: 'box-01',
      kind: 'virtual machine',
      action: 'update',
      impact: 'reboot',
      values: [
        { path: 'num_cores_per_socket', before: 4, after: 2, printed: true, unknown: false },
        { path: 'num_cpus', before: 4, after: 2, printed: true, unknown: false },
      ],
    });
    expect(change!.reason).toBe(change!.reasons[0]);
    expect(change!.reasons).toHaveLength(2);
    expect(summary).toMatchObject({
      impact: 'reboot',
      vms: [{ vm: 'box-01', impact: 'reboot', changes: 1 }],
    });
  });
});

describe('values', () => {
  const values = (more: object): unknown =>
    reviewed([{ address: 'vsphere_virtual_machine.a', ...more }]).changes[0]!.values;

  test('are printed where the driver lists them and Terraform does not call them sensitive', () => {
    const before = { num_cpus: 2, extra_config: { 'guestinfo.userdata': 'canary' }, memory: 1 };
    const after = { num_cpus: 4, extra_config: { 'guestinfo.userdata': 'canary2' }, memory: 2 };
    expect(values({ before, after, after_sensitive: { memory: true } })).toEqual([
      { path: 'num_cpus', before: 2, after: 4, printed: true, unknown: false },
      { path: 'extra_config.guestinfo.userdata', printed: false, unknown: false },
      { path: 'memory', printed: false, unknown: false },
    ]);
    expect(
      values({ before, after: { ...before, memory: 2 }, before_sensitive: { memory: true } }),
    ).toEqual([{ path: 'memory', printed: false, unknown: false }]);
    expect(values({ before, after, before_sensitive: true, after_sensitive: true })).toEqual(
      ['num_cpus', 'extra_config.guestinfo.userdata', 'memory'].map((path) => ({
        path,
        printed: false,
        unknown: false,
      })),
    );
  });

  test('stay with their element where elements have a key', () => {
    const disk = (label: string, size: number): object => ({ label, size });
    expect(
      values({
        before: { disk: [disk('a', 1), disk('b', 2)] },
        after: { disk: [disk('b', 3)] },
        // The first one after is the second one before.
        before_sensitive: { disk: [{}, {}] },
        after_sensitive: { disk: [{ size: true }] },
      }),
    ).toEqual([
      { path: 'disk[a]', before: { label: 'a', size: 1 }, printed: true, unknown: false },
      { path: 'disk[b].size', printed: false, unknown: false },
    ]);
  });

  test('of a block show its listed parts alone', () => {
    const { changes } = reviewed([
      {
        address: 'libvirt_domain.a',
        before: { name: 'a', disk: [] },
        after: { name: 'a', disk: [{ volume_id: 'v', url: 'https://ops:canary@host/x' }] },
      },
    ]);
    expect(changes[0]!.values).toEqual([
      { path: 'disk[0]', after: { volume_id: 'v' }, printed: true, unknown: false },
    ]);
  });

  test('say which are known after apply only', () => {
    expect(
      values({
        before: { num_cpus: 2, moid: 'x' },
        after: { num_cpus: 2 },
        after_unknown: { moid: true },
      }),
    ).toEqual([{ path: 'moid', before: 'x', printed: true, unknown: true }]);
  });

  test('of what goes are its identity', () => {
    const { changes } = review(printedPlan('delete-three-hypervisors'));
    const of = (type: string): unknown => changes.find((change) => change.type === type)!.values;
    expect(of('libvirt_domain')).toEqual(
      [
        ['id', 'c19f8766-d287-5afb-9e60-e63518c8edef'],
        ['name', 'database-01'],
        [
          'disk[].volume_id',
          [
            '/srv/images/guests/database-01.system.qcow2',
            '/srv/images/guests/database-01.data.qcow2',
          ],
        ],
      ].map(([path, before]) => ({ path, before, printed: true, unknown: false })),
    );
    expect(JSON.stringify(of('vsphere_virtual_machine'))).toContain('vm-86');
  });

  test('of what goes leave out lists in which something is sensitive', () => {
    expect(
      values({
        actions: ['delete'],
        before: { name: 'a', disk: [{ path: 'canary', uuid: 'u' }] },
        before_sensitive: { disk: [{ path: true }] },
      }),
    ).toEqual([{ path: 'name', before: 'a', printed: true, unknown: false }]);
  });

  test('no secret of a real plan is in its review', () => {
    for (const name of ['modules-proxmox', 'create-libvirt', 'delete-three-hypervisors']) {
      const text = JSON.stringify(reviewJson(review(printedPlan(name))));
      expect(text).not.toMatch(/canary|ssh-ed25519|cloud-config|stylesheet|guestinfo/);
    }
  });

  test('of a resource that no table knows are not printed at all', () => {
    const { changes, warnings } = reviewed([
      { address: 'random_id.a', before: { hex: 'canary' }, after: { hex: 'canary2' } },
      { address: 'random_id.b', actions: ['create'], after: { hex: 'canary' } },
      { address: 'random_id.c', actions: ['delete'], before: { hex: 'canary' } },
    ]);
    expect(JSON.stringify(changes)).not.toContain('canary');
    expect(changes.map(({ impact }) => impact)).toEqual(['power-cycle', 'none', 'data-loss']);
    expect(warnings).toEqual([
      'registry.terraform.io/test/random: random_id is of no table: 3 changes are classified upwards',
    ]);
  });
});

describe('warnings', () => {
  test('of a real plan that ended with an error', () => {
    expect(review(printedPlan('errored')).warnings).toEqual([
      'the plan ended with an error: what it lists is not all that would happen',
      'the plan is incomplete: Terraform needs another plan and apply after this one',
    ]);
  });
});

describe('a large plan', () => {
  const text = JSON.stringify(largePlan(600));
  const first = review(readPlan(JSON.parse(text), 'plan'));

  test('gives the same bytes each time, sorted', () => {
    const again = review(readPlan(JSON.parse(text), 'plan'));
    expect(JSON.stringify(reviewJson(again))).toBe(JSON.stringify(reviewJson(first)));
    const addresses = first.changes.map(({ address }) => address);
    expect(addresses).toEqual(addresses.toSorted());
    expect(addresses).toHaveLength(600);
  });

  test('has a machine for each of its resources', () => {
    expect(first.changes.filter(({ vm }) => vm === undefined)).toEqual([]);
    expect(new Set(Object.values(first.summary.actions)).size).toBeGreaterThan(3);
  });

  test('its drift is without the notes of backups', () => {
    expect(first.drift.length).toBeGreaterThan(5);
    const paths = first.drift.flatMap(({ values }) => values.map(({ path }) => path));
    expect([...new Set(paths)].filter((path) => !/^(tags|running)/.test(path))).toEqual([]);
  });
});

test('findings of policies are counted', () => {
  const found = withFindings(review(printedPlan('actions')), [
    { rule: 'a', severity: 'deny', message: 'm', source: 'pack' },
    { rule: 'b', severity: 'warn', message: 'm', source: 'pack' },
  ]);
  expect(found.summary).toMatchObject({ denied: 1, warned: 1 });
  expect(found.policy).toHaveLength(2);
});
