import { Construct } from 'constructs';
import {
  AccessGrant,
  BackupPolicy,
  HardenedVm,
  LinkedCloneSet,
  Network,
  PlacementRule,
  ResourcePool,
  Size,
  TemplateCatalog,
} from '../lib';
import { VsphereHypervisor } from '../lib/drivers/vsphere';
import { catalog } from './catalog';
import { simulatedCapacity, withoutTpm } from './simulated-cluster';

export interface LabVsphereProps {
  /** @default 2 */
  readonly cpuCount?: number;
  /** @default Size.gibibytes(2) */
  readonly memory?: Size;
  /** @default Size.gibibytes(10) */
  readonly dataDiskSize?: Size;
  /** Names of the members of the clone set. @default ['blue', 'green'] */
  readonly workers?: readonly string[];
}

/** A cluster of the vCenter simulator: pools by purpose, a clone set that is spread, a database and a Windows server. */
export class LabVsphere extends Construct {
  readonly vms: readonly HardenedVm[];

  constructor(scope: Construct, id: string, props: LabVsphereProps = {}) {
    super(scope, id);
    new VsphereHypervisor(this, 'Vcenter', {
      providerVersion: '2.1.1',
      datacenter: 'DC0',
      cluster: 'DC0_C0',
      datastore: 'LocalDS_0',
      folder: { path: 'lab' },
      failureDomain: 'vcenter',
      capacity: simulatedCapacity,
    });
    const templates = new TemplateCatalog(this, 'Templates', { templates: catalog });
    const network = Network.fromName(this, 'Production', { networkName: 'production' });
    const [production, , development] = (['production', 'staging', 'development'] as const).map(
      (preset) => new ResourcePool(this, `Pool-${preset}`, { name: preset, preset }),
    );
    const template = templates.template('debian-12');
    const shape = {
      cpuCount: props.cpuCount ?? 2,
      memory: props.memory ?? Size.gibibytes(2),
      waivers: [withoutTpm],
    };
    const workers = new LinkedCloneSet(this, 'Workers', {
      ...shape,
      members: props.workers ?? ['blue', 'green'],
      naming: 'worker{member}-01',
      purpose: 'Workers that share the blocks of their template',
      template,
      pool: production,
      networks: [{ network }],
      guest: {},
    });
    const database = new HardenedVm(this, 'Database', {
      ...shape,
      name: 'vdatabase-01',
      purpose: 'Database with a data disk that outlives it',
      template,
      pool: production,
      dataDisks: [{ name: 'data', size: props.dataDiskSize ?? Size.gibibytes(10) }],
      networks: [{ network }],
      guest: {},
      availability: { restartPriority: 'high' },
    });
    const windows = new HardenedVm(this, 'Windows', {
      ...shape,
      name: 'windows-01',
      purpose: 'Windows server in a workgroup',
      template: templates.template('windows-2022'),
      cloneType: 'full',
      pool: development,
      networks: [{ network }],
      guest: { operatingSystem: 'windows', windows: { workgroup: 'LAB', organization: 'Lab' } },
    });
    new PlacementRule(this, 'WithDatabase', {
      name: 'windows-off-first-host',
      kind: 'hosts',
      avoid: true,
      hosts: ['DC0_C0_H0'],
      members: [windows],
      mandatory: false,
    });
    new AccessGrant(this, 'Operators', {
      pool: production,
      principal: 'VSPHERE.LOCAL\\operators',
      principalKind: 'group',
      level: 'operator',
    });
    BackupPolicy.standard(this, 'Backup', {
      name: 'gold',
      target: { storage: 'backup', failureDomain: 'backup-site' },
    }).protect(workers, database);
    this.vms = [...workers.members, database, windows];
  }
}
