import type {
  VirtualEnvironmentVmInitialization,
  VirtualEnvironmentVmInitializationIpConfig,
} from '../../../.gen/providers/proxmox/virtual-environment-vm';
import type { NetworkInterface } from '../../model/virtual-machine';
import { literal, optionalLiteral } from '../common/literal';
import type { VmRequest } from '../contract';
import type { ProxmoxOptions } from './options';

/** Ids of the cloud-init documents on the storage. Tokens. */
export interface SnippetIds {
  readonly userData: string;
  readonly networkData: string;
}

/**
 * On the SCSI controller: the kernels of cloud images have no driver for the IDE drives of q35. Data disks are virtio, so
 * this slot is free.
 */
const SEED_INTERFACE = 'scsi1';

/**
 * The provider changes the address of an interface, but never takes one away, and would try to in every plan. Addresses of
 * interfaces that a machine has not are ignored by Proxmox VE.
 */
const LEAST_IP_CONFIGS = 8;

/** What the guest learns on first boot: documents of our own where there are snippets, else what the API can say. */
export function initialization(
  { vm }: VmRequest,
  options: ProxmoxOptions,
  snippets: SnippetIds | undefined,
): VirtualEnvironmentVmInitialization {
  const drive = {
    datastoreId: optionalLiteral(vm.location.datastore) ?? options.datastore,
    interface: SEED_INTERFACE,
  };
  if (snippets !== undefined) {
    return {
      ...drive,
      userDataFileId: snippets.userData,
      networkDataFileId: snippets.networkData,
    };
  }
  const { guest } = vm;
  const domain = optionalLiteral(guest.domain);
  const servers = guest.dnsServers.map(literal);
  const configs = vm.networks.map(ipConfig);
  const spare = Math.max(LEAST_IP_CONFIGS - configs.length, 0);
  return {
    ...drive,
    ipConfig: [...configs, ...Array.from({ length: spare }, () => ({ ipv4: { address: 'dhcp' } }))],
    ...(domain === undefined && servers.length === 0
      ? {}
      : {
          dns: {
            ...(domain === undefined ? {} : { domain }),
            ...(servers.length === 0 ? {} : { servers }),
          },
        }),
    userAccount: {
      username: literal(guest.managementAccount),
      keys: guest.sshAuthorizedKeys.map(literal),
    },
  };
}

function ipConfig({
  address,
  slaac,
}: NetworkInterface): VirtualEnvironmentVmInitializationIpConfig {
  const automatic = slaac ? { ipv6: { address: 'auto' } } : {};
  if (address === 'dhcp') return { ipv4: { address: 'dhcp' }, ...automatic };
  const given = {
    address: literal(`${address.ip}/${String(address.prefixLength)}`),
    ...(address.gateway === undefined ? {} : { gateway: literal(address.gateway) }),
  };
  return address.ip.includes(':') ? { ipv6: given } : { ipv4: given, ...automatic };
}
