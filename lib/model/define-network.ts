import { got, type Problem } from '../errors';
import { contains, parseIp, parseSubnet, reservedAs, subnetText } from './ip';
import { hasControlCharacter } from './text';
import type { NetworkModel } from './vm-props';

/** What is wrong with a network's declaration. */
export function checkNetwork(network: NetworkModel, path: string): readonly Problem[] {
  const problems: Problem[] = [];
  const report = (code: Problem['code'], field: string, value: unknown, rule: string, fix: string): void => {
    problems.push({ code, path: `${path}.${field}`, got: got(value), rule, fix });
  };
  const { networkName, cidr, gateway, vlan } = network;

  if (typeof networkName !== 'string' || networkName.trim() === '') {
    report('VML041', 'networkName', networkName, 'a network has a name', 'give its name on the hypervisor');
  } else if (hasControlCharacter(networkName)) {
    report('VML008', 'networkName', networkName, 'no control characters', 'use printable characters');
  }
  if (vlan !== undefined && !(Number.isInteger(vlan) && vlan >= 1 && vlan <= 4094)) {
    report('VML016', 'vlan', vlan, 'a VLAN id is 1 to 4094 (IEEE 802.1Q)', 'use an id in that range, or leave it out');
  }
  const subnet = cidr === undefined ? undefined : parseSubnet(String(cidr));
  if (cidr !== undefined && subnet === undefined) {
    report('VML013', 'cidr', cidr, 'a subnet is an address and a prefix length', 'write it as in 10.20.0.0/24');
  } else if (subnet !== undefined && subnetText(subnet) !== cidr) {
    report('VML013', 'cidr', cidr, 'a subnet has no host bits', `write ${subnetText(subnet)}`);
  }
  if (gateway !== undefined) {
    const ip = parseIp(String(gateway));
    if (ip === undefined) {
      report('VML013', 'gateway', gateway, 'a gateway is an IP address', 'write it as in 10.20.0.1');
    } else if (
      subnet !== undefined &&
      (!contains(subnet, ip) || reservedAs({ ip, prefixLength: subnet.prefixLength }) !== undefined)
    ) {
      report('VML012', 'gateway', gateway, `a gateway is a host address in ${String(cidr)}`, 'use one of that subnet');
    }
  }
  return problems;
}

/** The first host address of a subnet: by convention the gateway of a network that is made here. */
export function firstHostOf(cidr: string): string {
  const [network = ''] = cidr.split('/');
  const ip = parseIp(network);
  if (ip === undefined) return network;
  return ip.bits === 128
    ? `${ip.text.replace(/::$/, '')}::1`
    : [...ip.bytes.slice(0, 3), (ip.bytes[3] ?? 0) + 1].join('.');
}
