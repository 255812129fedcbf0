import { HardenedVm, Size, Tags } from 'vm-lifecycle';
import type { Site } from './site';

export function example({ stack, debian }: Site): void {
  Tags.of(stack).add('cost-center', '4711').add('tier', 'backend');

  new HardenedVm(stack, 'Shop', {
    name: 'shop-01',
    purpose: 'Web server of the shop',
    template: debian,
    cpuCount: 2,
    memory: Size.gibibytes(4),
    networks: [{ network: 'backend' }],
    guest: {},
    tags: { tier: 'frontend' },
  });
}

export function untagged({ stack, debian }: Site): void {
  new HardenedVm(stack, 'Shop', {
    name: 'shop-01',
    purpose: 'Web server of the shop',
    template: debian,
    cpuCount: 2,
    memory: Size.gibibytes(4),
    networks: [{ network: 'backend' }],
    guest: {},
  });
}
