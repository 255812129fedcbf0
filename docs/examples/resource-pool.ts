import { Frequency, HardenedVm, ResourcePool, Size } from 'vm-lifecycle';
import type { Site } from './site';

export function example({ stack, debian }: Site): void {
  const production = new ResourcePool(stack, 'Production', {
    name: 'production',
    preset: 'production',
  });
  const databases = new ResourcePool(stack, 'Databases', {
    name: 'databases',
    parent: production,
    cpu: { shares: 'high', reservation: Frequency.gigahertz(10) },
    memory: { reservation: Size.gibibytes(32), limit: Size.gibibytes(128) },
  });
  new HardenedVm(stack, 'Database', {
    name: 'database-01',
    purpose: 'Database of the shop',
    template: debian,
    pool: databases,
    cpuCount: 4,
    memory: Size.gibibytes(16),
    networks: [{ network: 'backend' }],
    guest: {},
  });
}

export function vm({ stack, debian }: Site): void {
  new HardenedVm(stack, 'Database', {
    name: 'database-01',
    purpose: 'Database of the shop',
    template: debian,
    cpuCount: 4,
    memory: Size.gibibytes(16),
    networks: [{ network: 'backend' }],
    guest: {},
  });
}

export function reservesTooMuch({ stack }: Site): void {
  const shop = new ResourcePool(stack, 'Shop', {
    name: 'shop',
    memory: { reservation: Size.gibibytes(64) },
  });
  new ResourcePool(stack, 'Databases', {
    name: 'databases',
    parent: shop,
    memory: { reservation: Size.gibibytes(48) },
  });
  new ResourcePool(stack, 'Frontends', {
    name: 'frontends',
    parent: shop,
    memory: { reservation: Size.gibibytes(32) },
  });
}

export function beyondLimit({ stack, debian }: Site): void {
  new HardenedVm(stack, 'Database', {
    name: 'database-01',
    purpose: 'Database of the shop',
    template: debian,
    pool: new ResourcePool(stack, 'Small', {
      name: 'small',
      memory: { limit: Size.gibibytes(8) },
    }),
    cpuCount: 4,
    memory: Size.gibibytes(16),
    networks: [{ network: 'backend' }],
    guest: {},
  });
}

export function fromPath({ stack }: Site): void {
  ResourcePool.fromPath(stack, 'Databases', { path: 'production' });
}
