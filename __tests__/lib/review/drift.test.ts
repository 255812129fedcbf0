import { plan, planned, review, type Planned } from './support';
import { impactTable, reviewTable } from '../../../lib/drivers/registry';
import { reviewOf, type Review, type TerraformPlan } from '../../../lib/review';

function drifted(...entries: readonly Planned[]): Review['drift'] {
  return review(plan([], { resource_drift: entries.map(planned) })).drift;
}

describe('drift', () => {
  const vm = {
    name: 'web-1',
    power_state: 'on',
    annotation: '',
    host_system_id: 'host-1',
    tags: ['a'],
  };
  const address = 'vsphere_virtual_machine.a';

  test('is without what the hypervisor and other products change on their own', () => {
    const after = { ...vm, annotation: 'Backup: success', host_system_id: 'host-2' };
    expect(drifted({ address, before: vm, after })).toEqual([]);
    expect(drifted({ address, before: vm, after: { ...after, tags: ['b'] } })).toEqual([
      {
        address,
        type: 'vsphere_virtual_machine',
        vm: 'web-1',
        kind: 'changed',
        decisive: false,
        values: [{ path: 'tags[0]', before: 'a', after: 'b', printed: true, unknown: false }],
      },
    ]);
  });

  test('of a machine is none when its pool membership was made, which is a resource of its own', () => {
    const address = 'proxmox_virtual_environment_vm.a';
    const before = { name: 'web-1', vm_id: 100, pool_id: null, started: true };
    expect(drifted({ address, before, after: { ...before, pool_id: 'shop' } })).toEqual([]);
    const off = drifted({ address, before, after: { ...before, pool_id: 'shop', started: false } });
    expect(off).toMatchObject([{ values: [{ path: 'started' }], decisive: true }]);
  });

  test('of a snapshot is none: each disk has another file, and the same UUID', () => {
    const disk = { label: 'system', uuid: 'u', path: 'a/a.vmdk', size: 4 };
    const before = { ...vm, disk: [disk] };
    expect(
      drifted({ address, before, after: { ...vm, disk: [{ ...disk, path: 'a/a-000001.vmdk' }] } }),
    ).toEqual([]);
    const other = drifted({
      address,
      before,
      after: { ...vm, disk: [{ ...disk, uuid: 'other' }] },
    });
    expect(other).toMatchObject([{ decisive: true }]);
  });

  test.each<[string, object, object, boolean]>([
    ['power state', {}, { power_state: 'off' }, true],
    ['a disk that is gone', { disk: [{ label: 'a' }] }, { disk: [] }, true],
    [
      'a disk that grew',
      { disk: [{ label: 'a', size: 1 }] },
      { disk: [{ label: 'a', size: 2 }] },
      true,
    ],
    ['memory', { memory: 1 }, { memory: 2 }, false],
  ])('is decisive or not: %s', (_title, before, after, decisive) => {
    expect(
      drifted({ address, before: { ...vm, ...before }, after: { ...vm, ...after } }),
    ).toMatchObject([{ decisive }]);
  });

  test.each([
    [address, { power_state: 'on' }, { power_state: 'off' }],
    ['libvirt_domain.a', { running: true }, { running: false }],
    ['proxmox_virtual_environment_vm.a', { started: true }, { started: false }],
  ])('is none where a retired machine is off: %s', (machine, on, off) => {
    const entries = (before: object, after: object): TerraformPlan =>
      plan([], { resource_drift: [planned({ address: machine, before, after })] });
    const options = { impact: impactTable, review: reviewTable, retired: new Set([machine]) };
    const named = { name: 'web-1' };
    const drift = (before: object, after: object): Review['drift'] =>
      reviewOf(entries({ ...named, ...before }, { ...named, ...after }), options).drift;
    expect(drift(on, off)).toEqual([]);
    // Somebody has started it.
    expect(drift(off, on)).toMatchObject([{ address: machine, decisive: true }]);
    expect(drift({ ...on, memory: 1 }, { ...off, memory: 2 })).toMatchObject([
      { values: [{ path: 'memory' }] },
    ]);
    expect(review(entries({ ...named, ...on }, { ...named, ...off })).drift).toHaveLength(1);
  });

  test('tells what is gone, by its identity', () => {
    expect(
      drifted(
        {
          address: 'libvirt_volume.v',
          actions: ['delete'],
          before: { id: '/srv/v', name: 'v', xml: 'canary' },
        },
        { address: 'vsphere_tag.t', actions: ['delete'], before: { id: 't', name: 'gold' } },
        { address: 'random_id.r', actions: ['delete'], before: { hex: 'canary' } },
      ),
    ).toEqual(
      [
        {
          address: 'libvirt_volume.v',
          kind: 'deleted',
          type: 'libvirt_volume',
          decisive: true,
          values: [
            { path: 'id', before: '/srv/v', printed: true, unknown: false },
            { path: 'name', before: 'v', printed: true, unknown: false },
          ],
        },
        { address: 'random_id.r', kind: 'deleted', type: 'random_id', decisive: true, values: [] },
        {
          address: 'vsphere_tag.t',
          kind: 'deleted',
          type: 'vsphere_tag',
          decisive: false,
          values: [
            { path: 'id', before: 't', printed: true, unknown: false },
            { path: 'name', before: 'gold', printed: true, unknown: false },
          ],
        },
      ].sort((a, b) => (a.address < b.address ? -1 : 1)),
    );
  });

  test('is neither a move nor a data source, and stays out of the changes', () => {
    expect(
      drifted(
        {
          address,
          actions: ['no-op'],
          previous_address: 'vsphere_virtual_machine.b',
          before: vm,
          after: vm,
        },
        {
          address: 'data.vsphere_tag.t',
          mode: 'data',
          before: { name: 'a' },
          after: { name: 'b' },
        },
      ),
    ).toEqual([]);
    const whole = review(
      plan([], { resource_drift: [planned({ address, before: vm, after: { ...vm, tags: [] } })] }),
    );
    expect(whole.changes).toEqual([]);
    expect(whole.summary.drift).toBe(1);
  });

  test('of a type that no table knows is decisive, and prints nothing', () => {
    expect(
      drifted({ address: 'random_id.r', before: { hex: 'a' }, after: { hex: 'canary' } }),
    ).toMatchObject([{ decisive: true, values: [{ path: 'hex', printed: false }] }]);
  });
});
