import { isIPv6 } from 'node:net';
import * as ipaddr from 'ipaddr.js';
import { memoize } from './memo';

/** An IPv4 or IPv6 address. */
export interface Ip {
  /** The normal form: four plain decimals, or RFC 5952. */
  readonly text: string;
  readonly bits: 32 | 128;
  readonly bytes: readonly number[];
  /** Special use of the address (RFC 6890), such as `multicast`; `unicast` where there is none. */
  readonly range: string;
}

/** An address with the length of its prefix. */
export interface Subnet {
  readonly ip: Ip;
  readonly prefixLength: number;
}

const IPV4 = /^(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})$/;
const PREFIX = /^(?:0|[1-9]\d{0,2})$/;

/**
 * Reads an address. IPv4 is four plain decimals: forms that tools read differently (`010.0.0.1`, which is octal to
 * some, and `10.1`) are refused, as are IPv6 zones and IPv4 addresses in IPv6 clothes.
 */
export const parseIp = memoize((text): Ip | undefined => {
  if (IPV4.test(text)) {
    if (!ipaddr.IPv4.isValid(text)) return undefined;
    const ip = ipaddr.IPv4.parse(text);
    return Object.freeze({ text, bits: 32, bytes: ip.toByteArray(), range: ip.range() });
  }
  if (!isIPv6(text) || text.includes('%')) return undefined;
  const ip = ipaddr.IPv6.parse(text);
  if (ip.isIPv4MappedAddress()) return undefined;
  return Object.freeze({
    text: ip.toRFC5952String(),
    bits: 128,
    bytes: ip.toByteArray(),
    range: ip.range(),
  });
});

/** Reads `address/length`; the address may be a host's. */
export const parseSubnet = memoize((text): Subnet | undefined => {
  const [address = '', prefix = '', ...rest] = text.split('/');
  const ip = parseIp(address);
  if (ip === undefined || rest.length > 0 || !PREFIX.test(prefix)) return undefined;
  const prefixLength = Number(prefix);
  return prefixLength <= ip.bits ? Object.freeze({ ip, prefixLength }) : undefined;
});

/** True where the address lies in the subnet. */
export function contains(subnet: Subnet, ip: Ip): boolean {
  if (subnet.ip.bits !== ip.bits) return false;
  const network = networkBytes(subnet);
  return networkBytes({ ip, prefixLength: subnet.prefixLength }).every(
    (byte, i) => byte === network[i],
  );
}

function networkBytes({ ip, prefixLength }: Subnet): number[] {
  return ip.bytes.map((byte, i) => byte & maskByte(prefixLength, i));
}

/** The subnet in its normal form, without host bits: `10.0.0.0/24`. */
export function subnetText(subnet: Subnet): string {
  const address = ipaddr.fromByteArray(networkBytes(subnet));
  const text = address instanceof ipaddr.IPv6 ? address.toRFC5952String() : address.toString();
  return `${text}/${String(subnet.prefixLength)}`;
}

/**
 * What an address is in its subnet, other than a host's address: undefined where it is one.
 *
 * IPv4 has a network and a broadcast address, except in /31 (RFC 3021) and /32. IPv6 has no broadcast; the lowest
 * address is that of any router (RFC 4291), except in /127 (RFC 6164) and /128.
 */
export function reservedAs({ ip, prefixLength }: Subnet): string | undefined {
  const special = RESERVED[ip.range];
  if (special !== undefined) return special;
  if (prefixLength > ip.bits - 2) return undefined;
  const hostBits = ip.bytes.map((byte, i) => byte & ~maskByte(prefixLength, i) & 255);
  if (hostBits.every((bits) => bits === 0)) {
    return ip.bits === 32 ? 'the network address' : 'the anycast address of the routers';
  }
  const allOnes = hostBits.every((bits, i) => bits === (~maskByte(prefixLength, i) & 255));
  return ip.bits === 32 && allOnes ? 'the broadcast address' : undefined;
}

const RESERVED: Readonly<Record<string, string>> = {
  unspecified: 'the unspecified address',
  broadcast: 'the broadcast address',
  multicast: 'a multicast address',
  loopback: 'a loopback address',
};

function maskByte(prefixLength: number, index: number): number {
  const bits = Math.min(8, Math.max(0, prefixLength - index * 8));
  return (0xff00 >> bits) & 255;
}
