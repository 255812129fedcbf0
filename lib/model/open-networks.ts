import type { Guest } from './virtual-machine';
import type { FirewallRule } from './vm-props';

const everywhere = /^(?:0\.0\.0\.0|::|[0:]+)\/0$/;

/** Firewall rules that admit everybody, or reach everything, in words: `ingress tcp 443 from 0.0.0.0/0`. Sorted. */
export function openToEverywhere({
  ingress,
  egress,
  adminCidrs,
}: Pick<Guest, 'ingress' | 'egress' | 'adminCidrs'>): readonly string[] {
  const open = (rules: readonly FirewallRule[], direction: string, word: string): string[] =>
    rules.flatMap(({ protocol, ports = [], cidrs }) =>
      cidrs
        .filter((cidr) => everywhere.test(cidr))
        .map((cidr) =>
          [direction, protocol, ports.join(','), word, cidr].filter(Boolean).join(' '),
        ),
    );
  return [
    ...open(ingress, 'ingress', 'from'),
    ...open(egress, 'egress', 'to'),
    ...adminCidrs.filter((cidr) => everywhere.test(cidr)).map((cidr) => `ingress ssh from ${cidr}`),
  ].sort();
}
