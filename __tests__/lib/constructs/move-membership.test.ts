/** What named a VM before it was moved, names the construct that it was moved to. */
import { DefaultTokenResolver, StringConcat, Tokenization } from 'cdktf';
import { Construct } from 'constructs';
import {
  AccessGrant,
  BackupPolicy,
  fleetProblems,
  PlacementRule,
  Snapshot,
  type HardenedVm,
} from '../../../lib';
import { addVm as addToCluster, cluster } from '../drivers/proxmox/stack';
import { addVm as addToVcenter, lab as vcenter } from '../drivers/vsphere/support';
import { addVm, cleanUp, inventoryOf, lab, textsOf, unchecked } from './support';

cleanUp();

const target = { storage: '/srv/backup', failureDomain: 'site-b' };

/** Addresses that a text of the JSON refers to, and that are not there. */
function dangling(json: ReturnType<typeof unchecked>): string[] {
  const all = Object.entries(json.resource).flatMap(([type, byName]) =>
    Object.keys(byName ?? {}).map((name) => `${type}.${name}`),
  );
  const text = JSON.stringify({ ...json, moved: [] });
  const named = text.match(/(?<!data\.)\b(?:vsphere|proxmox|libvirt)_\w+\.[A-Z][\w-]+/g) ?? [];
  return [...new Set(named)].filter((name) => !all.includes(name));
}

test('on vSphere: rules, grants and snapshots', () => {
  const all = vcenter();
  const [web, db] = [addToVcenter(all), addToVcenter(all, {}, 'Db')];
  const members = [web, db];
  new PlacementRule(all.stack, 'Apart', { name: 'apart', kind: 'spread', members });
  new AccessGrant(all.stack, 'Ops', { principal: 'ops', level: 'operator', vm: web });
  new Snapshot(all.stack, 'Before', { name: 'before', expires: '2026-11-22', vm: web });
  const site = new Construct(all.stack, 'Site');
  const moved = addToVcenter({ ...all, stack: site as never }, { name: 'web' });
  web.moveTo(moved);
  const json = unchecked(all.stack);
  expect(dangling(json)).toEqual([]);
  const id = `\${vsphere_virtual_machine.${moved.resources.machine.friendlyUniqueId}.id}`;
  const one = (type: string): Record<string, unknown> =>
    Object.values(json.resource[type] ?? {})[0] ?? {};
  expect(one('vsphere_compute_cluster_vm_anti_affinity_rule').virtual_machine_ids).toContain(id);
  expect(one('vsphere_entity_permissions').entity_id).toBe(id);
  expect(one('vsphere_virtual_machine_snapshot').virtual_machine_uuid).toBe(id);
});

test('on Proxmox VE: rules, grants and backup jobs', () => {
  const all = cluster({ highAvailability: true });
  const web = addToCluster(all);
  const db = addToCluster(all, { props: { name: 'db' } }, 'Db');
  const members = [web, db];
  new PlacementRule(all.stack, 'Apart', { name: 'apart', kind: 'spread', members });
  new AccessGrant(all.stack, 'Ops', { principal: 'ops', level: 'operator', vm: web });
  const policy = BackupPolicy.standard(all.stack, 'Backup', {
    target: { storage: 'pbs', failureDomain: 'site-b' },
  });
  policy.protect(web);
  const moved = addToCluster({ ...all, stack: new Construct(all.stack, 'Site') as never });
  web.moveTo(moved);
  expect(dangling(unchecked(all.stack))).toEqual([]);
  expect(policy.members).toEqual([moved]);
});

describe('a backup policy', () => {
  function movedVm(): { vm: HardenedVm; to: HardenedVm; policy: BackupPolicy } & ReturnType<
    typeof lab
  > {
    const all = lab({ name: 'production', withoutBackup: undefined });
    const vm = addVm(all.stack, all.template);
    const policy = BackupPolicy.standard(all.stack, 'Backup', { target }).protect(vm);
    const to = addVm(new Construct(all.stack, 'Site'), all.template);
    return { ...all, vm, to, policy };
  }

  test('protects the VM where it is now, and tags it', () => {
    const { app, stack, vm, to, policy } = movedVm();
    expect(fleetProblems(app).map(({ code, path }) => `${code} ${path}`)).toContain(
      'VML058 lab/Site/Web.backupPolicy',
    );
    vm.moveTo(to);
    expect(fleetProblems(app)).toEqual([]);
    expect(policy.members).toEqual([to]);
    expect(policy.protects(to)).toBe(true);
    expect(inventoryOf(unchecked(stack))['web-1']?.tags).toEqual({ 'backup-policy': 'standard' });
  });

  test('is not a second one where the same policy is named for the new construct', () => {
    const { app, vm, to, policy } = movedVm();
    policy.protect(to);
    vm.moveTo(to);
    policy.protect(vm);
    expect(fleetProblems(app)).toEqual([]);
    expect(policy.members).toEqual([to]);
  });
});

test('the id of a VM follows it, and no other resource names the old address', () => {
  const { stack, template } = lab();
  const vm = addVm(stack, template);
  const id = vm.vmId;
  const to = addVm(new Construct(stack, 'Site'), template);
  vm.moveTo(to);
  const resolved = [id, to.vmId].map(
    (value) =>
      Tokenization.resolve(value, {
        scope: stack,
        resolver: new DefaultTokenResolver(new StringConcat()),
        preparing: false,
      }) as unknown,
  );
  expect(resolved[0]).toBe(resolved[1]);
  expect(dangling(unchecked(stack))).toEqual([]);
});

test.each([
  [
    'web',
    'got "web"; it is a HardenedVm; give the HardenedVm that the resources shall belong to',
    'VML048',
  ],
  [
    undefined,
    'got nothing; it is a HardenedVm; give the HardenedVm that the resources shall belong to',
    'VML048',
  ],
])('no VM moves to %j', (to, rest, code) => {
  const { stack, template } = lab();
  const vm = addVm(stack, template);
  expect(
    textsOf(() => {
      vm.moveTo(to as never);
    }),
  ).toEqual([`[${code}] lab/Web.moveTo: ${rest}`]);
});

test('a VM moves once, to a construct that stays', () => {
  const { stack, template } = lab();
  const [vm, second, third] = ['A', 'B', 'C'].map((id) =>
    addVm(new Construct(stack, id), template),
  );
  const move = (from?: HardenedVm, to?: HardenedVm) => (): void => {
    if (to !== undefined) from?.moveTo(to);
  };
  const rest = 'a VM moves once, to another construct that stays; move it to the last one at once';
  expect(textsOf(move(vm, vm))).toEqual([`[VML055] lab/A/Web.moveTo: got the VM itself; ${rest}`]);
  expect(textsOf(move(vm, second))).toEqual([]);
  expect(textsOf(move(second, vm))).toEqual([
    `[VML055] lab/B/Web.moveTo: got lab/A/Web, which was moved already; ${rest}`,
  ]);
  expect(textsOf(move(vm, third))).toEqual([
    `[VML055] lab/A/Web.moveTo: got lab/A/Web, which was moved already; ${rest}`,
  ]);
});
