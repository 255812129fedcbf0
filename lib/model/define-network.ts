import * as ipaddr from 'ipaddr.js';
import type { Problem } from '../errors';
import { parseSubnet } from './ip';
import { networkProblems } from './rules/network-model';
import type { NetworkModel } from './vm-props';

/** What is wrong with a network's declaration. */
export function checkNetwork(
  network: NetworkModel,
  path: string,
  isToken: (value: unknown) => boolean = () => false,
): readonly Problem[] {
  return networkProblems(network, path, isToken);
}

/**
 * The first host address of a subnet: by convention the gateway of a network that is made here. A text that is no
 * subnet is returned as it is, up to its slash; {@link checkNetwork} has refused it.
 */
export function firstHostOf(cidr: string): string {
  const subnet = parseSubnet(cidr);
  if (subnet === undefined) return cidr.split('/', 1).join('');
  const { bytes } = subnet.ip;
  // Without host bits the last byte is even.
  const first = ipaddr.fromByteArray(
    bytes.map((byte, i) => (i === bytes.length - 1 ? byte | 1 : byte)),
  );
  return first instanceof ipaddr.IPv6 ? first.toRFC5952String() : first.toString();
}
