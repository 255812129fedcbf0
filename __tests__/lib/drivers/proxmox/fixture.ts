import type { INetwork, ITemplate, VmRequest } from '../../../../lib/drivers/contract';
import type { ProxmoxOptions } from '../../../../lib/drivers/proxmox/options';
import {
  hardeningPlan,
  type HardeningContext,
  type HardeningPlan,
} from '../../../../lib/hardening/plan';
import { allControls } from '../../../../lib/hardening/registry';
import { Size } from '../../../../lib/model/size';
import type {
  Guest,
  NetworkInterface,
  VirtualMachine,
} from '../../../../lib/model/virtual-machine';
import { testVm, today } from '../../hardening/fixture';

export const options: ProxmoxOptions = {
  node: 'pve1',
  datastore: 'ceph-vms',
  imageDatastore: 'local',
  systemDiskInterface: 'scsi0',
  cpuType: 'x86-64-v2-AES',
  highAvailability: false,
  guestAgent: true,
  restartForChanges: false,
};

export const template: ITemplate = {
  templateName: 'debian-12',
  generation: '20261101',
  templateId: '9000',
  systemDiskSize: Size.gibibytes(4),
};

export const office: INetwork = {
  networkName: 'office',
  cidr: '198.51.100.0/24',
  attachment: { bridge: 'vmbr0' },
};

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

export function proxmoxVm(
  changes: Partial<VirtualMachine> = {},
  guest: Partial<Guest> = {},
): VirtualMachine {
  return testVm({ networks: [nic()], ...changes }, guest);
}

/** The plan of a VM whose template brings every guest control along. */
export function planOf(vm: VirtualMachine, context: Partial<HardeningContext> = {}): HardeningPlan {
  const inherited = allControls.filter(({ scope }) => scope === 'guest').map(({ id }) => id);
  return hardeningPlan(vm, 'proxmox', {
    path: 'lab/web-1',
    today,
    guestChannel: false,
    inherited,
    ...context,
  }).plan;
}

export function request(
  changes: Partial<VirtualMachine> = {},
  more: Partial<VmRequest> = {},
  guest: Partial<Guest> = {},
): VmRequest {
  const vm = proxmoxVm(changes, guest);
  return { vm, plan: planOf(vm), template, path: 'lab/web-1', tags: () => vm.tags, ...more };
}

export const waiverOf = (control: string): VirtualMachine['waivers'][number] => ({
  control,
  reason: 'a test',
  expires: '2027-12-31',
});
