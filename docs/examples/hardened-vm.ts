import { HardenedVm, Size } from 'vm-lifecycle';
import type { Site } from './site';

export function example({ stack, debian }: Site): void {
  new HardenedVm(stack, 'Shop', {
    name: 'shop-01',
    purpose: 'Web server of the shop',
    template: debian,
    cpuCount: 2,
    memory: Size.gibibytes(4),
    dataDisks: [{ name: 'data', size: Size.gibibytes(40), mountPoint: '/srv/shop' }],
    networks: [{ network: 'backend', address: '10.20.0.31' }],
    guest: {
      ingress: [{ description: 'web', protocol: 'tcp', ports: [443], cidrs: ['10.0.0.0/8'] }],
    },
    tags: { tier: 'frontend' },
  });
}

export function severalMistakes({ stack, debian }: Site): void {
  new HardenedVm(stack, 'Shop', {
    name: 'shop-01',
    purpose: 'Web server of the shop',
    template: debian,
    cpuCount: 0,
    memory: Size.mebibytes(1022),
    networks: [{ network: 'backnd', address: '10.20.0.31' }],
    guest: {},
  });
}

export function stopped({ stack, debian }: Site): void {
  new HardenedVm(stack, 'Shop', {
    name: 'shop-01',
    purpose: 'Web server of the shop',
    template: debian,
    cpuCount: 2,
    memory: Size.gibibytes(4),
    networks: [{ network: 'backend' }],
    guest: {},
    powerState: 'stopped',
  });
}

export function grownOnLibvirt({ stack, debian }: Site): void {
  new HardenedVm(stack, 'Shop', {
    name: 'shop-01',
    purpose: 'Web server of the shop',
    template: debian,
    cpuCount: 2,
    memory: Size.gibibytes(4),
    dataDisks: [{ name: 'data', size: Size.gibibytes(60) }],
    recordedDisks: { data: Size.gibibytes(40) },
    networks: [{ network: 'backend' }],
    guest: {},
  });
}

export function secondDisk({ stack, debian }: Site): void {
  new HardenedVm(stack, 'Shop', {
    name: 'shop-01',
    purpose: 'Web server of the shop',
    template: debian,
    cpuCount: 2,
    memory: Size.gibibytes(4),
    dataDisks: [
      { name: 'data', size: Size.gibibytes(40), mountPoint: '/srv/shop' },
      { name: 'data-2', size: Size.gibibytes(60), mountPoint: '/srv/archive' },
    ],
    networks: [{ network: 'backend' }],
    guest: {},
  });
}

export function escapeHatch({ stack, debian }: Site): void {
  const vm = new HardenedVm(stack, 'Shop', {
    name: 'shop-01',
    purpose: 'Web server of the shop',
    template: debian,
    cpuCount: 2,
    memory: Size.gibibytes(4),
    networks: [{ network: 'backend' }],
    guest: {},
  });
  vm.resources.machine.addOverride('timeouts.create', '20m');
}
