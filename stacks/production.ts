import type { Construct } from 'constructs';
import {
  BackupPolicy,
  EnvironmentStack,
  LinkedCloneSet,
  Network,
  ResourcePool,
  Size,
  TemplateCatalog,
  type Acceptance,
} from '../lib';
import { VsphereHypervisor } from '../lib/drivers/vsphere';
import { stateOf } from './backends';
import { catalog } from './catalog';
import { guestDefaults } from './guests';
import { simulatedCapacity, withoutTpm } from './simulated-cluster';

export interface ProductionStackProps {
  /** Lifts the protection of every VM, for decommissioning the stack. @default - all are protected */
  readonly protectionOverride?: Acceptance;
}

/** Production, on vSphere: VMs are protected, backed up, spread over hosts, and made from certified templates only. */
export class ProductionStack extends EnvironmentStack {
  constructor(scope: Construct, id = 'production', props: ProductionStackProps = {}) {
    super(scope, id, {
      category: 'production',
      owner: 'platform',
      naming: { pattern: 'prd-{application}-{number:2}' },
      guestDefaults,
      backend: stateOf(),
    });
    new VsphereHypervisor(this, 'Vcenter', {
      // The lab's simulator takes this old version only; leave the line out elsewhere.
      providerVersion: '2.1.1',
      datacenter: 'DC0',
      cluster: 'DC0_C0',
      datastore: 'LocalDS_1',
      folder: { path: 'production' },
      tagging: { prefix: 'production-' },
      customAttributes: 'none',
      failureDomain: 'vcenter',
      capacity: simulatedCapacity,
    });
    const templates = new TemplateCatalog(this, 'Templates', { templates: catalog });
    const lifted = props.protectionOverride;
    const shop = new LinkedCloneSet(this, 'Shop', {
      members: ['blue', 'green'],
      naming: 'prd-shop{member}-01',
      purpose: 'Shop frontends, one on each host',
      template: templates.template('debian-12'),
      cpuCount: 4,
      memory: Size.gibibytes(8),
      pool: new ResourcePool(this, 'Pool', {
        name: 'shop-production',
        preset: 'production',
        protection: lifted === undefined,
      }),
      networks: [{ network: Network.fromName(this, 'Production', { networkName: 'production' }) }],
      guest: {},
      ...(lifted === undefined ? {} : { protection: false, protectionOverride: lifted }),
      waivers: [withoutTpm],
    });
    BackupPolicy.standard(this, 'Backup', {
      name: 'production',
      target: { storage: 'backup', failureDomain: 'backup-site' },
    }).protect(shop);
  }
}
