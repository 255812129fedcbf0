import type { HardenedVm } from '../../lib';
import type { HypervisorName } from '../../lib/hardening/control';
import type { LabInstance } from '../hypervisor';
import type { LiveFacts } from './facts';
import { readLibvirt, writeSentinel } from './read-libvirt';
import { readProxmoxFacts } from './read-proxmox';
import { readVcenterFacts } from './read-vcenter';

interface Reader {
  readonly read: (instance: LabInstance, box: HardenedVm) => Promise<LiveFacts>;
  /** Writes to the data disk, where disks have contents; elsewhere its file identifies it. */
  readonly mark: (instance: LabInstance) => Promise<void>;
}

const nothing = (): Promise<void> => Promise.resolve();

export const readers: Readonly<Record<HypervisorName, Reader>> = {
  libvirt: { read: readLibvirt, mark: writeSentinel },
  vsphere: { read: readVcenterFacts, mark: nothing },
  proxmox: { read: readProxmoxFacts, mark: nothing },
};
