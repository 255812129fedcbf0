import { createHash } from 'node:crypto';
import type { VirtualMachineDisk } from '@cdktf/provider-vsphere/lib/virtual-machine';
import type { VirtualMachine } from '../../model/virtual-machine';
import type { VsphereOptions } from './options';

/** Disks of one controller beside the system disk: 15 units, of which the system disk has the first. */
export const maximumDataDisks = 14;

/** The label that the provider gives the first disk of a machine that it imports; with another one it would detach it. */
export const systemDiskLabel = 'disk0';

/** The unit of a SCSI bus that the controller itself has. */
const CONTROLLER_UNIT = 7;

/** Ids of what the disks lie on, and what the template says of its own disk. Tokens. */
export interface DiskParts {
  readonly storagePolicyId?: string;
  /** By name of the datastore. */
  readonly datastoreId: (name: string) => string;
  /** Facts of the template's first disk; undefined for an item of a content library, whose disks nobody reports. */
  readonly template?: {
    readonly size: number;
    readonly thinProvisioned: unknown;
    readonly eagerlyScrub: unknown;
  };
}

/**
 * The unit number of each data disk, by name: 1 to 14.
 *
 * The provider knows a disk by its label alone, but a changed unit reboots the machine. So the unit follows from a hash of
 * the name, and neither from the place in the list nor from the other disks; of two names with the same hash, the
 * later one in the alphabet takes the next free unit. Only removing or adding one of such a pair can move the other.
 */
export function unitNumbers(names: readonly string[]): ReadonlyMap<string, number> {
  const taken = new Map<number, string>();
  for (const name of [...names].sort()) {
    const wanted = createHash('sha256').update(name).digest().readUInt32BE(0) % maximumDataDisks;
    const free = Array.from({ length: maximumDataDisks }, (_, step) => {
      return ((wanted + step) % maximumDataDisks) + 1;
    }).find((unit) => !taken.has(unit));
    // More disks than units: the problem is reported with the VM, see validate.ts.
    if (free !== undefined) taken.set(free, name);
  }
  return new Map([...taken].map(([unit, name]) => [name, unit]));
}

/** The SCSI target at which a guest sees a unit: the controller's own is left out. */
export function scsiTarget(unit: number): number {
  return unit < CONTROLLER_UNIT ? unit : unit + 1;
}

/**
 * Blocks `disk`: https://registry.terraform.io/providers/vmware/vsphere/2.16.1/docs/resources/virtual_machine#disk-options
 * The system disk comes first, so that its place in the list never changes.
 */
export function diskArguments(
  vm: VirtualMachine,
  options: VsphereOptions,
  parts: DiskParts,
): VirtualMachineDisk[] {
  const units = unitNumbers(vm.dataDisks.map(({ name }) => name));
  const common = {
    controllerType: 'scsi',
    diskMode: 'persistent',
    ...(parts.storagePolicyId === undefined ? {} : { storagePolicyId: parts.storagePolicyId }),
  };
  const { template } = parts;
  const system: VirtualMachineDisk = {
    ...common,
    label: systemDiskLabel,
    unitNumber: 0,
    size: vm.systemDiskSize?.toGibibytes() ?? template?.size,
    // A linked clone has the format of its source; the provider refuses any other.
    ...(template === undefined
      ? {}
      : {
          thinProvisioned: template.thinProvisioned as boolean,
          eagerlyScrub: template.eagerlyScrub as boolean,
        }),
  };
  const data = vm.dataDisks
    .map((disk): VirtualMachineDisk => {
      return {
        ...common,
        label: disk.name,
        unitNumber: units.get(disk.name),
        size: disk.size.toGibibytes(),
        thinProvisioned: true,
        keepOnRemove: options.keepDataDisks,
        ...(disk.datastore === undefined ? {} : { datastoreId: parts.datastoreId(disk.datastore) }),
      };
    })
    .sort((a, b) => (a.unitNumber ?? 0) - (b.unitNumber ?? 0));
  return [system, ...data];
}
