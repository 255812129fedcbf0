import type { TerraformStack } from 'cdktf';
import { EnvironmentStack, ResourcePool, Size } from '../../../lib';
import { LibvirtHypervisor } from '../../../lib/drivers/libvirt';
import { capacity } from './cluster-hypervisor';
import {
  addVm,
  byPath,
  cleanUp,
  lab,
  newApp,
  only,
  problemsOf,
  synthesized,
  textsOf,
  type Lab,
} from './support';

cleanUp();

const shares = (app: Lab['app'], stack: TerraformStack): (string | undefined)[] =>
  Object.values(byPath(synthesized(app, stack), 'libvirt_domain')).map(
    ({ xml }) => /<shares>(\d+)<\/shares>/.exec((xml as { xslt: string }).xslt)?.[1],
  );

describe('a pool on libvirt', () => {
  test('is no object; its weight becomes the CPU shares of its members, 4 : 2 : 1', () => {
    const { app, stack, template } = lab();
    const pools = (['high', 'normal', 'low'] as const).map(
      (word) => new ResourcePool(stack, word, { name: word, cpu: { shares: word } }),
    );
    pools.forEach((pool, index) => {
      const name = `web-${String(index)}`;
      addVm(stack, template, { props: { pool, name } }, `Web${String(index)}`);
    });
    addVm(stack, template, { props: { name: 'free' } }, 'Free');
    expect(shares(app, stack)).toEqual([undefined, '200', '100', '50']);
    expect(pools.map(({ poolId, resources }) => [poolId, resources])).toEqual(
      pools.map(() => [undefined, { all: {} }]),
    );
  });

  test('multiplies the weights of its ancestors', () => {
    const { app, stack, template } = lab();
    const root = new ResourcePool(stack, 'Root', { name: 'root', cpu: { shares: 'high' } });
    const pool = new ResourcePool(stack, 'P', { name: 'p', cpu: { shares: 3000 }, parent: root });
    addVm(stack, template, { props: { pool } });
    expect(shares(app, stack)).toEqual(['150']);
  });

  test('changes nothing of a VM that is in none', () => {
    const xslt = (withPool: boolean): unknown => {
      const { app, stack, template } = lab();
      if (withPool) new ResourcePool(stack, 'P', { name: 'p' });
      addVm(stack, template);
      return only(synthesized(app, stack), 'libvirt_domain').xml;
    };
    expect(xslt(true)).toEqual(xslt(false));
  });

  test('is checked against the capacity of the host', () => {
    const app = newApp();
    const stack = new EnvironmentStack(app, 'lab');
    const host = { ...capacity, hosts: 1 };
    const hypervisor = new LibvirtHypervisor(stack, 'Libvirt', { capacity: host });
    new ResourcePool(stack, 'P', { name: 'p', preset: 'production', hypervisor });
    new ResourcePool(stack, 'Q', { name: 'q', memory: { reservation: Size.gibibytes(17) } });
    expect(textsOf(() => synthesized(app, stack))).toEqual([
      '[VML024] lab/Libvirt.capacity: got 33 GiB reserved (lab/P 16 GiB, lab/Q 17 GiB); pools reserve at most what their hypervisor has; it has 32 GiB, and this exceeds it by 1 GiB; reserve less, or give the hypervisor more',
    ]);
  });

  test('keeps what it reserves from the VMs outside of it', () => {
    const fleet = (memory: Size): string[] => {
      const { app, stack, template } = lab();
      const host = { ...capacity, hosts: 1 };
      const hypervisor = new LibvirtHypervisor(stack, 'Host', { capacity: host });
      const reservation = Size.gibibytes(20);
      new ResourcePool(stack, 'P', { name: 'p', memory: { reservation }, hypervisor });
      addVm(stack, template, { props: { hypervisor, memory } });
      return textsOf(() => synthesized(app, stack));
    };
    expect(fleet(Size.gibibytes(13))).toEqual([
      '[VML065] lab/Host.capacity: got 13 GiB of memory in 1 VM beside 20 GiB that lab/P reserves and does not use; what a pool reserves is not given to other VMs: there is 32 GiB here, and this exceeds it by 1 GiB; make the VMs outside of these pools smaller or fewer, reserve less, or add hosts',
    ]);
    expect(fleet(Size.gibibytes(12))).toEqual([]);
  });

  test('keeps its members below its limit together', () => {
    const { app, stack, template } = lab();
    const pool = new ResourcePool(stack, 'P', { name: 'p', memory: { limit: Size.gibibytes(7) } });
    addVm(stack, template, { props: { pool } });
    addVm(stack, template, { props: { pool, name: 'web-2' } }, 'Web2');
    expect(textsOf(() => synthesized(app, stack))).toEqual([
      '[VML065] lab/P.memory.limit: got 8 GiB in 2 VMs; the members of a pool together stay below its limit of 7 GiB; this exceeds it by 1 GiB; make the VMs smaller or fewer, or raise the limit',
    ]);
  });

  test('fails when its weight is more than the host takes', () => {
    const { stack, template } = lab();
    const pool = new ResourcePool(stack, 'P', { name: 'p', cpu: { shares: 400_040 } });
    expect(textsOf(() => addVm(stack, template, { props: { pool } }))).toEqual([
      '[VML054] lab/Web.pool: got weight 100.01, which is 10001 CPU shares; CPU shares are between 2 and 10000 (libvirt with cgroup v2); give the pool, or the pools above it, other shares: their weights are multiplied',
    ]);
    const twin = new ResourcePool(stack, 'Q', { name: 'q', cpu: { shares: 400_000 } });
    expect(problemsOf(() => addVm(stack, template, { props: { pool: twin } }, 'Web2'))).toEqual([]);
  });

  test('fails for a VM whose pool waits for its parent', () => {
    const { stack, template } = lab();
    const pool = new ResourcePool(stack, 'P', { name: 'p', parent: 'later' });
    expect(problemsOf(() => addVm(stack, template, { props: { pool } }))).toMatchObject([
      { code: 'VML041', path: 'lab/P.parent', got: '"later"' },
    ]);
  });

  test('is none that exists, and is not imported', () => {
    const { stack } = lab();
    expect(textsOf(() => ResourcePool.fromPath(stack, 'Old', { path: 'a' }))).toEqual([
      '[VML044] lab/Old.path: got "a"; libvirt (dmacvicar/libvirt 0.8.3) does not support pool.existing; use instead: a ResourcePool declared in this app: libvirt has no object for pools',
    ]);
    const pool = new ResourcePool(stack, 'P', { name: 'p' });
    expect(
      textsOf(() => {
        pool.importFrom('x');
      }),
    ).toEqual([
      '[VML044] lab/P.importFrom: got "x"; the hypervisor has no object for this construct; leave it out: there is nothing to import',
    ]);
  });
});
