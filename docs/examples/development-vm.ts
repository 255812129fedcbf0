import { HardenedVm, Size, type EnvironmentStackProps } from 'vm-lifecycle';
import type { Site } from './site';

export const environment: EnvironmentStackProps = { category: 'development' };

export function withoutExpiry({ stack, debian }: Site): void {
  new HardenedVm(stack, 'Trial', {
    name: 'trial-01',
    purpose: 'Trial of a new version',
    template: debian,
    cpuCount: 2,
    memory: Size.gibibytes(4),
    networks: [{ network: 'backend' }],
    guest: {},
  });
}
