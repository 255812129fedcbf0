import type { Construct } from 'constructs';
import { labNetwork } from '../lab/hypervisor/instance';
import { HardenedVm, Size } from '../lib';
import { LabEnvironment, type LabEnvironmentProps } from './lab-environment';
import { LabProxmox, type LabProxmoxProps } from './lab-proxmox';
import { LabVsphere, type LabVsphereProps } from './lab-vsphere';

export interface LabStackProps extends LabEnvironmentProps {
  /** @default Size.gibibytes(1) */
  readonly databaseMemory?: Size;
  /** @default Size.gibibytes(1) */
  readonly dataDiskSize?: Size;
  /** @default true */
  readonly webAutostart?: boolean;
  readonly vsphere?: LabVsphereProps;
  readonly proxmox?: LabProxmoxProps;
}

/**
 * All three hypervisors. On the lab's own libvirt two hardened VMs of different shape, which boot: a frontend with DHCP, a
 * database with a data disk.
 */
export class LabStack extends LabEnvironment {
  readonly web: HardenedVm;
  readonly database: HardenedVm;
  readonly vsphere: LabVsphere;
  readonly proxmox: LabProxmox;

  constructor(scope: Construct, id: string, props: LabStackProps = {}) {
    super(scope, id, props);
    const { template } = this;

    this.web = new HardenedVm(this, 'Web', {
      name: 'web-01',
      purpose: 'Frontend: one CPU, DHCP, no data disk',
      template,
      cpuCount: 1,
      memory: Size.mebibytes(768),
      networks: [{ network: 'lab' }],
      guest: {
        ingress: [{ description: 'web', protocol: 'tcp', ports: [443], cidrs: ['0.0.0.0/0'] }],
        egress: [
          {
            description: 'artifact store',
            protocol: 'tcp',
            ports: [8080],
            cidrs: [`${labNetwork.collector.address}/32`],
          },
        ],
      },
      autostart: props.webAutostart ?? true,
      tags: { tier: 'frontend' },
    });
    this.database = new HardenedVm(this, 'Database', {
      name: 'database-01',
      purpose: 'Database: two CPUs, a larger system disk, a static address and a data disk',
      template,
      cpuCount: 2,
      memory: props.databaseMemory ?? Size.gibibytes(1),
      systemDiskSize: Size.gibibytes(4),
      dataDisks: [
        { name: 'data', size: props.dataDiskSize ?? Size.gibibytes(1), mountPoint: '/srv/data' },
      ],
      networks: [{ network: 'lab', address: '198.51.100.10' }],
      guest: {
        ingress: [
          {
            description: 'database clients',
            protocol: 'tcp',
            ports: [5432],
            cidrs: [labNetwork.guests],
          },
        ],
      },
      autostart: false,
      tags: { tier: 'data' },
    });
    this.vsphere = new LabVsphere(this, 'Vsphere', props.vsphere);
    this.proxmox = new LabProxmox(this, 'Proxmox', props.proxmox);
  }
}
