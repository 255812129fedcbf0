/**
 * Rules of nftables, written as `nft list ruleset` prints them, so that the running rules can be compared with them.
 */

import type { FirewallRule } from '../../model/vm-props';

/** A chain of a table: its hook drops whatever no rule accepts. */
export interface Chain {
  readonly hook: 'input' | 'forward' | 'output';
  readonly rules: readonly string[];
}

/** The text of a table in the family `inet`, for /etc/nftables.conf. */
export function table(name: string, chains: readonly Chain[]): string {
  const blocks = chains.map(({ hook, rules }) =>
    [`\tchain ${hook} {`, ...[policy(hook), ...rules].map((rule) => `\t\t${rule}`), '\t}'].join(
      '\n',
    ),
  );
  return `table inet ${name} {\n${blocks.join('\n\n')}\n}\n`;
}

/** What `firewall_table` prints for a table that is in force. */
export function observedTable(chains: readonly Chain[]): string {
  const lines = chains.flatMap(({ hook, rules }) => [policy(hook), ...rules.map(withoutAddress)]);
  return [...lines, 'as in /etc/nftables.conf'].join('\n');
}

function policy(hook: Chain['hook']): string {
  return `type filter hook ${hook} priority filter; policy drop;`;
}

function withoutAddress(rule: string): string {
  return rule.replace(/(ip6? [sd]addr (?:!= )?)(?:\$\{[^}]*\}|[^ ])+/g, '$1(address)');
}

/**
 * Match of an address or network. A token counts as IPv4, because its family is known to Terraform alone: give an IPv6
 * network of the other side as plain text.
 */
export function address(side: 'saddr' | 'daddr', network: string): string {
  return `${isIpv6(network) ? 'ip6' : 'ip'} ${side} ${network}`;
}

function isIpv6(network: string): boolean {
  return network.includes(':') && !network.includes('${');
}

/** One rule per network, so that networks may overlap: a set of overlapping networks is an error of nft. */
export function declared(rules: readonly FirewallRule[], side: 'saddr' | 'daddr'): string[] {
  return rules.flatMap((rule) =>
    rule.cidrs.map((network) =>
      [address(side, network), traffic(rule, network), 'accept', comment(rule.description)].join(
        ' ',
      ),
    ),
  );
}

/** All ports and all types are written as ranges: nft prints names of protocols only where /etc/protocols exists. */
function traffic(rule: FirewallRule, network: string): string {
  if (rule.protocol === 'icmp') return `${isIpv6(network) ? 'icmpv6' : 'icmp'} type 0-255`;
  const ports = rule.ports ?? [];
  return `${rule.protocol} dport ${portSet(ports.length > 0 ? ports : ['0-65535'])}`;
}

/** Ports as nft prints them: ascending, overlapping ranges merged (nft refuses them otherwise). */
export function portSet(ports: readonly (number | string)[]): string {
  const ranges = ports
    .map((port) => {
      const [first, last] = String(port).split('-').map(Number);
      return { first: first ?? 0, last: last ?? first ?? 0 };
    })
    .sort((a, b) => a.first - b.first);
  const merged: { first: number; last: number }[] = [];
  for (const range of ranges) {
    const previous = merged.at(-1);
    if (previous && range.first <= previous.last)
      previous.last = Math.max(previous.last, range.last);
    else merged.push({ ...range });
  }
  const texts = merged.map(({ first, last }) =>
    first === last ? String(first) : `${String(first)}-${String(last)}`,
  );
  return texts.length > 1 ? `{ ${texts.join(', ')} }` : (texts[0] ?? '');
}

/** A comment holds at most 128 characters, and no quotes. */
export function comment(text: string): string {
  return `comment "${text.replace(/[^A-Za-z0-9 ._,:/()+-]/g, '?').slice(0, 100)}"`;
}
