import { AccessGrant, EnvironmentStack, HardenedVm, ResourcePool } from '../../../../lib';
import { VsphereHypervisor } from '../../../../lib/drivers/vsphere';
import { fleetProblems } from '../../../../lib/constructs/fleet';
import { formatProblem } from '../../../../lib/errors';
import { cluster } from '../proxmox/stack';
import { addVm as addToCluster } from '../proxmox/stack';
import { addVm, cleanUp, lab, place } from './support';

cleanUp();

const ops = { principal: 'ops', level: 'operator' } as const;
const devs = { principal: 'devs', level: 'viewer' } as const;
const server = 'vcenter.example';

/** Grants of two stacks on what `lab` and the other stack name. */
function two(make: (all: ReturnType<typeof lab>, other: EnvironmentStack) => void): string[] {
  const all = lab({ server });
  const other = new EnvironmentStack(all.app, 'other', { owner: 'team-shop' });
  new VsphereHypervisor(other, 'Vcenter', { ...place, server });
  make(all, other);
  return fleetProblems(all.app).map(formatProblem);
}

const rest =
  'vSphere (vmware/vsphere >= 2.16.0) has one list of permissions for each object; lab/Ops makes it too, and each would remove the other; make the grants on one object in one stack, with one hypervisor construct and on the same construct';

test('two stacks do not grant on one VM', () => {
  const existing = (
    stack: EnvironmentStack,
    uuid: string,
  ): ReturnType<typeof HardenedVm.fromExisting> =>
    HardenedVm.fromExisting(stack, 'Existing', { vmName: 'web', vmId: uuid, uuid });
  const grants = (of: (uuid: string) => string): string[] =>
    two((all, other) => {
      const vm = addVm(all);
      new AccessGrant(all.stack, 'Ops', { ...ops, vm });
      new AccessGrant(other, 'Devs', { ...devs, vm: existing(other, of(vm.uuid)) });
    });
  expect(grants((uuid) => uuid.toUpperCase())).toEqual([
    `[VML031] other/Devs.vm: got a second list of permissions on "web"; ${rest}`,
  ]);
  expect(grants(() => '5a1d6b9e-0000-4000-8000-000000000001')).toEqual([]);
});

test('two stacks do not grant on one pool', () => {
  const grants = (path: string): string[] =>
    two((all, other) => {
      const parent = new ResourcePool(all.stack, 'P', { name: 'production' });
      const pool = new ResourcePool(all.stack, 'Q', { name: 'databases', parent });
      new AccessGrant(all.stack, 'Ops', { ...ops, pool });
      const same = ResourcePool.fromPath(other, 'Same', { path });
      new AccessGrant(other, 'Devs', { ...devs, pool: same });
    });
  expect(grants('production/databases')).toEqual([
    `[VML031] other/Devs.pool: got a second list of permissions on "databases"; ${rest}`,
  ]);
  expect(grants('staging/databases')).toEqual([]);
});

test('one stack makes as many grants as it likes, and so do two where each grant is its own', () => {
  expect(
    two((all) => {
      const vm = addVm(all);
      new AccessGrant(all.stack, 'Ops', { ...ops, vm });
      new AccessGrant(all.stack, 'Devs', { ...devs, vm });
    }),
  ).toEqual([]);
  const pve = cluster();
  const vm = addToCluster(pve);
  new AccessGrant(pve.stack, 'Ops', { ...ops, vm });
  const other = new EnvironmentStack(pve.app, 'other');
  new AccessGrant(other, 'Devs', { ...devs, vm });
  expect(fleetProblems(pve.app)).toEqual([]);
});
