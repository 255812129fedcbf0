/** What the examples of these pages stand in: a staging environment, on each of the hypervisors. */

import { App } from 'cdktf';
import {
  EnvironmentStack,
  Frequency,
  Network,
  Size,
  Template,
  type EnvironmentStackProps,
  type Hypervisor,
  type INetwork,
  type ITemplate,
} from 'vm-lifecycle';
import { LibvirtHypervisor } from 'vm-lifecycle/libvirt';
import { ProxmoxHypervisor } from 'vm-lifecycle/proxmox';
import { VsphereHypervisor } from 'vm-lifecycle/vsphere';

export interface Site {
  readonly app: App;
  readonly stack: EnvironmentStack;
  readonly hypervisor: Hypervisor;
  /** The environment's network `backend`. */
  readonly backend: INetwork;
  readonly debian: ITemplate;
}

const capacity = {
  hosts: 3,
  coresPerHost: 32,
  coreFrequency: Frequency.gigahertz(2.6),
  memoryPerHost: Size.gibibytes(256),
};

const subnet = { cidr: '10.20.0.0/24', gateway: '10.20.0.1' };

export function environment(app: App, props: EnvironmentStackProps = {}): EnvironmentStack {
  return new EnvironmentStack(app, 'staging', {
    owner: 'team-shop',
    guestDefaults: {
      sshAuthorizedKeys: [
        'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIG8eDVBVs7Mp+EY2KWRrWFe00pIbprunpozKEjzjoNxb ops',
      ],
      adminCidrs: ['10.20.0.0/24'],
      dnsServers: ['10.20.0.2'],
      ntpServers: ['10.20.0.3'],
      logCollector: { address: '10.20.0.5' },
    },
    ...props,
  });
}

export function libvirtSite(app: App, props?: EnvironmentStackProps): Site {
  const stack = environment(app, props);
  const hypervisor = new LibvirtHypervisor(stack, 'Kvm', {
    uri: 'qemu+ssh://ops@kvm1.example/system',
    capacity: { ...capacity, hosts: 1 },
  });
  const bridge = Network.fromBridge(stack, 'Backend', { networkName: 'br20', ...subnet });
  const debian = new Template(stack, 'Debian12', {
    templateName: 'debian-12',
    generation: '20261101',
    image: '/srv/images/debian-12.qcow2',
    systemDiskSize: Size.gibibytes(4),
  });
  return { app, stack, hypervisor, backend: stack.addNetwork('backend', bridge), debian };
}

export function vsphereSite(app: App, props?: EnvironmentStackProps): Site {
  const stack = environment(app, props);
  const hypervisor = new VsphereHypervisor(stack, 'Vcenter', {
    server: 'vcenter.example',
    datacenter: 'DC0',
    cluster: 'Cluster0',
    datastore: 'vms',
    capacity,
  });
  const portGroup = Network.fromName(stack, 'Backend', { networkName: 'backend', ...subnet });
  const debian = Template.fromName(stack, 'Debian12', {
    existingName: 'debian-12-20261101',
    templateName: 'debian-12',
    generation: '20261101',
    systemDiskSize: Size.gibibytes(4),
  });
  return { app, stack, hypervisor, backend: stack.addNetwork('backend', portGroup), debian };
}

export function proxmoxSite(app: App, props?: EnvironmentStackProps): Site {
  const stack = environment(app, props);
  const hypervisor = new ProxmoxHypervisor(stack, 'Proxmox', {
    endpoint: 'https://pve1.example:8006/',
    node: 'pve1',
    datastore: 'ceph-vms',
    bridge: 'vmbr0',
    snippets: { datastore: 'cephfs' },
    vmIds: { from: 10_000, to: 99_999 },
    highAvailability: true,
    capacity,
  });
  const vlan = Network.fromBridge(stack, 'Backend', { networkName: 'vmbr0', vlan: 20, ...subnet });
  const debian = Template.fromVmId(stack, 'Debian12', {
    vmId: 9000,
    templateName: 'debian-12',
    generation: '20261101',
    systemDiskSize: Size.gibibytes(4),
  });
  return { app, stack, hypervisor, backend: stack.addNetwork('backend', vlan), debian };
}
