import { Token, type TerraformProvider } from 'cdktf';
import type { Construct } from 'constructs';
import { throwIfAny, type Problem } from '../../errors';
import { capacityProblems } from '../../model/hypervisor-capacity';
import type { HypervisorCapacity } from '../../model/resource-pool';
import { literal } from '../common/literal';
import { textProblems, wordProblems } from '../common/texts';
import { Hypervisor } from '../hypervisor';
import { LibvirtDriver } from './driver';
import { createPool, createProvider } from './resources';

/** A storage pool of type `dir` that is made with the hypervisor. */
export interface LibvirtStoragePool {
  /** Name of the pool. */
  readonly name: string;
  /** Folder on the host that holds the volumes. */
  readonly path: string;
}

/** A libvirt host, and what its VMs are made on where they say nothing else. */
export interface LibvirtHypervisorProps {
  /**
   * Connection URI, such as `qemu+ssh://ops@kvm1/system`. No password belongs here: it would be stored in the
   * synthesized JSON.
   *
   * @default - the provider reads LIBVIRT_DEFAULT_URI
   */
  readonly uri?: string;

  /**
   * A provider that exists already: aliased, or from bindings of your own. `uri` is then left out.
   *
   * @default - a new `libvirt` provider in this scope
   */
  readonly provider?: TerraformProvider;

  /**
   * Storage pool for volumes: the name of an existing one, or a pool to make.
   *
   * @default 'default'
   */
  readonly storagePool?: string | LibvirtStoragePool;

  /** `kvm` uses hardware virtualization, `qemu` emulates. Changing it power-cycles every VM. @default 'kvm' */
  readonly domainType?: 'kvm' | 'qemu';

  /**
   * CPU model that guests see: `host-model`, `host-passthrough` (one host only, no migration) or `maximum`.
   *
   * @default - 'host-model' with kvm, 'maximum' with qemu
   */
  readonly cpuMode?: 'host-model' | 'host-passthrough' | 'maximum';

  /** OVMF firmware with Secure Boot and SMM, as path on the host. @default '/usr/share/OVMF/OVMF_CODE_4M.ms.fd' (Debian's ovmf) */
  readonly secureBootLoader?: string;

  /** OVMF variable store with Microsoft's keys enrolled. @default '/usr/share/OVMF/OVMF_VARS_4M.ms.fd' (Debian's ovmf) */
  readonly secureBootVariables?: string;

  /** OVMF firmware without Secure Boot. @default '/usr/share/OVMF/OVMF_CODE_4M.fd' (Debian's ovmf) */
  readonly loader?: string;

  /** Empty OVMF variable store. @default '/usr/share/OVMF/OVMF_VARS_4M.fd' (Debian's ovmf) */
  readonly variables?: string;

  /** Folder on the host for each VM's variable store. @default '/var/lib/libvirt/qemu/nvram' */
  readonly nvramDirectory?: string;

  /** What fails together with the host: a site, a rack. Backups of its VMs lie elsewhere. @default - the host by itself */
  readonly failureDomain?: string;

  /** What the host has; pools and VMs are checked against it. @default - unknown, and unchecked */
  readonly capacity?: HypervisorCapacity;
}

/**
 * A KVM host, or a QEMU host, managed by libvirt; provider dmacvicar/libvirt 0.8.3.
 *
 * The provider runs `xsltproc` where Terraform runs, and `mkisofs` for guests whose configuration holds a Terraform token: on
 * Debian, the packages xsltproc and genisoimage.
 */
export class LibvirtHypervisor extends Hypervisor {
  readonly driver: LibvirtDriver;
  /** The provider that every resource of this hypervisor uses. */
  readonly provider: TerraformProvider;
  override readonly failureDomain?: string;
  override readonly capacity?: HypervisorCapacity;
  /** The URI: constructs with the same one stand for one host. */
  override readonly endpointKey?: string;

  constructor(scope: Construct, id: string, props: LibvirtHypervisorProps = {}) {
    super(scope, id);
    throwIfAny(propProblems(props, this.node.path));
    const domainType = props.domainType ?? 'kvm';
    const pool = props.storagePool ?? 'default';
    this.failureDomain = props.failureDomain;
    this.capacity = props.capacity;
    this.endpointKey = props.uri;
    this.provider = props.provider ?? createProvider(this, props.uri);
    this.driver = new LibvirtDriver({
      provider: this.provider,
      options: {
        pool: typeof pool === 'string' ? literal(pool) : createPool(this, this.provider, pool),
        path: this.node.path,
        ...(typeof pool === 'string' ? {} : { poolPath: pool.path }),
        ...(props.uri === undefined ? {} : { uri: props.uri }),
        domainType,
        cpuMode: props.cpuMode ?? (domainType === 'kvm' ? 'host-model' : 'maximum'),
        secureBootLoader: literal(props.secureBootLoader ?? '/usr/share/OVMF/OVMF_CODE_4M.ms.fd'),
        secureBootVariables: literal(
          props.secureBootVariables ?? '/usr/share/OVMF/OVMF_VARS_4M.ms.fd',
        ),
        loader: literal(props.loader ?? '/usr/share/OVMF/OVMF_CODE_4M.fd'),
        variables: literal(props.variables ?? '/usr/share/OVMF/OVMF_VARS_4M.fd'),
        nvramDirectory: literal(props.nvramDirectory ?? '/var/lib/libvirt/qemu/nvram'),
      },
    });
  }
}

/** Two sources for one thing: the one that is not used would be left out in silence. */
const uriBesideProvider = (path: string): Problem => ({
  code: 'VML048',
  path: `${path}.uri`,
  got: 'a uri beside a provider',
  rule: 'the connection of a provider that exists is its own',
  fix: 'leave uri out, or leave provider out',
});

function propProblems(props: LibvirtHypervisorProps, path: string): readonly Problem[] {
  const { uri, storagePool, secureBootLoader, secureBootVariables } = props;
  const { loader, variables, nvramDirectory, domainType, cpuMode, failureDomain } = props;
  const images = { secureBootLoader, secureBootVariables, loader, variables, nvramDirectory };
  return [
    ...(props.provider !== undefined && uri !== undefined ? [uriBesideProvider(path)] : []),
    ...textProblems({ uri, failureDomain, ...images }, path),
    ...(typeof storagePool === 'object'
      ? textProblems(
          { name: storagePool.name, path: storagePool.path },
          `${path}.storagePool`,
          true,
        )
      : textProblems({ storagePool }, path)),
    ...capacityProblems(props.capacity, `${path}.capacity`, (value) => Token.isUnresolved(value)),
    ...wordProblems(
      {
        domainType: [domainType, ['kvm', 'qemu']],
        cpuMode: [cpuMode, ['host-model', 'host-passthrough', 'maximum']],
      },
      path,
    ),
  ];
}
