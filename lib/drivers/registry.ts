import type { CapabilityTable } from '../model/capabilities';
import { commonReview } from './common/review';
import { commonImpact, type ImpactTable } from './impact';
import { libvirtCapabilities } from './libvirt/capabilities';
import { libvirtImpact } from './libvirt/impact';
import { libvirtReview } from './libvirt/review';
import { proxmoxCapabilities, proxmoxTitle } from './proxmox/capabilities';
import { proxmoxImpact } from './proxmox/impact';
import { proxmoxReview } from './proxmox/review';
import type { ReviewTable } from './review-table';
import { vsphereCapabilities, vsphereTitle } from './vsphere/capabilities';
import { vsphereImpact } from './vsphere/impact';
import { vsphereReview } from './vsphere/review';

/** What documentation and reviews know of a driver. */
export interface DriverTables {
  /** For people: the driver with its provider and version. */
  readonly title: string;
  /** With the provider's default version. */
  readonly capabilities: CapabilityTable;
  /** What changes of the resources cost that the driver makes. */
  readonly impact: ImpactTable;
  /** What reviews print, compare and group of the same resources. */
  readonly review: ReviewTable;
}

/** The tables of each driver, as data: loading this loads no bindings. */
export const driverTables: Readonly<Record<string, DriverTables>> = {
  libvirt: {
    title: 'libvirt/KVM (dmacvicar/libvirt 0.8.3)',
    capabilities: libvirtCapabilities,
    impact: { ...commonImpact, ...libvirtImpact },
    review: { ...commonReview, ...libvirtReview },
  },
  vsphere: {
    title: vsphereTitle,
    capabilities: vsphereCapabilities,
    impact: { ...commonImpact, ...vsphereImpact },
    review: { ...commonReview, ...vsphereReview },
  },
  proxmox: {
    title: proxmoxTitle,
    capabilities: proxmoxCapabilities,
    impact: { ...commonImpact, ...proxmoxImpact },
    review: { ...commonReview, ...proxmoxReview },
  },
};

/** The tables of all drivers in one: a stack may have machines on several hypervisors. */
export const impactTable: ImpactTable = Object.assign(
  {},
  ...Object.values(driverTables).map(({ impact }) => impact),
) as ImpactTable;

/** The same for what reviews know of a resource beside its impact. */
export const reviewTable: ReviewTable = Object.assign(
  {},
  ...Object.values(driverTables).map(({ review }) => review),
) as ReviewTable;
