import { Network, Size, Template } from '../../lib';
import { waiverOf } from '../lib/drivers/libvirt/fixture';
import type { Lab, VmChanges } from '../lib/constructs/support';

/** What is given to a VM; a function where it needs something of its stack. */
export type Given = VmChanges | ((lab: Lab) => VmChanges);

export interface BadInput {
  /** Number of the case, and what is wrong. */
  readonly name: string;
  readonly given: Given;
  readonly code: string;
  /** Field below the VM. */
  readonly field: string;
  readonly twin: Given;
  /** @default 'lab' */
  readonly stack?: string;
}

export type Row = readonly [
  name: string,
  code: string,
  field: string,
  given: Given,
  twin: Given,
  stack?: string,
];

export const name = (value: unknown): VmChanges => ({
  props: { name: value },
  guest: { hostname: 'web' },
});
export const hostname = (value: string, operatingSystem = 'linux'): VmChanges => ({
  guest: { hostname: value, operatingSystem },
});
export const nic = (value: Record<string, unknown>): VmChanges => ({ nic: value });
export const prop = (value: Record<string, unknown>): VmChanges => ({ props: value });
export const memory = (mebibytes: number): VmChanges => prop({ memory: Size.mebibytes(mebibytes) });
export const vlan =
  (id?: number) =>
  ({ stack }: Lab): VmChanges => {
    const network = Network.fromName(stack, 'Vlan', { networkName: 'office' });
    return nic({ network: { ...network, ...(id === undefined ? {} : { vlan: id }) } });
  };
export const two = (first: object, second: object): VmChanges =>
  prop({ networks: [first, second].map((each) => ({ network: 'office', ...each })) });
export const sized =
  (size?: number, props: Record<string, unknown> = {}) =>
  ({ stack }: Lab): VmChanges => {
    const template = new Template(stack, 'Sized', {
      templateName: 'sized',
      generation: '1',
      image: '/srv/sized.qcow2',
      systemDiskSize: Size.gibibytes(3),
    });
    const systemDiskSize = size === undefined ? undefined : Size.gibibytes(size);
    return prop({ template, systemDiskSize, ...props });
  };
export const disks = (...names: string[]): VmChanges =>
  prop({ dataDisks: names.map((each) => ({ name: each, size: Size.gibibytes(1) })) });
export const bios = (secureBoot: boolean, vtpm: boolean): VmChanges =>
  prop({
    firmware: 'bios',
    secureBoot,
    vtpm,
    waivers: ['machine.firmware.uefi', 'machine.firmware.secure-boot', 'machine.tpm'].map(waiverOf),
  });
export const waived = (waiver: object): VmChanges =>
  prop({ waivers: [{ ...waiverOf('guest.apparmor'), ...waiver }] });
