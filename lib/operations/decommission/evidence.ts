/**
 * The evidence of a decommission: what was done to a VM, step by step. Its format is `evidence.schema.json`, which other
 * tools may rely on. Nothing in it is secret.
 */

import { throwIfAny, VmLifecycleError } from '../../errors';
import type {
  BackupVerification,
  FinalBackup,
  Leftover,
  MachineDisk,
} from '../../drivers/operations';
import { UUID } from '../../model/identity';
import { JsonReader } from '../../model/json-reader';
import { byPath } from '../../model/notes';
import type { Retirement } from '../../model/retirement';
import type { HookDelivery, HookVm } from '../hooks';
import { isObject } from '../../model/json';

export const evidenceFormat = 'vm-lifecycle/decommission-evidence/1';

export type BackupEvidence =
  | { readonly mode: 'waived'; readonly reason: string }
  | ({ readonly mode: 'verified'; readonly verification: BackupVerification } & FinalBackup);

export interface ShutdownEvidence {
  readonly mode: 'graceful' | 'forced' | 'already-off';
  /** Null where it went off while no command watched. */
  readonly seconds: number | null;
}

export interface RetireEvidence {
  /** ISO 8601, UTC. */
  readonly started: string;
  readonly finished: string;
  /** Who ran the command. @default - not said */
  readonly performedBy?: string;
  readonly backup: BackupEvidence;
  readonly shutdown: ShutdownEvidence;
  readonly hooks: readonly HookDelivery[];
  /** Days, `YYYY-MM-DD`; on the day `until` it may be destroyed. */
  readonly quarantine: { readonly began: string; readonly until: string };
}

export type DiskFate = 'kept' | 'destroyed' | 'wiped';

export interface DestroyEvidence {
  readonly started: string;
  readonly finished: string;
  readonly performedBy?: string;
  readonly ending: Retirement['ending'];
  readonly addresses: readonly AddressResult[];
  /** `wiped`: overwritten, then destroyed. */
  readonly disks: readonly (MachineDisk & { readonly fate: DiskFate })[];
  /** UEFI variables and TPM state that were removed. */
  readonly removed: readonly Leftover[];
  /** What was kept on purpose, with its disks. */
  readonly kept: readonly Leftover[];
  readonly hooks: readonly HookDelivery[];
}

/** What Terraform did with an approved address. `already-gone`: an attempt that broke off, or somebody else. */
export interface AddressResult {
  readonly address: string;
  readonly result: 'destroyed' | 'forgotten' | 'already-gone';
}

export interface DecommissionEvidence {
  readonly format: typeof evidenceFormat;
  readonly stack: string;
  /** As the inventory had it when it was retired. */
  readonly vm: HookVm & { readonly hypervisor: string };
  /** The reviewed record. */
  readonly retirement: Retirement;
  readonly retire: RetireEvidence;
  /** Null until the VM is destroyed. */
  readonly destroy: DestroyEvidence | null;
}

/** Two runs on the same journal write the same bytes. */
export function writeEvidence(evidence: DecommissionEvidence): string {
  return `${JSON.stringify(evidence, undefined, 2)}\n`;
}

const FIX =
  'restore the file from version control: it is written by `vm-lifecycle retire`, and never by hand';

/**
 * Reads evidence again, as far as a destroy relies on it.
 *
 * @throws VmLifecycleError VML066, with all problems together
 */
export function readEvidence(text: string, source: string): DecommissionEvidence {
  const reader = new JsonReader(FIX);
  const file = reader.object(parse(text, source), source, [
    ...['format', 'stack', 'vm', 'retirement', 'retire', 'destroy'],
  ]);
  if (file.format !== undefined && file.format !== evidenceFormat) {
    reader.add(`${source}.format`, JSON.stringify(file.format), `the format is ${evidenceFormat}`);
  }
  reader.text(file.stack, `${source}.stack`);
  const vm = isObject(file.vm) ? file.vm : {};
  reader.text(vm.name ?? null, `${source}.vm.name`);
  reader.text(vm.uuid ?? null, `${source}.vm.uuid`, UUID, 'it is a UUID');
  readRecord(reader, file.retirement, `${source}.retirement`);
  readRetire(reader, file.retire, `${source}.retire`);
  if (file.destroy !== null && !isObject(file.destroy)) {
    reader.add(`${source}.destroy`, typeof file.destroy, 'it is an object, or null');
  }
  throwIfAny([...reader.problems].sort(byPath));
  return file as unknown as DecommissionEvidence;
}

function readRecord(reader: JsonReader, value: unknown, path: string): void {
  if (!isObject(value)) {
    reader.add(path, typeof value, 'it is the reviewed record');
    return;
  }
  reader.date(value.requested, `${path}.requested`);
  for (const [index, address] of reader.list(value.addresses, `${path}.addresses`).entries()) {
    reader.text(address, `${path}.addresses[${String(index)}]`);
  }
}

function readRetire(reader: JsonReader, value: unknown, path: string): void {
  const retire = reader.object(value, path, [
    ...['started', 'finished', 'performedBy?', 'backup', 'shutdown', 'hooks', 'quarantine'],
  ]);
  const shutdown = isObject(retire.shutdown) ? retire.shutdown : {};
  reader.word(shutdown.mode, `${path}.shutdown.mode`, ['graceful', 'forced', 'already-off']);
  const quarantine = reader.object(retire.quarantine, `${path}.quarantine`, ['began', 'until']);
  const [began, until] = (['began', 'until'] as const).map((name) =>
    reader.date(quarantine[name], `${path}.quarantine.${name}`),
  );
  if (began !== undefined && until !== undefined && until < began) {
    reader.add(`${path}.quarantine.until`, until, `it is not before ${began}`);
  }
  const backup = isObject(retire.backup) ? retire.backup : {};
  const mode = reader.word(backup.mode ?? null, `${path}.backup.mode`, ['verified', 'waived']);
  const verification = isObject(backup.verification) ? backup.verification : {};
  if (mode === 'verified' && verification.passed !== true) {
    const rule = 'the restore of the final backup has passed';
    reader.add(`${path}.backup.verification.passed`, String(verification.passed), rule);
  }
}

function parse(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const given = 'a text that is no JSON';
    throw new VmLifecycleError([
      { code: 'VML066', path: source, got: given, rule: 'it is JSON, whole', fix: FIX },
    ]);
  }
}
