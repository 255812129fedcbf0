/** Where the changes are tried, one site per hypervisor of the lab. */

import { Network, Size, Template } from '../../lib';
import { LibvirtHypervisor } from '../../lib/drivers/libvirt';
import { ProxmoxHypervisor } from '../../lib/drivers/proxmox';
import { VsphereHypervisor } from '../../lib/drivers/vsphere';
import type { HypervisorName } from '../../lib/hardening/control';
import { simulatedCapacity, withoutTpm } from '../../stacks/simulated-cluster';
import { labNetwork, type LabInstance } from '../hypervisor/instance';
import { imageGeneration, imageName } from '../image/recipe';
import type { ChangesStack, Site } from './stack';

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
      capacity: { ...simulatedCapacity, hosts: 1 },
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
      capacity: simulatedCapacity,
    });
    return {
      template: Template.fromName(stack, 'Debian12', {
        ...debian,
        existingName: 'debian-12-20261115',
      }),
      network: Network.fromName(stack, 'Network', { networkName: 'production' }),
      backupStorage: 'backup',
      vm: { waivers: [withoutTpm] },
    };
  },
  proxmox: (stack) => {
    new ProxmoxHypervisor(stack, 'Cluster', {
      node: 'pve1',
      datastore: 'ceph-vms',
      vmIds: { from: 200_000, to: 299_999 },
      restartForChanges: true,
      capacity: simulatedCapacity,
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
