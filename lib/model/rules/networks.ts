import { errorCodes } from '../../errors';
import type { Inspection, Rule } from '../inspection';
import { bandwidthFields, interfaceFields } from '../known-fields';
import { alternatives, member, Notes, shown } from '../notes';
import { isLoose, type Loose } from '../snapshot';
import { nearest } from '../suggest';
import { checkAddress } from './addresses';
import { checkNetwork } from './network-model';

/** Characters of an interface's name in Linux: IFNAMSIZ without the final zero. */
const LONGEST_INTERFACE_NAME = 15;

const INTERFACE_NAME = new RegExp(`^(?!-)[a-z0-9-]{1,${String(LONGEST_INTERFACE_NAME)}}(?<!-)$`);

/** The loopback interface, and the two words by which sysctl means several. */
const RESERVED_NAMES = new Set(['lo', 'all', 'default']);

const LIST = {
  is: 'a list of network interfaces',
  fix: "write a list, such as [{ network: 'frontend' }]",
  required: true,
};
const INTERFACE = {
  is: 'a network interface',
  fix: "give an object, such as { network: 'frontend' }",
  required: true,
};
const NAME = { is: 'a text', fix: 'give a name, such as "nic0", or leave it out' };
const NETWORK = {
  is: 'the name of a network, or a network',
  fix: 'name one of the networks of the environment',
  required: true,
};
const MAC = { is: 'a text', fix: 'write it as in "52:54:00:12:34:56", or leave it out' };
const BANDWIDTH = {
  is: 'an object with limits',
  fix: 'write { outboundMegabitsPerSecond: 100 }, or leave it out',
};
const MEGABITS = { is: 'a number', fix: 'give a number of megabits per second, such as 100' };

/** Network interfaces (cases 9 to 16 and 31, and production networks in development). */
export const checkNetworks: Rule = (vm) => {
  const notes = new Notes(vm.context.isToken);
  const used: Record<'name' | 'mac' | 'ip', Set<unknown>> = {
    name: new Set(),
    mac: new Set(),
    ip: new Set(),
  };
  notes.list(vm.props.networks, vm.at('networks'), LIST).forEach((value, index) => {
    const path = vm.at(`networks[${String(index)}]`);
    const nic = notes.object(value, path, interfaceFields, INTERFACE);
    if (nic === undefined) return;
    checkName(notes, nic.name, `${path}.name`, `nic${String(index)}`, used.name);
    checkMac(notes, nic.macAddress, `${path}.macAddress`, used.mac);
    notes.flag(nic.slaac, `${path}.slaac`);
    checkBandwidth(notes, nic.bandwidth, `${path}.bandwidth`);
    const network = checkUse(notes, vm, nic.network, `${path}.network`);
    checkAddress(notes, nic, path, network, used.ip);
  });
  return notes.problems;
};

function checkName(
  notes: Notes,
  value: unknown,
  path: string,
  fallback: string,
  used: Set<unknown>,
): void {
  const given = notes.text(value, path, NAME);
  if (given !== undefined && (!INTERFACE_NAME.test(given) || RESERVED_NAMES.has(given))) {
    const rule = `the name of an interface is 1 to ${String(LONGEST_INTERFACE_NAME)} of a-z, 0-9 and "-", and none that Linux reserves`;
    notes.add('VML055', path, shown(given), rule, NAME.fix);
  }
  const name = value === undefined ? fallback : given;
  if (name === undefined) return;
  if (used.has(name)) {
    const text = value === undefined ? `${shown(name)} (from its position)` : shown(name);
    notes.add('VML031', path, text, errorCodes.VML031, 'give each interface a name of its own');
  }
  used.add(name);
}

/** IEEE 802: the lowest bit of the first byte marks a group address, which no interface has of its own. */
function checkMac(notes: Notes, value: unknown, path: string, used: Set<unknown>): void {
  const mac = notes.text(value, path, MAC)?.toLowerCase();
  if (mac === undefined) return;
  if (!/^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/.test(mac)) {
    const rule = 'a MAC address is six bytes in hexadecimal with ":" between them';
    notes.add('VML015', path, shown(value), rule, MAC.fix);
    return;
  }
  const isGroup = (parseInt(mac.slice(0, 2), 16) & 1) === 1;
  if (isGroup || mac === '00:00:00:00:00:00' || used.has(mac)) {
    notes.add('VML015', path, shown(value), errorCodes.VML015, MAC.fix);
  }
  used.add(mac);
}

function checkBandwidth(notes: Notes, value: unknown, path: string): void {
  const bandwidth = notes.object(value, path, bandwidthFields, BANDWIDTH);
  if (bandwidth === undefined) return;
  for (const field of Object.keys(bandwidthFields)) {
    const limit = notes.read(bandwidth[field], `${path}.${field}`, MEGABITS, isNumber);
    if (limit === undefined || (Number.isFinite(limit) && limit > 0)) continue;
    // Zero means "no limit" to one hypervisor and "no traffic" to another.
    const rule = 'a limit is finite and greater than zero';
    notes.add('VML054', `${path}.${field}`, shown(limit), rule, MEGABITS.fix);
  }
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

/** The network of an interface, given or looked up; undefined where its addresses can't be checked against it. */
function checkUse(notes: Notes, vm: Inspection, value: unknown, path: string): Loose | undefined {
  const isUsable = (v: unknown): v is string | Loose => typeof v === 'string' || isLoose(v);
  const given = notes.read(value, path, NETWORK, isUsable);
  if (given === undefined) return undefined;
  const network = typeof given === 'string' ? lookUp(notes, vm, given, path) : given;
  if (network === undefined) return undefined;
  const before = notes.problems.length;
  const source = typeof given === 'string' ? member(vm.at('environment.networks'), given) : path;
  checkNetwork(notes, network, source);
  const { category } = vm.context.environment;
  if (category === 'development' && network.category === 'production') {
    const fix = 'use a network of the development environment';
    notes.add('VML050', path, shown(network.networkName), errorCodes.VML050, fix);
  }
  return notes.problems.length === before ? network : undefined;
}

function lookUp(notes: Notes, vm: Inspection, name: string, path: string): Loose | undefined {
  const network = vm.networkNamed(name);
  if (isLoose(network)) return network;
  const known = Object.keys(vm.context.environment.networks ?? {});
  const environment = shown(vm.context.environment.name);
  if (known.length === 0) {
    const rule = `the environment ${environment} has no networks`;
    notes.add('VML041', path, shown(name), rule, 'declare the network in the environment');
  } else if (network === undefined) {
    const meant = nearest(name, known);
    const hint =
      meant === undefined ? 'use one of them, or declare it' : `did you mean "${meant}"?`;
    const some = alternatives(known.slice(0, 20));
    const rule = `it is one of the networks of the environment ${environment}: ${some}`;
    notes.add('VML048', path, shown(name), rule, hint);
  } else {
    notes.wrong(network, member(vm.at('environment.networks'), name), {
      is: 'a network',
      fix: 'give an object with networkName and what is known of it',
    });
  }
  return undefined;
}
