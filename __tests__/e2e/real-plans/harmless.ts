/** Changes of the deployed stack that take nothing from anybody: no machine, no data. */

import type { HypervisorName } from '../../../lib/hardening/control';
import type { Impact } from '../../../lib/drivers/impact';
import type { Variant } from './deployment';
import { deployed } from './shape';

export interface HarmlessCase extends Variant {
  readonly title: string;
  /** Machines of the review, with the worst that happens to each. */
  readonly vms: Readonly<Record<string, Impact>>;
}

const { database, web } = deployed;

/** What the same change costs on each hypervisor. */
type Costs = Readonly<Record<HypervisorName, Readonly<Record<string, Impact>>>>;

const everywhere: readonly (Omit<HarmlessCase, 'vms'> & { readonly costs: Costs })[] = [
  {
    title: 'a protected VM gets more CPUs',
    shape: { database: { ...database, cpuCount: 4 } },
    costs: {
      vsphere: { 'db-1': 'reboot' },
      proxmox: { 'db-1': 'reboot' },
      libvirt: { 'db-1': 'power-cycle' },
    },
  },
  {
    title: 'a VM gets more memory',
    shape: { web: { ...web, memoryGibibytes: 2 } },
    costs: {
      vsphere: { 'web-1': 'reboot' },
      proxmox: { 'web-1': 'reboot' },
      libvirt: { 'web-1': 'power-cycle' },
    },
  },
  {
    title: 'a protected VM gets another interface',
    shape: { database: { ...database, interfaces: 2 } },
    costs: {
      vsphere: { 'db-1': 'reboot' },
      proxmox: { 'db-1': 'hot' },
      libvirt: { 'db-1': 'power-cycle' },
    },
  },
  {
    title: 'a protected VM gets another tag',
    shape: { database: { ...database, tier: 'archive' } },
    costs: { vsphere: { 'db-1': 'none' }, proxmox: { 'db-1': 'none' }, libvirt: {} },
  },
  {
    title: 'a pool gets another limit',
    shape: { poolLimit: 70 },
    costs: { vsphere: {}, proxmox: {}, libvirt: {} },
  },
  {
    title: 'backups are made at another time',
    shape: { backupTime: '03:00' },
    costs: { vsphere: {}, proxmox: {}, libvirt: {} },
  },
  {
    title: 'a protected VM gets another disk',
    shape: { database: { ...database, dataDisks: { data: 2, log: 1, zones: 1 } } },
    costs: {
      vsphere: { 'db-1': 'reboot' },
      proxmox: { 'db-1': 'hot' },
      libvirt: { 'db-1': 'power-cycle' },
    },
  },
  {
    title: 'a clone set gets another member',
    shape: { members: ['blue', 'green', 'red'] },
    costs: {
      vsphere: { 'shop-red': 'none' },
      proxmox: { 'shop-red': 'none' },
      libvirt: { 'shop-red': 'none' },
    },
  },
];

/** A libvirt volume can't grow: the provider would replace it. */
const grown: Omit<HarmlessCase, 'vms'> = {
  title: 'a disk of a protected VM grows',
  shape: { database: { ...database, dataDisks: { data: 4, log: 1 } } },
};

export function harmlessCases(hypervisor: HypervisorName): readonly HarmlessCase[] {
  return [
    ...everywhere.map(({ costs, ...one }) => ({ ...one, vms: costs[hypervisor] })),
    ...(hypervisor === 'libvirt' ? [] : [{ ...grown, vms: { 'db-1': 'hot' } } as const]),
  ];
}
