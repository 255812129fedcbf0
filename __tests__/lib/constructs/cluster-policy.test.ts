import { Construct } from 'constructs';
import { ClusterPolicy, ResourcePool, type ClusterPolicyProps } from '../../../lib';
import { capacity, ClusterHypervisor, type ClusterOptions } from './cluster-hypervisor';
import { addVm, byPath, cleanUp, lab, synthesized, textsOf, unchecked, type Lab } from './support';

cleanUp();

function cluster(options: ClusterOptions = {}): Lab & { pve: ClusterHypervisor } {
  const all = lab();
  return { ...all, pve: new ClusterHypervisor(new Construct(all.stack, 'Site'), 'Pve', options) };
}

const valid: ClusterPolicyProps = { clusterName: 'compute', loadBalancing: 'fully-automated' };

test('becomes an object with every default', () => {
  const { app, stack, pve } = cluster();
  const policy = new ClusterPolicy(stack, 'Cluster', { ...valid, hypervisor: pve });
  expect(policy.hypervisor).toBe(pve);
  expect(policy.node.defaultChild).toBe(policy.resources.main);
  addVm(stack, lab().template, { props: { hypervisor: pve } });
  const made = byPath(synthesized(app, stack), 'terraform_data')['lab/Cluster/Resource'];
  expect(made?.input).toEqual({
    clusterName: 'compute',
    loadBalancing: 'fully-automated',
    highAvailability: true,
    hostMonitoring: true,
    vmMonitoring: 'off',
  });
});

test('takes over a cluster that exists', () => {
  const { stack, pve } = cluster();
  new ClusterPolicy(stack, 'Cluster', { ...valid, hypervisor: pve }).importFrom('/dc/host/compute');
  expect(unchecked(stack).import).toEqual([expect.objectContaining({ id: '/dc/host/compute' })]);
});

test.each([
  [{ kind: 'percentage', cpuPercent: 25, memoryPercent: 25 }, 96],
  [{ kind: 'slots', hostFailures: 2 }, 64],
  [{ kind: 'dedicated-hosts', hosts: ['pve4'] }, 96],
] as const)('the reserve %j leaves %d GiB for pools', (failoverReserve, gibibytes) => {
  const outcome = (reserved: number): string[] => {
    const { app, stack, pve } = cluster({ capacity });
    const hypervisor = pve;
    new ClusterPolicy(stack, 'Cluster', { ...valid, failoverReserve, hypervisor });
    const memory = { reservation: { percent: (reserved / gibibytes) * 100 } };
    new ResourcePool(stack, 'A', { name: 'a', memory, hypervisor });
    new ResourcePool(stack, 'B', { name: 'b', memory, hypervisor });
    return textsOf(() => synthesized(app, stack));
  };
  expect(outcome(gibibytes / 2)).toEqual([]);
  const [text] = outcome(gibibytes / 2 + 1);
  expect(text).toContain(
    `has without the failover reserve of lab/Cluster; it has ${String(gibibytes)} GiB, and this exceeds it by 2 GiB`,
  );
});

test('is the only one of its hypervisor', () => {
  const { stack, pve } = cluster();
  new ClusterPolicy(stack, 'One', { ...valid, hypervisor: pve });
  expect(textsOf(() => new ClusterPolicy(stack, 'Two', { ...valid, hypervisor: pve }))).toEqual([
    '[VML031] lab/Two: got a second policy of lab/Site/Pve; a hypervisor has one cluster policy; lab/One is it; declare everything in one policy, or give this one the hypervisor that it is for',
  ]);
});

test('fails with a percentage above 100', () => {
  const { stack, pve } = cluster();
  const failoverReserve = { kind: 'percentage', cpuPercent: 101, memoryPercent: 100 } as const;
  const props = { ...valid, failoverReserve, hypervisor: pve };
  expect(textsOf(() => new ClusterPolicy(stack, 'Cluster', props))).toEqual([
    '[VML057] lab/Cluster.failoverReserve.cpuPercent: got 101; a percentage is between 0 and 100, and here a whole number; give a whole number, such as 25',
  ]);
});

test('fails for what the hypervisor cannot do, each part by itself', () => {
  const { stack } = lab();
  const failoverReserve = { kind: 'slots', hostFailures: 1 } as const;
  const libvirt = 'libvirt (dmacvicar/libvirt 0.8.3) does not support';
  expect(textsOf(() => new ClusterPolicy(stack, 'Cluster', { ...valid, failoverReserve }))).toEqual(
    [
      `[VML044] lab/Cluster.loadBalancing: got "fully-automated"; ${libvirt} cluster.load-balancing; use instead: vSphere or Proxmox VE: libvirt knows one host`,
      `[VML044] lab/Cluster.highAvailability: got true; ${libvirt} cluster.high-availability; use instead: vSphere or Proxmox VE, or autostart for the restart of the one host`,
      `[VML044] lab/Cluster.failoverReserve: got "slots"; ${libvirt} cluster.failover-reserve; use instead: a capacity of the LibvirtHypervisor that leaves room`,
    ],
  );
});
