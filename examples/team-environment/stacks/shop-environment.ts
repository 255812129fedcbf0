import type { Construct } from 'constructs';
import {
  EnvironmentStack,
  HardenedVm,
  LinkedCloneSet,
  Network,
  ResourcePool,
  Size,
  Tags,
  TemplateCatalog,
  type VmIdRange,
} from 'vm-lifecycle';
import { ProxmoxHypervisor } from 'vm-lifecycle/proxmox';
import { catalog } from './templates';

/** What differs between the environments of the shop; everything else they have in common. */
export interface ShopEnvironmentProps {
  readonly frontends: readonly string[];
  readonly frontendMemory: Size;
  readonly databaseMemory: Size;
  readonly databaseDisk: Size;
  readonly vmIds: VmIdRange;
  /** Day after which the environment is no longer needed. @default - it stays */
  readonly expires?: string;
}

/** The shop: frontends that are linked clones, a database, and the network and pool that they live in. */
export class ShopEnvironment extends EnvironmentStack {
  readonly frontends: LinkedCloneSet;
  readonly database: HardenedVm;

  constructor(scope: Construct, id: string, props: ShopEnvironmentProps) {
    super(scope, id, {
      owner: 'team-shop',
      naming: { pattern: `${id}-{application}-{number:2}` },
      guestDefaults: {
        // The public half of a key pair whose private half was never kept: put your own here.
        sshAuthorizedKeys: [
          'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIG8eDVBVs7Mp+EY2KWRrWFe00pIbprunpozKEjzjoNxb shop',
        ],
        adminCidrs: ['198.51.100.0/28'],
        domain: 'shop.example',
        dnsServers: ['198.51.100.2'],
        ntpServers: ['198.51.100.3'],
        logCollector: { address: '198.51.100.4' },
      },
    });
    Tags.of(this).add('application', 'shop');
    new ProxmoxHypervisor(this, 'Cluster', {
      node: 'pve1',
      datastore: 'ceph-vms',
      vmIds: props.vmIds,
      failureDomain: 'site-a',
    });
    this.addNetwork(
      'guests',
      Network.fromBridge(this, 'Guests', { networkName: 'vmbr0', cidr: '198.51.100.0/24' }),
    );
    const shared = {
      template: new TemplateCatalog(this, 'Templates', { templates: catalog }).template(
        'debian-12',
      ),
      pool: new ResourcePool(this, 'Pool', { name: `shop-${id}`, cpu: { shares: 'normal' } }),
      networks: [{ network: 'guests' }],
      expires: props.expires,
    };
    this.frontends = new LinkedCloneSet(this, 'Frontend', {
      ...shared,
      members: props.frontends,
      naming: `${id}-web{member}-01`,
      purpose: 'Frontend of the shop',
      cpuCount: 2,
      memory: props.frontendMemory,
      guest: {
        ingress: [
          { description: 'balancers', protocol: 'tcp', ports: [8443], cidrs: ['198.51.100.16/28'] },
        ],
      },
    });
    this.database = new HardenedVm(this, 'Database', {
      ...shared,
      name: `${id}-database-01`,
      purpose: 'Orders of the shop',
      cpuCount: 4,
      memory: props.databaseMemory,
      dataDisks: [{ name: 'data', size: props.databaseDisk }],
      guest: {
        ingress: [
          { description: 'shop', protocol: 'tcp', ports: [5432], cidrs: ['198.51.100.0/24'] },
        ],
      },
    });
  }
}
