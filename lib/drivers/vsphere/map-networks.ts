import type { VirtualMachineNetworkInterface } from '@cdktf/provider-vsphere/lib/virtual-machine';
import type { NetworkInterface } from '../../model/virtual-machine';
import { literal } from '../common/literal';

/**
 * Blocks `network_interface`:
 * https://registry.terraform.io/providers/vmware/vsphere/2.16.1/docs/resources/virtual_machine#network-interface-options
 *
 * The addresses are static, so that the guest's network configuration, which finds interfaces by them, is known before
 * the machine is. vSphere takes any unique unicast address that does not begin like its own (vSphere Networking, "VMware
 * OUI in Static MAC Addresses"), so those that start with 52 are as good as those that start with 00:50:56.
 *
 * The provider knows an interface by its place alone. Where one is removed from the middle, those after it move up and
 * change their MAC address, which vSphere refuses on a running machine: remove the last one, or shut the machine down.
 */
export function networkArguments(
  networks: readonly NetworkInterface[],
  networkId: (nic: NetworkInterface) => string,
): VirtualMachineNetworkInterface[] {
  return networks.map((nic) => ({
    networkId: networkId(nic),
    adapterType: 'vmxnet3',
    useStaticMac: true,
    macAddress: literal(nic.macAddress),
    ...(nic.bandwidth?.outboundMegabitsPerSecond === undefined
      ? {}
      : { bandwidthLimit: nic.bandwidth.outboundMegabitsPerSecond }),
  }));
}

/** True for addresses that vSphere keeps for itself: 00:50:56:40:00:00 and above, and 00:0c:29. */
export function isReservedMac(macAddress: string): boolean {
  const mac = macAddress.toLowerCase();
  return mac.startsWith('00:0c:29') || (mac.startsWith('00:50:56') && mac.slice(9, 11) > '3f');
}
