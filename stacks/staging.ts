import type { Construct } from 'constructs';
import {
  BackupPolicy,
  EnvironmentStack,
  HardenedVm,
  Network,
  ResourcePool,
  Size,
  TemplateCatalog,
} from '../lib';
import { ProxmoxHypervisor } from '../lib/drivers/proxmox';
import { stateOf } from './backends';
import { catalog } from './catalog';
import { guestDefaults } from './guests';

/** Staging, on Proxmox VE: what production has, one of each. */
export class StagingStack extends EnvironmentStack {
  constructor(scope: Construct, id = 'staging') {
    super(scope, id, {
      category: 'staging',
      owner: 'platform',
      naming: { pattern: 'stg-{application}-{number:2}' },
      guestDefaults,
      backend: stateOf(),
    });
    new ProxmoxHypervisor(this, 'Proxmox', {
      node: 'pve1',
      datastore: 'ceph-vms',
      vmIds: { from: 100_000, to: 199_999 },
      failureDomain: 'proxmox',
    });
    const templates = new TemplateCatalog(this, 'Templates', { templates: catalog });
    this.addNetwork(
      'guests',
      Network.fromBridge(this, 'Guests', { networkName: 'vmbr0', cidr: '198.51.100.0/24' }),
    );
    const shop = new HardenedVm(this, 'Shop', {
      name: 'stg-shop-01',
      purpose: 'Shop, as it will be in production',
      template: templates.template('debian-12'),
      cpuCount: 2,
      memory: Size.gibibytes(4),
      pool: new ResourcePool(this, 'Pool', { name: 'shop-staging', cpu: { shares: 'normal' } }),
      dataDisks: [{ name: 'data', size: Size.gibibytes(20) }],
      networks: [{ network: 'guests' }],
      guest: {},
    });
    BackupPolicy.standard(this, 'Backup', {
      name: 'staging',
      target: { storage: 'backup', failureDomain: 'backup-site' },
    }).protect(shop);
  }
}
