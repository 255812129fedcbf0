import { HardenedVm, Size, Snapshot } from 'vm-lifecycle';
import type { Site } from './site';

function shop({ stack, debian }: Site): HardenedVm {
  return new HardenedVm(stack, 'Shop', {
    name: 'shop-01',
    purpose: 'Web server of the shop',
    template: debian,
    cpuCount: 2,
    memory: Size.gibibytes(4),
    networks: [{ network: 'backend' }],
    guest: {},
  });
}

export function vm(site: Site): void {
  shop(site);
}

export function example(site: Site): void {
  const { stack } = site;
  const vm = shop(site);
  new Snapshot(stack, 'BeforeUpgrade', { vm, name: 'before-upgrade', expires: '2026-11-17' });
}

export function tooLong(site: Site): void {
  const { stack } = site;
  const vm = shop(site);
  new Snapshot(stack, 'BeforeUpgrade', { vm, name: 'before-upgrade', expires: '2026-12-24' });
}
