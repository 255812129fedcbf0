import type { TerraformProvider } from 'cdktf';
import type { Construct } from 'constructs';
import { got, throwIfAny, type Problem } from '../../errors';
import type { HypervisorCapacity } from '../../model/resource-pool';
import { vmIdRangeProblems, type VmIdRange } from '../../model/vm-ids';
import { literal, optionalLiteral } from '../common/literal';
import { textProblems } from '../common/texts';
import { Hypervisor } from '../hypervisor';
import { backupServerProblems, type ProxmoxBackupServer } from './backup-server';
import { ProxmoxDriver } from './driver';
import { createProvider, type ProxmoxContext } from './resources';
import { createBackupServer } from './resources-cluster';

/** Where cloud-init documents are kept. */
export interface ProxmoxSnippets {
  /** Storage whose contents may be snippets; a shared one, where VMs move between nodes. Token. */
  readonly datastore: string;
}

/** A Proxmox VE cluster, and what its VMs are made on where they say nothing else. */
export interface ProxmoxHypervisorProps {
  /**
   * URL of the API, such as `https://pve1.example:8006/`. No password belongs here: it would be stored in the synthesized
   * JSON. Credentials come from the provider's environment: PROXMOX_VE_API_TOKEN, or PROXMOX_VE_USERNAME and
   * PROXMOX_VE_PASSWORD.
   *
   * @default - the provider reads PROXMOX_VE_ENDPOINT
   */
  readonly endpoint?: string;

  /** Accept any certificate. @default - the provider reads PROXMOX_VE_INSECURE, else false */
  readonly insecure?: boolean;

  /**
   * A provider that exists already: aliased, or from bindings of your own. `endpoint` and `insecure` are then left out.
   *
   * @default - a new `proxmox` provider in this scope
   */
  readonly provider?: TerraformProvider;

  /** Node that VMs are made on where they name none. Token. */
  readonly node: string;

  /** Storage of disks, EFI variables, TPM states and cloud-init drives where VMs name none. Token. @default 'local-lvm' */
  readonly datastore?: string;

  /** Storage that images of templates are uploaded to; its contents may be `import`. Token. @default 'local' */
  readonly imageDatastore?: string;

  /**
   * Storage for cloud-init snippets. The provider writes them by SSH, so it needs access to the nodes
   * (PROXMOX_VE_SSH_USERNAME and a key); no part of the API can.
   *
   * @default - none: guests get names, addresses and keys, and their hardening comes with the template
   */
  readonly snippets?: ProxmoxSnippets;

  /** Bridge of networks that name none, and differ by their VLAN only. Token. @default - each network names its bridge */
  readonly bridge?: string;

  /** Interface of the system disk of the templates. @default 'scsi0' */
  readonly systemDiskInterface?: string;

  /** CPU model that guests see: `host`, or a model that all nodes have. Changing it restarts every VM. @default 'x86-64-v2-AES' */
  readonly cpuType?: string;

  /**
   * Ids of the VMs: each VM's follows from its UUID. Give it many more ids than VMs, so that no two meet, and each
   * hypervisor construct of a cluster a range of its own.
   *
   * @default - the next free id
   */
  readonly vmIds?: VmIdRange;

  /** What the nodes have together; pools and VMs are checked against it. @default - unknown, and unchecked */
  readonly capacity?: HypervisorCapacity;

  /** What fails together with the cluster: a site, a rack, a storage array. @default - its own path */
  readonly failureDomain?: string;

  /**
   * HA manages the VMs: it restarts them on another node when theirs fails, and their node is no longer part of their
   * declaration. Disks then lie on shared storage, or are replicated. Placement rules need it.
   *
   * @default false
   */
  readonly highAvailability?: boolean;

  /** The templates run the QEMU guest agent; VMs are then shut down in order. @default true */
  readonly guestAgent?: boolean;

  /**
   * Restart a VM at once when a change needs it (CPUs, less memory, firmware, devices). Without it such a change is only
   * noted by Proxmox VE until the VM is next stopped and started; Terraform warns of that, and refuses what cannot wait.
   *
   * @default false
   */
  readonly restartForChanges?: boolean;

  /** Datastores of Proxmox Backup Servers to add to the cluster, by the name of the storage. @default - none */
  readonly backupServers?: Readonly<Record<string, ProxmoxBackupServer>>;
}

/**
 * A cluster of Proxmox VE 9, or a single node of it; provider bpg/proxmox 0.112.0. On Proxmox VE 8 there are no placement
 * rules.
 *
 * An API token is enough: no argument that only root@pam may set is used. The VM firewall has an effect where the firewall
 * of the datacentre is on. A template that has its firewall enabled hands that on to its clones, which are then never
 * without one, not even while they are made.
 */
export class ProxmoxHypervisor extends Hypervisor {
  readonly driver: ProxmoxDriver;
  /** The provider that every resource of this hypervisor uses. */
  readonly provider: TerraformProvider;
  override readonly capacity?: HypervisorCapacity;
  override readonly failureDomain?: string;
  override readonly vmIds?: VmIdRange;
  override readonly endpointKey?: string;
  override readonly defaultHost?: string;
  override readonly defaultDatastore?: string;

  constructor(scope: Construct, id: string, props: ProxmoxHypervisorProps) {
    super(scope, id);
    throwIfAny(propProblems(props, this.node.path));
    this.capacity = props.capacity;
    this.failureDomain = props.failureDomain;
    this.vmIds = props.vmIds;
    this.endpointKey = props.endpoint;
    this.defaultHost = props.node;
    this.defaultDatastore = props.datastore ?? 'local-lvm';
    this.provider = props.provider ?? createProvider(this, props);
    const context: ProxmoxContext = {
      provider: this.provider,
      scope: this,
      machines: new Map(),
      vmIds: new Map(),
      options: {
        node: literal(props.node),
        datastore: literal(props.datastore ?? 'local-lvm'),
        imageDatastore: literal(props.imageDatastore ?? 'local'),
        snippetDatastore: optionalLiteral(props.snippets?.datastore),
        bridge: optionalLiteral(props.bridge),
        systemDiskInterface: props.systemDiskInterface ?? 'scsi0',
        cpuType: props.cpuType ?? 'x86-64-v2-AES',
        vmIds: props.vmIds,
        highAvailability: props.highAvailability ?? false,
        guestAgent: props.guestAgent ?? true,
        restartForChanges: props.restartForChanges ?? false,
        coreFrequency: props.capacity?.coreFrequency,
      },
    };
    this.driver = new ProxmoxDriver(context);
    for (const [name, server] of Object.entries(props.backupServers ?? {})) {
      createBackupServer(this, context, name, server);
    }
  }
}

function propProblems(props: ProxmoxHypervisorProps, path: string): readonly Problem[] {
  const { endpoint, insecure, provider, node, datastore, imageDatastore, snippets, bridge } = props;
  const { cpuType, systemDiskInterface, failureDomain, vmIds, backupServers = {} } = props;
  const beside = Object.entries({ endpoint, insecure }).filter(([, value]) => value !== undefined);
  return [
    ...(provider === undefined ? [] : beside.map(([field]) => besideProvider(path, field))),
    ...textProblems({ endpoint, datastore, imageDatastore, bridge, cpuType, failureDomain }, path),
    ...textProblems({ node }, path, true),
    ...(snippets === undefined
      ? []
      : textProblems({ datastore: snippets.datastore }, `${path}.snippets`, true)),
    ...(systemDiskInterface === undefined || /^(scsi|virtio|sata)0$/.test(systemDiskInterface)
      ? []
      : [
          {
            code: 'VML048' as const,
            path: `${path}.systemDiskInterface`,
            got: got(systemDiskInterface),
            rule: 'the system disk is the first of its controller',
            fix: 'give scsi0, virtio0 or sata0, as the templates have it',
          },
        ]),
    ...(vmIds === undefined ? [] : vmIdRangeProblems(vmIds, `${path}.vmIds`)),
    ...Object.entries(backupServers).flatMap(([name, server]) =>
      backupServerProblems(name, server, path),
    ),
  ];
}

/** Two sources for one thing: the one that is not used would be left out in silence. */
function besideProvider(path: string, field: string): Problem {
  return {
    code: 'VML048',
    path: `${path}.${field}`,
    got: `${field} beside a provider`,
    rule: 'the connection of a provider that exists is its own',
    fix: `leave ${field} out, or leave provider out`,
  };
}
