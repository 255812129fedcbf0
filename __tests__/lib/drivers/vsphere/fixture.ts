import type { INetwork, ITemplate, VmRequest } from '../../../../lib/drivers/contract';
import type { VsphereOptions } from '../../../../lib/drivers/vsphere/options';
import { featuresOf, type ProviderFeatures } from '../../../../lib/drivers/vsphere/versions';
import { hardeningPlan, type HardeningPlan } from '../../../../lib/hardening/plan';
import type {
  Guest,
  NetworkInterface,
  VirtualMachine,
} from '../../../../lib/model/virtual-machine';
import { testVm, today } from '../../hardening/fixture';

export function features(constraint: string): ProviderFeatures {
  const found = featuresOf(constraint);
  if (found === undefined) throw new Error(`${constraint} has no lower bound`);
  return found;
}

export const newest = features('>= 2.16.0');
/** The version that runs in the lab. */
export const oldest = features('2.1.1');

export const options: VsphereOptions = {
  title: 'vSphere (vmware/vsphere >= 2.16.0)',
  features: newest,
  datacenter: 'dc-1',
  cluster: 'cluster-1',
  datastoreCluster: false,
  guestMinutes: 0,
  customizationMinutes: 30,
  keepDataDisks: true,
};

/** A template that vCenter has been asked about. */
export const template: ITemplate = {
  templateName: 'debian-12',
  generation: '20261101',
  templateId: '4212a6e1-0000-4000-8000-000000000012',
  reported: {
    guestId: 'debian12_64Guest',
    hardwareVersion: 19,
    firmware: 'efi',
    diskGibibytes: 4,
    thinProvisioned: true,
    eagerlyScrub: false,
  },
};

/** An item of a content library, of which vCenter reports nothing. */
export const libraryItem: Partial<ITemplate> = { reported: {} };

export const office: INetwork = { networkName: 'office', attachment: { id: 'network-7' } };

/** An interface on a port group of vCenter. */
export function nic(changes: Partial<NetworkInterface> = {}): NetworkInterface {
  return {
    name: 'nic0',
    network: office,
    address: 'dhcp',
    macAddress: '52:0a:0b:0c:0d:01',
    slaac: false,
    ...changes,
  };
}

export function vsphereVm(
  changes: Partial<VirtualMachine> = {},
  guest: Partial<Guest> = {},
): VirtualMachine {
  return testVm({ networks: [nic()], ...changes }, guest);
}

export function planOf(vm: VirtualMachine): HardeningPlan {
  return hardeningPlan(vm, 'vsphere', { path: 'lab/web-1', today }).plan;
}

export function request(
  changes: Partial<VirtualMachine> = {},
  from: Partial<ITemplate> = {},
  guest: Partial<Guest> = {},
): VmRequest {
  const vm = vsphereVm(changes, guest);
  return {
    vm,
    plan: planOf(vm),
    template: { ...template, ...from },
    path: 'lab/web-1',
    tags: () => vm.tags,
  };
}

export const windows = {
  operatingSystem: 'windows',
  hostname: 'win-1',
  timezone: 'Europe/Berlin',
} as const;

export const waiverOf = (control: string): VirtualMachine['waivers'][number] => ({
  control,
  reason: 'a test',
  expires: '2027-12-31',
});
