import { HardenedVm, PlacementRule, Size } from 'vm-lifecycle';
import type { Site } from './site';

function two({ stack, debian }: Site): readonly [HardenedVm, HardenedVm] {
  const make = (id: string, name: string): HardenedVm =>
    new HardenedVm(stack, id, {
      name,
      purpose: 'Database of the shop',
      template: debian,
      cpuCount: 2,
      memory: Size.gibibytes(8),
      networks: [{ network: 'backend' }],
      guest: {},
    });
  return [make('Primary', 'database-01'), make('Replica', 'database-02')];
}

export function vms(site: Site): void {
  two(site);
}

export function spread(site: Site): void {
  const { stack } = site;
  const [primary, replica] = two(site);
  new PlacementRule(stack, 'Apart', {
    name: 'databases-apart',
    kind: 'spread',
    members: [primary, replica],
  });
}

export function hosts(site: Site): void {
  const { stack } = site;
  const [primary, replica] = two(site);
  new PlacementRule(stack, 'Licensed', {
    name: 'databases-on-licensed-hosts',
    kind: 'hosts',
    hosts: ['host-1', 'host-2'],
    members: [primary, replica],
  });
}

export function contradiction(site: Site): void {
  const { stack } = site;
  const [primary, replica] = two(site);
  const members = [primary, replica];
  new PlacementRule(stack, 'Apart', { name: 'databases-apart', kind: 'spread', members });
  new PlacementRule(stack, 'Together', { name: 'databases-near', kind: 'colocate', members });
}
