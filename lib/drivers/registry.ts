import type { CapabilityTable } from '../model/capabilities';
import { libvirtCapabilities } from './libvirt/capabilities';

/** What documentation and reviews know of each driver, as data: loading this loads no bindings. */
export const driverTables: Readonly<
  Record<string, { readonly title: string; readonly capabilities: CapabilityTable }>
> = {
  libvirt: { title: 'libvirt/KVM (dmacvicar/libvirt 0.8.3)', capabilities: libvirtCapabilities },
};
