/** Where the changes are tried, one site per hypervisor of the lab. */

import { Frequency, Network, Size, Template, type HypervisorCapacity } from '../../lib';
import { LibvirtHypervisor } from '../../lib/drivers/libvirt';
import { ProxmoxHypervisor } from '../../lib/drivers/proxmox';
import { VsphereHypervisor } from '../../lib/drivers/vsphere';
import type { HypervisorName } from '../../lib/hardening/control';
import { labNetwork, type LabInstance } from '../hypervisor/instance';
import { imageGeneration, imageName } from '../image/recipe';
import type { ChangesStack, Site } from './stack';

const capacity: HypervisorCapacity = {
  hosts: 3,
  coresPerHost: 16,
  coreFrequency: Frequency.gigahertz(2.6),
  memoryPerHost: Size.gibibytes(64),
};

const debian = {
  templateName: 'debian-12',
  generation: '20261115',
  attestedControls: 'baseline',
  systemDiskSize: Size.gibibytes(4),
} as const;

export const sites: Readonly<
  Record<HypervisorName, (stack: ChangesStack, instance: LabInstance) => Site>
> = {
  libvirt: (stack, instance) => {
    const domainType = process.env.VM_LIFECYCLE_LAB_DOMAIN_TYPE === 'kvm' ? 'kvm' : 'qemu';
    new LibvirtHypervisor(stack, 'Libvirt', {
      uri: instance.uri,
      domainType,
      storagePool: { name: 'changes', path: `${instance.imagesFolder}/changes` },
      capacity: { ...capacity, hosts: 1 },
    });
    const generation = imageGeneration();
    return {
      template: new Template(stack, 'Debian12', {
        templateName: 'debian-12',
        generation,
        image: `${instance.stateFolder}/${imageName(generation)}.qcow2`,
      }),
      network: new Network(stack, 'Network', { networkName: 'changes', cidr: labNetwork.guests }),
      backupStorage: `${instance.root}/backup`,
    };
  },
  vsphere: (stack) => {
    new VsphereHypervisor(stack, 'Vcenter', {
      providerVersion: '2.1.1',
      datacenter: 'DC0',
      cluster: 'DC0_C0',
      datastore: 'LocalDS_0',
      folder: { path: 'changes' },
      tagging: { prefix: 'changes-' },
      customAttributes: 'none',
      capacity,
    });
    return {
      template: Template.fromName(stack, 'Debian12', {
        ...debian,
        existingName: 'debian-12-20261115',
      }),
      network: Network.fromName(stack, 'Network', { networkName: 'production' }),
      backupStorage: 'backup',
      vm: {
        waivers: [
          {
            control: 'machine.tpm',
            reason: 'the simulator takes provider 2.1.1 only, which knows no vTPM',
            expires: '2028-06-30',
          },
        ],
      },
    };
  },
  proxmox: (stack) => {
    new ProxmoxHypervisor(stack, 'Cluster', {
      node: 'pve1',
      datastore: 'ceph-vms',
      vmIds: { from: 200_000, to: 299_999 },
      restartForChanges: true,
      capacity,
    });
    return {
      template: Template.fromVmId(stack, 'Debian12', { ...debian, vmId: '9001' }),
      network: Network.fromBridge(stack, 'Network', {
        networkName: 'vmbr0',
        cidr: labNetwork.guests,
      }),
      backupStorage: 'backup',
    };
  },
};
