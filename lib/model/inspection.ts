import type { Problem } from '../errors';
import type { EnvironmentModel } from './environment';
import type { Size } from './size';
import type { Loose } from './snapshot';

/** What is known around a VM when it is defined. */
export interface VmContext {
  /** Path of the VM's construct, such as `lab/web-1`; every error starts with it. */
  readonly path: string;
  readonly environment: EnvironmentModel;
  /** The day on which the VM is defined, `YYYY-MM-DD`: given, so that one input has one result. */
  readonly today: string;
  /** Tells tokens, whose values are known only later, from plain values. */
  readonly isToken: (value: unknown) => boolean;
  /** What is known of the template. @default - nothing; the hypervisor then checks at plan */
  readonly template?: { readonly systemDiskSize?: Size };
  /** What the last apply recorded. @default - nothing: the VM is new, or its record is elsewhere */
  readonly recorded?: RecordedVm;
}

/** The part of a VM's record that the next change is measured against. */
export interface RecordedVm {
  /** Sizes of the disks by their names; the system disk is named `system`. */
  readonly disks: Readonly<Record<string, Size>>;
}

/** A VM under inspection: what was given as plain data of any type, and the paths for error texts. */
export interface Inspection {
  readonly context: VmContext;
  readonly props: Loose;
  /** The guest with the environment's defaults; undefined where it is no object. */
  readonly guest: Loose | undefined;
  /** Guest settings of the environment, of any type. */
  readonly guestDefaults: unknown;
  /** A network of the environment, of any type, by the name that the VM uses. */
  readonly networkNamed: (name: string) => unknown;
  /** Path of a field of the VM. */
  readonly at: (field: string) => string;
  /** Path of a field of the guest: that of the environment's defaults, where it comes from there. */
  readonly guestAt: (field: string) => string;
}

/** One rule: what is wrong with a VM in one respect. Takes values of any type; never throws. */
export type Rule = (vm: Inspection) => readonly Problem[];
