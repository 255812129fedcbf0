import { AccessGrant, ResourcePool } from 'vm-lifecycle';
import type { Site } from './site';

export function pool({ stack }: Site): void {
  new ResourcePool(stack, 'Shop', { name: 'shop' });
}

export function everywhere({ stack, hypervisor }: Site): void {
  const isVsphere = hypervisor.driver.name === 'vsphere';
  const pool = new ResourcePool(stack, 'Shop', { name: 'shop' });
  new AccessGrant(stack, 'Operators', {
    pool,
    principal: isVsphere ? 'EXAMPLE\\shop-operators' : 'shop-operators',
    level: 'operator',
  });
}

export function example({ stack }: Site): void {
  const pool = new ResourcePool(stack, 'Shop', { name: 'shop' });
  new AccessGrant(stack, 'Operators', {
    pool,
    principal: 'shop-operators',
    principalKind: 'group',
    level: 'operator',
  });
}
