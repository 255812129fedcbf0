import { Construct } from 'constructs';
import {
  AccessGrant,
  BackupPolicy,
  HardenedVm,
  LinkedCloneSet,
  Network,
  PlacementRule,
  ResourcePool,
  Schedule,
  Size,
  TemplateCatalog,
} from '../lib';
import { ProxmoxHypervisor } from '../lib/drivers/proxmox';
import { catalog } from './catalog';
import { simulatedCapacity } from './simulated-cluster';

export interface LabProxmoxProps {
  /** @default 2 */
  readonly cpuCount?: number;
  /** @default Size.gibibytes(2) */
  readonly memory?: Size;
  /** @default Size.gibibytes(10) */
  readonly dataDiskSize?: Size;
  /** Names of the members of the clone set. @default ['blue', 'green'] */
  readonly workers?: readonly string[];
  /** Time of the nightly backup. @default '02:00' */
  readonly backupTime?: string;
}

/** The simulated Proxmox VE cluster: pools by purpose, a clone set that is spread, and a database that HA restarts. */
export class LabProxmox extends Construct {
  readonly vms: readonly HardenedVm[];

  constructor(scope: Construct, id: string, props: LabProxmoxProps = {}) {
    super(scope, id);
    new ProxmoxHypervisor(this, 'Cluster', {
      node: 'pve1',
      datastore: 'ceph-vms',
      vmIds: { from: 10_000, to: 99_999 },
      highAvailability: true,
      failureDomain: 'proxmox',
      capacity: simulatedCapacity,
    });
    const templates = new TemplateCatalog(this, 'Templates', { templates: catalog });
    const network = Network.fromBridge(this, 'Guests', {
      networkName: 'vmbr0',
      cidr: '198.51.100.0/24',
    });
    const [production] = (['production', 'staging', 'development'] as const).map(
      (preset) => new ResourcePool(this, `Pool-${preset}`, { name: preset, preset }),
    );
    const template = templates.template('debian-12');
    const shape = { cpuCount: props.cpuCount ?? 2, memory: props.memory ?? Size.gibibytes(2) };
    const workers = new LinkedCloneSet(this, 'Workers', {
      ...shape,
      members: props.workers ?? ['blue', 'green'],
      naming: 'pworker{member}-01',
      purpose: 'Workers that share the blocks of their template',
      template,
      pool: production,
      networks: [{ network }],
      guest: {},
      spread: false,
    });
    const database = new HardenedVm(this, 'Database', {
      ...shape,
      name: 'pdatabase-01',
      purpose: 'Database with a data disk that outlives it',
      template,
      pool: production,
      dataDisks: [{ name: 'data', size: props.dataDiskSize ?? Size.gibibytes(10) }],
      networks: [{ network }],
      guest: {
        ingress: [
          { description: 'clients', protocol: 'tcp', ports: [5432], cidrs: ['198.51.100.0/24'] },
        ],
      },
    });
    new PlacementRule(this, 'Spread', {
      name: 'workers-on-different-nodes',
      kind: 'spread',
      members: workers.members,
    });
    new PlacementRule(this, 'NearTheDisks', {
      name: 'near-the-disks',
      kind: 'hosts',
      hosts: ['pve1', 'pve2'],
      members: [database],
      mandatory: false,
    });
    new AccessGrant(this, 'Operators', {
      pool: production,
      principal: 'root@pam',
      principalKind: 'user',
      level: 'operator',
    });
    BackupPolicy.standard(this, 'Backup', {
      name: 'gold',
      full: Schedule.daily(props.backupTime ?? '02:00'),
      incremental: undefined,
      target: { storage: 'backup', failureDomain: 'backup-site' },
    }).protect(workers, database);
    this.vms = [...workers.members, database];
  }
}
