import type { Construct } from 'constructs';
import { LocalBackend } from 'cdktf';
import { labInstance, labNetwork } from '../lab/hypervisor/instance';
import { imageGeneration, imageName } from '../lab/image/recipe';
import { EnvironmentStack, HardenedVm, Network, Size, Template } from '../lib';
import { LibvirtHypervisor } from '../lib/drivers/libvirt';

// The public half of a key pair whose private half was never kept: people enter through the guest agent.
const publicKey =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIG8eDVBVs7Mp+EY2KWRrWFe00pIbprunpozKEjzjoNxb lab';
const gateway = '198.51.100.1';

export interface LabStackProps {
  /** Lab instance: `lab` for people, `e2e` for tests. @default - VM_LIFECYCLE_LAB_INSTANCE, else 'lab' */
  readonly instance?: string;
  /** @default - VM_LIFECYCLE_LAB_DOMAIN_TYPE, else 'qemu' */
  readonly domainType?: 'kvm' | 'qemu';
  /** @default Size.gibibytes(1) */
  readonly databaseMemory?: Size;
  /** @default Size.gibibytes(1) */
  readonly dataDiskSize?: Size;
  /** @default true */
  readonly webAutostart?: boolean;
}

/** Two hardened VMs of different shape on the lab's own libvirt: a frontend with DHCP, a database with a data disk. */
export class LabStack extends EnvironmentStack {
  readonly web: HardenedVm;
  readonly database: HardenedVm;

  constructor(scope: Construct, id: string, props: LabStackProps = {}) {
    const instance = labInstance(props.instance ?? process.env.VM_LIFECYCLE_LAB_INSTANCE);
    super(scope, id, {
      category: 'lab',
      owner: 'lab',
      naming: { pattern: '{application}-{number:2}' },
      backend: (stack) =>
        new LocalBackend(stack, { path: `${instance.stateFolder}/${id}.tfstate` }),
      guestDefaults: {
        sshAuthorizedKeys: [publicKey],
        adminCidrs: [labNetwork.guests],
        domain: 'lab.example',
        dnsServers: [gateway],
        ntpServers: [gateway],
        logCollector: { address: labNetwork.collector.address, port: labNetwork.collector.tcpPort },
      },
    });
    const domainType = props.domainType ?? process.env.VM_LIFECYCLE_LAB_DOMAIN_TYPE;
    new LibvirtHypervisor(this, 'Libvirt', {
      uri: instance.uri,
      domainType: domainType === 'kvm' ? 'kvm' : 'qemu',
      storagePool: { name: 'vm-lifecycle-lab', path: `${instance.imagesFolder}/guests` },
    });
    const generation = imageGeneration();
    const template = new Template(this, 'Debian12', {
      templateName: 'debian-12',
      generation,
      image: `${instance.stateFolder}/${imageName(generation)}.qcow2`,
    });
    this.addNetwork(
      'lab',
      new Network(this, 'LabNetwork', { networkName: 'lab', cidr: labNetwork.guests }),
    );

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
  }
}
