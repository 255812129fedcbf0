import { EnvironmentStack, Frequency, Network, Size } from 'vm-lifecycle';
import { LibvirtHypervisor } from 'vm-lifecycle/libvirt';
import { ProxmoxHypervisor } from 'vm-lifecycle/proxmox';
import { VsphereHypervisor } from 'vm-lifecycle/vsphere';
import type { Site } from './site';

export function libvirt({ app }: Site): void {
  const stack = new EnvironmentStack(app, 'dev', { owner: 'team-shop' });
  new LibvirtHypervisor(stack, 'Kvm', {
    uri: 'qemu+ssh://ops@kvm1.example/system',
    storagePool: 'vms',
    failureDomain: 'site-a',
    capacity: {
      coresPerHost: 32,
      coreFrequency: Frequency.gigahertz(2.6),
      memoryPerHost: Size.gibibytes(256),
    },
  });
}

export function vsphere({ app }: Site): void {
  const stack = new EnvironmentStack(app, 'dev', { owner: 'team-shop' });
  new VsphereHypervisor(stack, 'Vcenter', {
    server: 'vcenter.example',
    datacenter: 'DC0',
    cluster: 'Cluster0',
    datastore: 'vms',
    folder: { path: 'shop' },
    failureDomain: 'site-a',
  });
}

export function proxmox({ app }: Site): void {
  const stack = new EnvironmentStack(app, 'dev', { owner: 'team-shop' });
  new ProxmoxHypervisor(stack, 'Proxmox', {
    endpoint: 'https://pve1.example:8006/',
    node: 'pve1',
    datastore: 'ceph-vms',
    bridge: 'vmbr0',
    snippets: { datastore: 'cephfs' },
    vmIds: { from: 10_000, to: 99_999 },
    highAvailability: true,
    failureDomain: 'site-a',
  });
}

export function several({ app }: Site): void {
  const stack = new EnvironmentStack(app, 'dev', { owner: 'team-shop' });
  const east = new LibvirtHypervisor(stack, 'East', { uri: 'qemu+ssh://ops@kvm1.example/system' });
  const west = new LibvirtHypervisor(stack, 'West', { uri: 'qemu+ssh://ops@kvm2.example/system' });
  Network.fromBridge(stack, 'EastBridge', { networkName: 'br20', hypervisor: east });
  Network.fromBridge(stack, 'WestBridge', { networkName: 'br20', hypervisor: west });
}
