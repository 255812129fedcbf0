import { Construct } from 'constructs';
import type {
  INetwork,
  NetworkAttachment,
  NetworkProps as DriverNetworkProps,
} from '../drivers/contract';
import { textProblems, wordProblems } from '../drivers/common/texts';
import { unsupported } from '../drivers/common/unsupported';
import type { Hypervisor } from '../drivers/hypervisor';
import { VmLifecycleError } from '../errors';
import { checkNetwork, firstHostOf } from '../model/define-network';
import type { EnvironmentCategory, NetworkModel } from '../model/vm-props';
import { ConstructReader, objectOf } from './read-construct';

/** A network that is made. */
export interface NetworkProps extends DriverNetworkProps {
  /** @default - the hypervisor of the nearest enclosing scope */
  readonly hypervisor?: Hypervisor;
}

/** A network that exists on the hypervisor. */
export interface ExistingNetworkProps extends NetworkModel {
  /** @default - the hypervisor of the nearest enclosing scope */
  readonly hypervisor?: Hypervisor;
}

/**
 * A network made on the hypervisor. The first address of its subnet is the gateway.
 *
 * libvirt: a `libvirt_network` with DHCP.
 */
export class Network extends Construct implements INetwork {
  /** A network that exists on the hypervisor, by its name there. vSphere: looked up at plan. */
  static fromName(scope: Construct, id: string, props: ExistingNetworkProps): INetwork {
    return existing(scope, id, props, 'name');
  }

  /** A bridge of the host that exists already. vSphere has none. */
  static fromBridge(scope: Construct, id: string, props: ExistingNetworkProps): INetwork {
    return existing(scope, id, props, 'bridge');
  }

  readonly networkName: string;
  readonly cidr?: string;
  readonly gateway?: string;
  readonly category?: EnvironmentCategory;
  readonly attachment: NetworkAttachment;

  constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id);
    const { path } = this.node;
    const { hypervisor, ...network } = objectOf(props, path);
    const read = new ConstructReader(this);
    const on = read.hypervisor(hypervisor);
    const problems = [
      ...read.problems,
      ...(on
        ? unsupported(on.driver, 'network.create', `${path}.networkName`, network.networkName)
        : []),
      ...checkNetwork(network, path),
      ...textProblems({ domain: network.domain }, path),
      ...wordProblems({ mode: [network.mode, ['nat', 'routed', 'isolated']] }, path),
      ...((network.cidr as unknown) === undefined
        ? textProblems({ cidr: undefined }, path, true)
        : []),
    ];
    if (on === undefined || problems.length > 0) throw new VmLifecycleError(problems);
    const { driver } = on;
    const made = driver.createNetwork(this, network, firstHostOf(network.cidr));
    this.networkName = made.networkName;
    this.cidr = made.cidr;
    this.gateway = made.gateway;
    this.category = made.category;
    this.attachment = made.attachment;
  }
}

function existing(
  scope: Construct,
  id: string,
  props: ExistingNetworkProps,
  kind: 'name' | 'bridge',
): INetwork {
  const holder = new Construct(scope, id);
  const { path } = holder.node;
  const { hypervisor, ...network } = objectOf(props, path);
  const read = new ConstructReader(holder);
  const on = read.hypervisor(hypervisor);
  const problems = [
    ...read.problems,
    ...(on
      ? unsupported(on.driver, 'network.existing', `${path}.networkName`, network.networkName)
      : []),
    ...checkNetwork(network, path),
  ];
  if (on === undefined || problems.length > 0) throw new VmLifecycleError(problems);
  const { driver } = on;
  const attachment: NetworkAttachment = { [kind]: network.networkName };
  return { ...network, attachment: driver.referenceNetwork?.(holder, attachment) ?? attachment };
}
