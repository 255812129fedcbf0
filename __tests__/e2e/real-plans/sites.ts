/** Where the real plans are made: the simulated vCenter and Proxmox VE, and a private libvirt without guests that run. */

import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  labInstance,
  labNetwork,
  startHypervisor,
  stopHypervisor,
  type LabInstance,
} from '../../../lab/hypervisor';
import { proxmoxEnvironment, startProxmox, stopProxmox } from '../../../lab/proxmox';
import { startVcenter, stopVcenter, vcenterEnvironment } from '../../../lab/vcenter';
import { Network, Size, Template, type EnvironmentStack } from '../../../lib';
import { LibvirtHypervisor } from '../../../lib/drivers/libvirt';
import { ProxmoxHypervisor } from '../../../lib/drivers/proxmox';
import { VsphereHypervisor } from '../../../lib/drivers/vsphere';
import { Virsh } from '../../../lib/drivers/libvirt/virsh';
import type { HypervisorName } from '../../../lib/hardening/control';
import { run } from '../../../lib/operations/process';
import { simulatedCapacity, withoutTpm } from '../../../stacks/simulated-cluster';
import type { Site } from './stack';

export interface RunningSite {
  readonly environment: NodeJS.ProcessEnv;
  readonly site: (stack: EnvironmentStack) => Site;
  /** After the stack was deployed. */
  readonly settle?: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export const generations = ['20261101', '20261115'] as const;

const certified = {
  templateName: 'debian-12',
  attestedControls: 'baseline',
  systemDiskSize: Size.gibibytes(4),
} as const;

export async function startSite(hypervisor: HypervisorName): Promise<RunningSite> {
  const instance = labInstance(`plans-${hypervisor}-${String(process.pid)}`);
  const { stop, ...running } = await engines[hypervisor](instance);
  return {
    ...running,
    site: (stack) => sites[hypervisor](stack, instance),
    stop: async () => {
      await stop();
      rmSync(instance.root, { recursive: true, force: true });
    },
  };
}

const engines: Readonly<
  Record<HypervisorName, (instance: LabInstance) => Promise<Omit<RunningSite, 'site'>>>
> = {
  vsphere: async (instance) => {
    const connection = await startVcenter(instance);
    return {
      environment: vcenterEnvironment(connection),
      stop: async () => {
        await stopVcenter(instance);
      },
    };
  },
  proxmox: async (instance) => {
    const connection = await startProxmox(instance);
    return {
      environment: proxmoxEnvironment(connection),
      stop: async () => {
        await stopProxmox(instance);
      },
    };
  },
  libvirt: async (instance) => {
    await startHypervisor(instance);
    mkdirSync(instance.stateFolder, { recursive: true });
    await run('qemu-img', ['create', '-q', '-f', 'qcow2', imageOf(instance), '1G']);
    return {
      environment: {},
      // The machines have nothing to boot from, and would search for it as long as they run.
      settle: async () => {
        const virsh = new Virsh(instance.uri);
        for (const name of (await virsh.do('list', '--name')).trim().split('\n')) {
          if (name !== '') await virsh.do('destroy', name);
        }
      },
      stop: async () => {
        await stopHypervisor(instance);
      },
    };
  },
};

/** An empty disk: no guest is started. */
const imageOf = (instance: LabInstance): string => join(instance.stateFolder, 'empty.qcow2');

const sites: Readonly<
  Record<HypervisorName, (stack: EnvironmentStack, instance: LabInstance) => Site>
> = {
  vsphere: (stack) => {
    new VsphereHypervisor(stack, 'Vcenter', {
      providerVersion: '2.1.1',
      datacenter: 'DC0',
      cluster: 'DC0_C0',
      datastore: 'LocalDS_0',
      folder: { path: 'shop' },
      keepDataDisks: false,
      customAttributes: 'none',
      capacity: simulatedCapacity,
    });
    const template = (generation: string) =>
      Template.fromName(stack, `Debian-${generation}`, {
        ...certified,
        generation,
        existingName: `debian-12-${generation}`,
      });
    return {
      templates: [template(generations[0]), template(generations[1])],
      network: Network.fromName(stack, 'Network', { networkName: 'production' }),
      waivers: [withoutTpm],
      backupStorage: 'backup',
    };
  },
  proxmox: (stack) => {
    new ProxmoxHypervisor(stack, 'Cluster', {
      node: 'pve1',
      datastore: 'ceph-vms',
      vmIds: { from: 300_000, to: 399_999 },
      restartForChanges: true,
      capacity: simulatedCapacity,
    });
    const template = (generation: string, vmId: number) =>
      Template.fromVmId(stack, `Debian-${generation}`, { ...certified, generation, vmId });
    return {
      templates: [template(generations[0], 9000), template(generations[1], 9001)],
      network: Network.fromBridge(stack, 'Network', {
        networkName: 'vmbr0',
        cidr: labNetwork.guests,
      }),
      waivers: [],
      backupStorage: 'backup',
    };
  },
  libvirt: (stack, instance) => {
    new LibvirtHypervisor(stack, 'Libvirt', {
      uri: instance.uri,
      domainType: 'qemu',
      storagePool: { name: 'guests', path: `${instance.imagesFolder}/guests` },
      capacity: simulatedCapacity,
    });
    const template = (generation: string) =>
      new Template(stack, `Debian-${generation}`, {
        templateName: 'debian-12',
        generation,
        image: imageOf(instance),
      });
    return {
      templates: [template(generations[0]), template(generations[1])],
      network: new Network(stack, 'Network', {
        networkName: 'office',
        cidr: labNetwork.guests,
        mode: 'isolated',
      }),
      waivers: [],
      backupStorage: '/srv/backup',
    };
  },
};
