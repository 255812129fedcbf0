import { errorCodes } from '../../errors';
import { contains, parseIp, parseSubnet, reservedAs, subnetText, type Subnet } from '../ip';
import { Notes, shown } from '../notes';
import type { Loose } from '../snapshot';
import { checkGateway } from './network-model';

const ADDRESS = { is: 'a text', fix: 'write "dhcp", or an address such as "10.0.0.9/24"' };
const GATEWAY = { is: 'a text', fix: 'give an address, such as "10.0.0.1", or leave it out' };

/**
 * Notes what is wrong with the address and the gateway of an interface (cases 9 to 14). The network is undefined
 * where it is not known, or wrong itself; only what does not depend on it is checked then.
 */
export function checkAddress(
  notes: Notes,
  nic: Loose,
  nicPath: string,
  network: Loose | undefined,
  used: Set<unknown>,
): void {
  const path = `${nicPath}.address`;
  const text = notes.text(nic.address, path, ADDRESS);
  const gateway = notes.text(nic.gateway, `${nicPath}.gateway`, GATEWAY);
  if (nic.address === undefined || text === 'dhcp') {
    if (gateway === undefined) return;
    const fix = 'leave it out, or give a static address';
    notes.add('VML014', `${nicPath}.gateway`, shown(gateway), errorCodes.VML014, fix);
    return;
  }
  const subnetOfNetwork = network === undefined ? undefined : subnetOf(network);
  const address = text === undefined ? undefined : readAddress(notes, text, path, network);
  const isInside =
    address !== undefined && checkHost(notes, address, text, path, subnetOfNetwork, used);
  if (gateway !== undefined) {
    const gatewayPath = `${nicPath}.gateway`;
    checkGateway(notes, gateway, gatewayPath, address);
    checkSelf(notes, gateway, address, gatewayPath);
  } else if (isInside && typeof network?.gateway === 'string') {
    checkGateway(notes, network.gateway, `${nicPath}.gateway`, address);
    checkSelf(notes, network.gateway, address, path);
  }
}

function checkSelf(notes: Notes, gateway: string, address: Subnet | undefined, path: string): void {
  if (address === undefined || parseIp(gateway)?.text !== address.ip.text) return;
  const fix = 'give the VM another address than its gateway';
  notes.add('VML012', path, shown(gateway), errorCodes.VML012, fix);
}

/** Subnet of a network whose `cidr` is known to be right. */
function subnetOf(network: Loose): Subnet | undefined {
  return typeof network.cidr === 'string' ? parseSubnet(network.cidr) : undefined;
}

/**
 * Reads a static address with its prefix, which may be left out where the network's is known.
 * Undefined where it is written wrongly.
 */
function readAddress(
  notes: Notes,
  text: string,
  path: string,
  network: Loose | undefined,
): Subnet | undefined {
  const given = parseSubnet(text);
  if (given !== undefined) return given;
  const ip = parseIp(text);
  if (ip === undefined) {
    notes.add('VML013', path, shown(text), errorCodes.VML013, ADDRESS.fix);
    return undefined;
  }
  if (network === undefined) return undefined;
  const subnet = subnetOf(network);
  // Of the other family, the address is outside; with its own longest prefix it is reported as such.
  if (subnet !== undefined) {
    return { ip, prefixLength: Math.min(subnet.prefixLength, ip.bits) };
  }
  const fix = `add the prefix, such as "${ip.text}/${ip.bits === 32 ? '24' : '64'}"`;
  notes.add('VML013', path, shown(text), errorCodes.VML013, fix);
  return undefined;
}

/** Notes an address that no host can have there; true where it fits its network. */
function checkHost(
  notes: Notes,
  address: Subnet,
  given: unknown,
  path: string,
  network: Subnet | undefined,
  used: Set<unknown>,
): boolean {
  const { ip, prefixLength } = address;
  let isInside = false;
  const text = shown(given);
  if (network !== undefined && !contains(network, ip)) {
    notes.add('VML010', path, text, errorCodes.VML010, inside(network));
  } else if (network !== undefined && network.prefixLength !== prefixLength) {
    const rule = 'a static IP address has the prefix length of its network';
    const fix = `write "${ip.text}/${String(network.prefixLength)}"`;
    notes.add('VML010', path, text, rule, fix);
  } else {
    isInside = true;
    const reserved = reservedAs(address);
    if (reserved !== undefined) {
      const fix = `this is ${reserved}; give another address`;
      notes.add('VML011', path, text, errorCodes.VML011, fix);
    }
  }
  if (used.has(ip.text)) {
    const fix = 'give each interface an address of its own';
    notes.add('VML009', path, text, errorCodes.VML009, fix);
  }
  used.add(ip.text);
  return isInside;
}

function inside(network: Subnet): string {
  return `give an address in ${subnetText(network)}`;
}
