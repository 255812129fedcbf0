import type { Rule } from '../inspection';
import { firewallRuleFields } from '../known-fields';
import { alternatives, Notes, shown } from '../notes';
import type { Loose } from '../snapshot';
import { readCidr } from './network-model';

const PROTOCOLS = ['tcp', 'udp', 'icmp'];
const GREATEST_PORT = 65535;

const RULES = { is: 'a list of firewall rules', fix: 'write a list, or leave it out' };
const RULE = {
  is: 'a firewall rule',
  fix: 'give an object with description, protocol, ports and cidrs',
  required: true,
};
const DESCRIPTION = { is: 'a text', fix: 'say what the rule is for' };
const PORTS = { is: 'a list of ports', fix: 'give ports, such as [443] or ["8000-8099"]' };
const CIDRS = { is: 'a list of subnets', fix: 'write a list of texts', token: true };
const CIDR = {
  is: 'a text',
  fix: 'give a subnet, such as "10.0.0.0/24"',
  token: true,
  required: true,
};

/** What the guest accepts and opens beside what it needs. */
export const checkFirewall: Rule = ({ context, guest, guestAt }) => {
  const notes = new Notes(context.isToken);
  for (const direction of ['ingress', 'egress']) {
    const path = guestAt(direction);
    notes.list(guest?.[direction], path, RULES).forEach((value, index) => {
      const rulePath = `${path}[${String(index)}]`;
      const rule = notes.object(value, rulePath, firewallRuleFields, RULE);
      if (rule !== undefined) checkRule(notes, rule, rulePath);
    });
  }
  return notes.problems;
};

function checkRule(notes: Notes, rule: Loose, path: string): void {
  const note = (field: string, value: unknown, text: string, fix: string): void => {
    notes.add('VML049', `${path}.${field}`, shown(value), text, fix);
  };

  const description = notes.text(rule.description, `${path}.description`, DESCRIPTION);
  if (rule.description === undefined || description?.trim() === '') {
    note('description', rule.description, 'a firewall rule says what it is for', DESCRIPTION.fix);
  }
  if (rule.protocol === undefined) {
    const fix = `write ${alternatives(PROTOCOLS)}`;
    note('protocol', undefined, 'a firewall rule names its protocol', fix);
  }
  notes.word(rule.protocol, `${path}.protocol`, PROTOCOLS);
  checkPorts(notes, rule, path, note);
  if (rule.cidrs === undefined || (Array.isArray(rule.cidrs) && rule.cidrs.length === 0)) {
    const fix = 'give the networks of the other side, such as ["10.0.0.0/24"]';
    note('cidrs', rule.cidrs, 'a firewall rule names the other side', fix);
  }
  notes.list(rule.cidrs, `${path}.cidrs`, CIDRS).forEach((cidr, index) => {
    readCidr(notes, cidr, `${path}.cidrs[${String(index)}]`, CIDR);
  });
}

function checkPorts(
  notes: Notes,
  { ports, protocol }: Loose,
  path: string,
  note: (field: string, value: unknown, text: string, fix: string) => void,
): void {
  const list = notes.list(ports, `${path}.ports`, PORTS);
  if (protocol === 'icmp') {
    if (list.length > 0) note('ports', ports, 'icmp has no ports', 'leave them out');
    return;
  }
  const isMissing = ports === undefined || (Array.isArray(ports) && ports.length === 0);
  if (isMissing && (protocol === 'tcp' || protocol === 'udp')) {
    note('ports', ports, `a firewall rule for ${protocol} names its ports`, PORTS.fix);
  }
  list.forEach((port, index) => {
    const portPath = `${path}.ports[${String(index)}]`;
    const expected = { is: 'a port or a range of ports', fix: PORTS.fix, required: true };
    const given = notes.read(port, portPath, expected, isNumberOrText);
    if (given === undefined || isPort(given)) return;
    const text = `a port is a whole number from 1 to ${String(GREATEST_PORT)}, a range two of them in order`;
    note(`ports[${String(index)}]`, given, text, PORTS.fix);
  });
}

function isNumberOrText(value: unknown): value is number | string {
  return typeof value === 'number' || typeof value === 'string';
}

function isPort(value: number | string): boolean {
  const numbers = /^([1-9]\d{0,4})(?:-([1-9]\d{0,4}))?$/.exec(String(value));
  if (numbers === null) return false;
  const first = Number(numbers[1]);
  const last = Number(numbers[2] ?? first);
  return first <= last && last <= GREATEST_PORT;
}
