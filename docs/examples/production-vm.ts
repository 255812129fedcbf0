import { HardenedVm, Size, type EnvironmentStackProps } from 'vm-lifecycle';
import type { Site } from './site';

export const environment: EnvironmentStackProps = { category: 'production' };

export function withoutBackup({ stack, debian }: Site): void {
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
