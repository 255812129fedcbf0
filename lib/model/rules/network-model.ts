import { errorCodes, type Problem } from '../../errors';
import { contains, parseIp, parseSubnet, reservedAs, subnetText, type Subnet } from '../ip';
import { networkFields } from '../known-fields';
import { byPath, member, Notes, shown } from '../notes';
import { isLoose, snapshot, type Loose } from '../snapshot';
import { nearest } from '../suggest';

/** IEEE 802.1Q: 12 bits, of which 0 means "no VLAN" and 4095 is reserved. */
const LEAST_VLAN = 1;
const GREATEST_VLAN = 4094;

const CATEGORIES = ['production', 'staging', 'development', 'lab'];

const NETWORK = {
  is: 'a network',
  fix: 'give an object with networkName and what is known of it',
  required: true,
};
const NAME = { is: 'a text', fix: 'give the name of the network', required: true };
const CIDR = { is: 'a text', fix: 'give a subnet, such as "10.0.0.0/24"' };
const GATEWAY = { is: 'a text', fix: 'give an address, such as "10.0.0.1"' };

/** What is wrong with a network of its own, before any VM is on it (cases 12, 13 and 16). */
export function networkProblems(
  network: unknown,
  path: string,
  isToken: (value: unknown) => boolean,
): readonly Problem[] {
  const notes = new Notes(isToken);
  const loose = notes.read(snapshot(network, isToken), path, NETWORK, isLoose);
  if (loose !== undefined) checkNetwork(notes, loose, path);
  return [...notes.problems].sort(byPath);
}

/** Notes what is wrong with a network. */
export function checkNetwork(notes: Notes, network: Loose, path: string): void {
  checkSpelling(notes, network, path);
  notes.text(network.networkName, `${path}.networkName`, NAME);
  notes.word(network.category, `${path}.category`, CATEGORIES);
  checkVlan(notes, network.vlan, `${path}.vlan`);
  const subnet = readCidr(notes, network.cidr, `${path}.cidr`, CIDR);
  const gateway = notes.text(network.gateway, `${path}.gateway`, GATEWAY);
  if (gateway !== undefined) checkGateway(notes, gateway, `${path}.gateway`, subnet);
}

/** Networks of a hypervisor carry fields of its own, so only a field that is nearly a known one is a mistake. */
function checkSpelling(notes: Notes, network: Loose, path: string): void {
  const known = Object.keys(networkFields);
  for (const name of Object.keys(network)) {
    const meant = known.includes(name) ? undefined : nearest(name, known);
    if (meant === undefined) continue;
    const field = `field ${shown(name)}`;
    notes.add('VML043', member(path, name), field, errorCodes.VML043, `did you mean "${meant}"?`);
  }
}

function checkVlan(notes: Notes, value: unknown, path: string): void {
  const expected = { is: 'a number', fix: 'leave it out for an untagged network' };
  const vlan = notes.read(value, path, expected, (v): v is number => typeof v === 'number');
  if (vlan === undefined) return;
  if (Number.isInteger(vlan) && vlan >= LEAST_VLAN && vlan <= GREATEST_VLAN) return;
  notes.add('VML016', path, shown(vlan), errorCodes.VML016, expected.fix);
}

/** A subnet in its normal form, without host bits, which tools mask, refuse or keep as they like. */
export function readCidr(
  notes: Notes,
  value: unknown,
  path: string,
  expected: { is: string; fix: string; token?: boolean; required?: boolean },
): Subnet | undefined {
  const text = notes.text(value, path, expected);
  if (text === undefined) return undefined;
  const note = (fix: string): void => {
    notes.add('VML013', path, shown(text), errorCodes.VML013, fix);
  };
  const subnet = parseSubnet(text);
  if (subnet === undefined) {
    const host = parseIp(text);
    note(host === undefined ? CIDR.fix : `did you mean "${host.text}/${String(host.bits)}"?`);
    return undefined;
  }
  const normal = subnetText(subnet);
  if (normal === `${subnet.ip.text}/${String(subnet.prefixLength)}`) return subnet;
  note(`did you mean "${normal}"?`);
  return undefined;
}

/** Notes a gateway that can't be reached from the subnet (RFC 4861 lets IPv6 routers be link-local). */
export function checkGateway(
  notes: Notes,
  text: string,
  path: string,
  subnet: Subnet | undefined,
): void {
  const gateway = parseIp(text);
  if (gateway === undefined) {
    notes.add('VML013', path, shown(text), errorCodes.VML013, GATEWAY.fix);
    return;
  }
  if (subnet === undefined) return;
  const note = (fix: string): void => {
    notes.add('VML012', path, shown(text), errorCodes.VML012, fix);
  };
  if (!contains(subnet, gateway)) {
    const isIpv6 = subnet.ip.bits === 128 && gateway.bits === 128;
    if (isIpv6 && gateway.range === 'linkLocal') return;
    note(`give an address in ${subnetText(subnet)}`);
    return;
  }
  const reserved = reservedAs({ ip: gateway, prefixLength: subnet.prefixLength });
  // The lowest IPv6 address is any router's, so it can be a gateway, though no VM's.
  if (reserved !== undefined && reserved !== 'the anycast address of the routers') {
    note(`this is ${reserved}; give the address of the router`);
  }
}
