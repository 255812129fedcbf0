import { AccessGrant, HardenedVm, Size, type HardenedVmProps } from 'vm-lifecycle';
import type { Site } from './site';

export function fromExisting({ stack }: Site): void {
  const legacy = HardenedVm.fromExisting(stack, 'Legacy', {
    vmName: 'erp-01',
    vmId: '4211',
    uuid: '42315d1f-6d5c-4f0b-9c1a-6b7a3f3c1a10',
  });
  new AccessGrant(stack, 'ErpTeam', { vm: legacy, principal: 'erp-team', level: 'operator' });
}

export function importFrom({ stack, debian }: Site): void {
  const vm = new HardenedVm(stack, 'Shop', {
    name: 'shop-01',
    purpose: 'Web server of the shop',
    uuid: '5c7f1e4e-2f5d-4a3e-8f41-0c1d6d1f5a77',
    template: debian,
    cpuCount: 2,
    memory: Size.gibibytes(4),
    networks: [{ network: 'backend', address: '10.20.0.31', macAddress: '52:54:00:12:34:56' }],
    guest: {},
  });
  vm.importFrom('5c7f1e4e-2f5d-4a3e-8f41-0c1d6d1f5a77');
}

export function moveTo({ stack, debian }: Site): void {
  const shop: HardenedVmProps = {
    name: 'shop-01',
    purpose: 'Web server of the shop',
    template: debian,
    cpuCount: 2,
    memory: Size.gibibytes(4),
    networks: [{ network: 'backend' }],
    guest: {},
  };
  const old = new HardenedVm(stack, 'Shop', shop);
  const frontend = new HardenedVm(stack, 'Frontend', shop);
  old.moveTo(frontend);
}

export function anotherMachine({ stack, debian }: Site): void {
  const shop: HardenedVmProps = {
    name: 'shop-01',
    purpose: 'Web server of the shop',
    template: debian,
    cpuCount: 2,
    memory: Size.gibibytes(4),
    networks: [{ network: 'backend' }],
    guest: {},
  };
  const old = new HardenedVm(stack, 'Shop', shop);
  const frontend = new HardenedVm(stack, 'Frontend', { ...shop, name: 'frontend-01' });
  old.moveTo(frontend);
}
