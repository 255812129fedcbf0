import { DataResource } from 'cdktf';
import type { Construct } from 'constructs';
import { Hypervisor, Snapshot, type HardenedVm } from '../../../lib';
import type { Driver, SnapshotRequest } from '../../../lib/drivers/contract';
import { addVm, byPath, cleanUp, lab, synthesized, textsOf, type Lab } from './support';

cleanUp();

/** A libvirt that takes snapshots. */
class Snapshotting extends Hypervisor {
  readonly driver: Driver;
  readonly requests: SnapshotRequest[] = [];

  constructor(scope: Construct, id: string, base: Driver) {
    super(scope, id);
    this.driver = Object.assign(Object.create(base) as Driver, {
      capabilities: { ...base.capabilities, snapshot: { support: 'native' } },
      createSnapshot: (where: Construct, request: SnapshotRequest) => {
        this.requests.push(request);
        const main = new DataResource(where, 'Resource', { input: { vm: request.vm.vmId } });
        return { main, all: { snapshot: main } };
      },
    });
  }
}

function site(): Lab & { readonly vm: HardenedVm; readonly on: Snapshotting } {
  const all = lab({ name: 'lab' });
  const on = new Snapshotting(all.stack, 'Snapshotting', all.hypervisor.driver);
  return { ...all, on, vm: addVm(all.stack, all.template, { props: { hypervisor: on } }) };
}

const valid = { name: 'before-upgrade', expires: '2026-11-23' };
const snap = (
  { stack, vm }: ReturnType<typeof site>,
  changes: object = {},
  id = 'Snap',
): Snapshot => new Snapshot(stack, id, { vm, ...valid, ...changes });

test('a snapshot is made on the hypervisor of its VM', () => {
  const all = site();
  const snapshot = snap(all, { memory: true });
  expect(all.on.requests).toMatchObject([
    { path: 'lab/Snap', vm: all.vm, snapshot: { ...valid, memory: true, quiesce: false } },
  ]);
  expect(snapshot.node.defaultChild).toBe(snapshot.resources.main);
});

test('the end of a snapshot cannot be moved', () => {
  const all = site();
  snap(all);
  const data = byPath(synthesized(all.app, all.stack), 'terraform_data');
  expect(data['lab/Snap/Expiry']).toMatchObject({
    input: { value: '2026-11-23' },
    lifecycle: { ignore_changes: ['input'] },
  });
  expect(data['lab/Snap/Resource']?.lifecycle).toMatchObject({
    precondition: [
      {
        condition: expect.stringContaining('== "2026-11-23"') as string,
        error_message:
          '[VML059] lab/Snap.expires: got 2026-11-23; the 72 hours of a snapshot start when it is taken; keep the day, or take a further snapshot',
      },
    ],
  });
});

test('a fourth snapshot of a VM fails, one of another VM does not', () => {
  const all = site();
  for (const id of ['One', 'Two', 'Three']) snap(all, {}, id);
  expect(textsOf(() => snap(all, {}, 'Four'))).toEqual([
    '[VML059] lab/Four.vm: got a snapshot of "web-1" beside 3 others; a snapshot lives for at most 72 hours, in a chain of at most 3; remove one of them first',
  ]);
  const other = addVm(
    all.stack,
    all.template,
    { props: { name: 'web-2', hypervisor: all.on } },
    'W',
  );
  expect(textsOf(() => snap(all, { vm: other }, 'Five'))).toEqual([]);
});

test('a snapshot fails with all of its problems at once, and counts for nothing then', () => {
  const all = site();
  const wrong = { name: '', expires: '2027-01-01' };
  for (const id of ['A', 'B', 'C', 'D']) {
    expect(textsOf(() => snap(all, wrong, id)).map((text) => text.slice(0, 8))).toEqual([
      '[VML059]',
      '[VML041]',
    ]);
  }
  expect(textsOf(() => snap(all))).toEqual([]);
});

test('a snapshot fails on libvirt, whose provider has none', () => {
  const { stack, template } = lab({ name: 'lab' });
  const vm = addVm(stack, template);
  expect(textsOf(() => new Snapshot(stack, 'Snap', { vm, ...valid }))).toEqual([
    '[VML044] lab/Snap: got "before-upgrade"; libvirt (dmacvicar/libvirt 0.8.3) does not support snapshot; use instead: a BackupPolicy; the provider has no resource for snapshots',
  ]);
});
