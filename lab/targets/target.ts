import type { LabInstance } from '../hypervisor';
import type { HardenedVm } from '../../lib';
import type { HypervisorName } from '../../lib/hardening/control';

export type Progress = (message: string) => void;

/** Something that is still there after everything was destroyed. */
export interface Remainder {
  readonly kind: string;
  readonly name: string;
}

/** What the lab runs one kind of hypervisor on: the real one, or a simulator behind the real API. */
export interface LabTarget {
  readonly hypervisor: HypervisorName;
  /** What people call it. */
  readonly title: string;
  /** Guests boot, so that it can be looked inside of them. */
  readonly boots: boolean;
  /** Brings it up; what runs already is used. */
  start(instance: LabInstance, onProgress: Progress): Promise<void>;
  /** Ends it, with everything in it. */
  stop(instance: LabInstance, onProgress: Progress): Promise<void>;
  isRunning(instance: LabInstance): Promise<boolean>;
  /** Variables with which its Terraform provider reaches it. Only while it runs. */
  environment(instance: LabInstance): Promise<Readonly<Record<string, string>>>;
  /** Control ids with what is observed of them, per VM. */
  observe(
    instance: LabInstance,
    vms: readonly HardenedVm[],
  ): Promise<ReadonlyMap<HardenedVm, ReadonlyMap<string, string>>>;
  /** What is there that was not there when it started. */
  left(instance: LabInstance, vms: readonly HardenedVm[]): Promise<readonly Remainder[]>;
}
