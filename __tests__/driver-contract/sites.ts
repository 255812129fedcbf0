/** One app per driver with a hypervisor, a template and a network: what every use of a capability starts from. */
import { App } from 'cdktf';
import {
  EnvironmentStack,
  Frequency,
  Network,
  Size,
  Template,
  todayContext,
  type Bandwidth,
  type HypervisorCapacity,
  type INetwork,
  type ITemplate,
} from '../../lib';
import type { Hypervisor } from '../../lib';
import { LibvirtHypervisor } from '../../lib/drivers/libvirt';
import { ProxmoxHypervisor } from '../../lib/drivers/proxmox';
import { VsphereHypervisor } from '../../lib/drivers/vsphere';
import type { HypervisorName } from '../../lib/hardening/control';
import { guestDefaults } from '../../stacks/guests';

export interface Site {
  readonly app: App;
  readonly stack: EnvironmentStack;
  readonly hypervisor: Hypervisor;
  readonly template: ITemplate;
  readonly network: INetwork;
  /** Storage for backups, outside of the failure domain of the VMs. */
  readonly backupStorage: string;
  readonly clusterName: string;
  readonly bandwidth: Bandwidth;
}

const both = { inboundMegabitsPerSecond: 80, outboundMegabitsPerSecond: 80 };

const capacity: HypervisorCapacity = {
  hosts: 3,
  coresPerHost: 16,
  coreFrequency: Frequency.gigahertz(2.6),
  memoryPerHost: Size.gibibytes(64),
};
const template = {
  templateName: 'debian-12',
  generation: '20261115',
  systemDiskSize: Size.gibibytes(4),
  attestedControls: 'baseline',
} as const;

const makers: Readonly<
  Record<HypervisorName, (stack: EnvironmentStack) => Omit<Site, 'app' | 'stack'>>
> = {
  libvirt: (stack) => ({
    hypervisor: new LibvirtHypervisor(stack, 'Hypervisor', { capacity }),
    template: new Template(stack, 'Template', { ...template, image: '/srv/debian-12.qcow2' }),
    network: Network.fromName(stack, 'Network', { networkName: 'guests' }),
    backupStorage: '/srv/backup',
    clusterName: 'kvm1',
    bandwidth: both,
  }),
  vsphere: (stack) => ({
    hypervisor: new VsphereHypervisor(stack, 'Hypervisor', {
      datacenter: 'DC0',
      cluster: 'DC0_C0',
      datastore: 'LocalDS_0',
      capacity,
    }),
    template: Template.fromName(stack, 'Template', { ...template, existingName: 'debian-12' }),
    network: Network.fromName(stack, 'Network', { networkName: 'guests' }),
    backupStorage: 'backup',
    clusterName: 'DC0_C0',
    bandwidth: { outboundMegabitsPerSecond: 80 },
  }),
  proxmox: (stack) => ({
    hypervisor: new ProxmoxHypervisor(stack, 'Hypervisor', {
      node: 'pve1',
      highAvailability: true,
      capacity,
    }),
    template: Template.fromVmId(stack, 'Template', { ...template, vmId: 9000 }),
    network: Network.fromBridge(stack, 'Network', {
      networkName: 'vmbr0',
      cidr: '198.51.100.0/24',
    }),
    backupStorage: 'backup',
    clusterName: 'cluster',
    bandwidth: both,
  }),
};

export const driverNames = Object.keys(makers) as readonly HypervisorName[];

export function siteOf(
  name: HypervisorName,
  context: Readonly<Record<string, unknown>> = {},
): Site {
  const app = new App({
    outdir: '/nonexistent',
    context: { [todayContext]: '2026-11-20', ...context },
  });
  const stack = new EnvironmentStack(app, 'lab', {
    category: 'lab',
    owner: 'team',
    guestDefaults,
  });
  return { app, stack, ...makers[name](stack) };
}
