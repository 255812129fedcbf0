import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  INetwork,
  IResourcePool,
  ITemplate,
  VmRequest,
} from '../../../../lib/drivers/contract';
import type { LibvirtOptions } from '../../../../lib/drivers/libvirt/options';
import { Size } from '../../../../lib/model/size';
import type { NetworkInterface, VirtualMachine } from '../../../../lib/model/virtual-machine';
import { planOf, testVm } from '../../hardening/fixture';

export const template: ITemplate = {
  templateName: 'debian-12',
  generation: '20261101',
  templateId: '/srv/debian-12.qcow2',
  image: '/srv/images/debian-12.qcow2',
};

export const options: LibvirtOptions = {
  pool: 'default',
  domainType: 'kvm',
  cpuMode: 'host-model',
  secureBootLoader: '/ovmf/code.ms.fd',
  secureBootVariables: '/ovmf/vars.ms.fd',
  loader: '/ovmf/code.fd',
  variables: '/ovmf/vars.fd',
  nvramDirectory: '/nvram',
};

export const office: INetwork = { networkName: 'office', attachment: { id: 'id-of-office' } };

/** An interface on a network of libvirt. */
export function nic(changes: Partial<NetworkInterface> = {}): NetworkInterface {
  return {
    name: 'nic0',
    network: office,
    address: 'dhcp',
    macAddress: '52:54:00:00:00:01',
    slaac: false,
    ...changes,
  };
}

export function libvirtVm(changes: Partial<VirtualMachine> = {}): VirtualMachine {
  return testVm({ networks: [nic()], ...changes });
}

export function request(
  changes: Partial<VirtualMachine> = {},
  from: Partial<ITemplate> = {},
): VmRequest {
  const vm = libvirtVm(changes);
  return {
    vm,
    plan: planOf(vm),
    template: { ...template, ...from },
    path: 'lab/web-1',
    tags: () => vm.tags,
  };
}

/** A pool of which only the weight matters; undefined for one that is not made here. */
export function poolOf(weight: number | undefined): IResourcePool {
  const allocation = { shares: 'normal', expandable: false } as const;
  const model = { name: 'p', weight: weight ?? 1, cpu: allocation, memory: allocation };
  const pool = { poolName: 'p', ...(weight === undefined ? {} : { model }) };
  return pool as unknown as IResourcePool;
}

export const waiverOf = (control: string): VirtualMachine['waivers'][number] => ({
  control,
  reason: 'a test',
  expires: '2027-12-31',
});

/** The shape of every kind that the stylesheet has a rule for: never change it, for its bytes are frozen. */
export const everythingVm = libvirtVm({
  coresPerSocket: 1,
  dataDisks: [
    { name: 'data', size: Size.gibibytes(1) },
    { name: 'log', size: Size.gibibytes(2) },
  ],
  networks: [
    nic(),
    nic({
      name: 'nic1',
      macAddress: '52:54:00:ab:cd:ef',
      address: { ip: '10.0.0.9', prefixLength: 24, gateway: '10.0.0.1' },
      bandwidth: { inboundMegabitsPerSecond: 100, outboundMegabitsPerSecond: 0.001 },
    }),
  ],
});

export function fixture(name: string): string {
  return readFileSync(join(__dirname, 'fixtures', name), 'utf8');
}
