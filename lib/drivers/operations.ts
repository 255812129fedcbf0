/**
 * What is done to machines outside Terraform: power, final backups, disks, and what a hypervisor leaves behind.
 *
 * Input: a machine by name and UUID. Output: facts and effects on the hypervisor. Each driver fills in what it can, and
 * names the alternative of the rest. May import: lib/errors, and types of lib/hardening.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { VmLifecycleError } from '../errors';
import type { HypervisorName } from '../hardening/control';

/** A machine as records and the inventory output know it. A driver refuses one whose name and UUID do not belong together. */
export interface MachineReference {
  readonly name: string;
  readonly uuid: string;
  /** Id on the hypervisor, of the inventory output: VM id on Proxmox VE, BIOS UUID on vSphere. @default - found by name */
  readonly id?: string;
}

/** `absent`: the hypervisor knows no such machine. */
export type PowerState = 'running' | 'suspended' | 'off' | 'absent';

export interface ShutdownOptions {
  /** How long the guest may take, in seconds. */
  readonly timeoutSeconds: number;
  /** Switch it off after that time. Otherwise that is an error. */
  readonly force: boolean;
  /** Called before it is switched off by force. */
  readonly onForce?: () => void;
  readonly onProgress?: (message: string) => void;
}

export interface ShutdownResult {
  /** `already-off`: there was nothing to do. */
  readonly mode: 'graceful' | 'forced' | 'already-off';
  readonly seconds: number;
}

/** A disk of a machine, by what finds it again when the machine is gone. */
export interface MachineDisk {
  /** `vda`, `scsi0`, `Hard disk 1`. */
  readonly name: string;
  /** Path, volume id or datastore path. */
  readonly path: string;
}

/** What has to be known of a machine before it is gone. */
export interface MachineFacts {
  readonly disks: readonly MachineDisk[];
  /** File of its UEFI variables. @default - it has none of its own, or it lies among its disks */
  readonly nvram?: string;
  /** Where the state of its virtual TPM lies. @default - it has none, or it lies among its disks */
  readonly vtpm?: string;
}

/** Something that is left of a machine. */
export interface Leftover {
  readonly kind: 'nvram' | 'vtpm' | 'disk';
  readonly path: string;
}

/** A backup, whoever made it. */
export interface FinalBackup {
  /** What finds it again: `<chain>/<point>`, volume id, id of a product. */
  readonly id: string;
  readonly product: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  /** @default - unknown */
  readonly bytes?: number;
  /** `sha256:<hexadecimal>`. @default - the product names none */
  readonly checksum?: string;
}

/** What a restore of a backup has shown. */
export interface BackupVerification {
  readonly passed: boolean;
  /** ISO 8601, UTC. */
  readonly time: string;
  /** What was done: `every disk was rebuilt and checked`. */
  readonly method: string;
  /** @default - not measured */
  readonly seconds?: number;
}

export interface FinalBackupOptions {
  /** A backup that was finished at or after this time, by an attempt that broke off, is taken. ISO 8601, UTC. */
  readonly since: string;
  /** Ids of backups that are not taken: they did not pass their restore. */
  readonly except: readonly string[];
  readonly onProgress?: (message: string) => void;
}

/** The operations that not every hypervisor has. */
export type OptionalOperation =
  'finalBackup' | 'verifyBackup' | 'wipeDisk' | 'keepDisks' | 'unregister';

/** An operation is there, or this says what to do instead. */
export type OperationSupport =
  | { readonly support: 'native' }
  | { readonly support: 'unsupported'; readonly alternative: string };

export interface MachineOperations {
  readonly hypervisor: HypervisorName;
  readonly supported: Readonly<Record<OptionalOperation, OperationSupport>>;
  powerState(vm: MachineReference): Promise<PowerState>;
  /** @throws MachineOperationError where the guest does not shut down in time, and is not forced */
  shutdown(vm: MachineReference, options: ShutdownOptions): Promise<ShutdownResult>;
  inspect(vm: MachineReference): Promise<MachineFacts>;
  /** What is there of a machine that is gone. */
  leftovers(vm: MachineReference, facts: MachineFacts): Promise<readonly Leftover[]>;
  /** Removes what {@link leftovers} found, but no disks; refuses while the machine exists. Returns what is removed. */
  removeLeftovers(
    vm: MachineReference,
    leftovers: readonly Leftover[],
  ): Promise<readonly Leftover[]>;
  finalBackup?(vm: MachineReference, options: FinalBackupOptions): Promise<FinalBackup>;
  /** Restores a backup beside the machine, and throws the result away. */
  verifyBackup?(vm: MachineReference, backup: FinalBackup): Promise<BackupVerification>;
  /** Overwrites a disk of a machine that is off. Running it twice does no harm. */
  wipeDisk?(vm: MachineReference, disk: MachineDisk): Promise<void>;
  /** Makes sure that the disks survive the machine. Running it twice does no harm. */
  keepDisks?(vm: MachineReference, facts: MachineFacts): Promise<void>;
  /** Takes a machine that is off out of the inventory; its files stay. */
  unregister?(vm: MachineReference): Promise<void>;
  /** Ends its connection. */
  close?(): Promise<void>;
}

export const native: OperationSupport = { support: 'native' };

export const unsupported = (alternative: string): OperationSupport => ({
  support: 'unsupported',
  alternative,
});

/** Something that the hypervisor did not do. */
export class MachineOperationError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'MachineOperationError';
  }
}

/** @throws VmLifecycleError VML044 that names the alternative, where a hypervisor does not have an operation */
export function requireOperation(
  { hypervisor, supported }: MachineOperations,
  operation: OptionalOperation,
  path: string,
): void {
  const answer = supported[operation];
  if (answer.support === 'native') return;
  throw new VmLifecycleError([
    {
      code: 'VML044',
      path,
      got: operation,
      rule: `${hypervisor} can't do this here`,
      fix: answer.alternative,
    },
  ]);
}

/** How one hypervisor does the parts of a shutdown. */
export interface ShutdownParts {
  state(): Promise<PowerState>;
  /** Asks the guest; called again every half minute, because a guest that boots hears nothing. */
  ask(): Promise<void>;
  powerOff(): Promise<void>;
  /** @default 1000 */
  readonly pollMs?: number;
}

const ASK_AGAIN_MS = 30_000;
const POWER_OFF_MS = 60_000;

/** A graceful shutdown, and a forced one after it where that is asked for. */
export async function shutDownBy(
  parts: ShutdownParts,
  vm: MachineReference,
  { timeoutSeconds, force, onForce, onProgress }: ShutdownOptions,
): Promise<ShutdownResult> {
  const began = Date.now();
  const seconds = (): number => Math.round((Date.now() - began) / 100) / 10;
  const { pollMs = 1000 } = parts;
  const isOff = async (): Promise<boolean> => ['off', 'absent'].includes(await parts.state());
  const offWithin = async (ms: number, ask?: () => Promise<void>): Promise<boolean> => {
    const deadline = Date.now() + ms;
    let asked = Number.NEGATIVE_INFINITY;
    for (;;) {
      if (await isOff()) return true;
      const left = deadline - Date.now();
      if (left <= 0) return false;
      if (ask !== undefined && Date.now() - asked >= ASK_AGAIN_MS) {
        asked = Date.now();
        await ask();
        continue;
      }
      await sleep(Math.min(pollMs, left));
    }
  };
  if (await isOff()) return { mode: 'already-off', seconds: 0 };
  onProgress?.(`${vm.name}: shutting down, at most ${String(timeoutSeconds)} s`);
  // A guest that does not hear is not asked for an answer: the time decides.
  const refused: { reason?: string } = {};
  const ask = async (): Promise<void> => {
    try {
      await parts.ask();
    } catch (error) {
      if (!(error instanceof MachineOperationError)) throw error;
      refused.reason = error.message;
    }
  };
  if (await offWithin(timeoutSeconds * 1000, ask)) return { mode: 'graceful', seconds: seconds() };
  if (!force) {
    const why = refused.reason === undefined ? '' : ` (${refused.reason})`;
    throw new MachineOperationError(
      `${vm.name} did not shut down within ${String(timeoutSeconds)} s${why}: look at its console and run this again, or set shutdown.force in its retirement record`,
    );
  }
  onForce?.();
  onProgress?.(`${vm.name}: switching it off`);
  await parts.powerOff();
  if (await offWithin(POWER_OFF_MS)) return { mode: 'forced', seconds: seconds() };
  throw new MachineOperationError(
    `${vm.name} runs still, ${String(POWER_OFF_MS / 1000)} s after it was switched off: look at its hypervisor, and run this again`,
  );
}
