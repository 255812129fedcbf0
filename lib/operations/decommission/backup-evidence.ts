import { readFileSync } from 'node:fs';
import { throwIfAny, VmLifecycleError } from '../../errors';
import type { BackupVerification, FinalBackup } from '../../drivers/operations';
import { UUID } from '../../model/identity';
import { JsonReader } from '../../model/json-reader';
import { byPath } from '../../model/notes';
import type { Retirement } from '../../model/retirement';

export const backupEvidenceFormat = 'vm-lifecycle/backup-evidence/1';

const FIX = 'let the backup product, or who runs it, write it as docs/decommission.md shows';
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/;
const timeRule = 'a time is written 2026-11-21T02:00:00Z';

/**
 * Reads the evidence of a final backup that a product has made and restored: of this machine, made on the day of the
 * request or later, and restored with success.
 *
 * @throws VmLifecycleError VML066, with all problems together
 */
export function readBackupEvidence(
  file: string,
  { uuid, requested }: Retirement,
): FinalBackup & { readonly verification: BackupVerification } {
  const reader = new JsonReader(FIX);
  const fields = ['format', 'vm', 'product', 'id', 'time', 'bytes?', 'checksum?', 'verification'];
  const entry = reader.object(parse(file), file, fields);
  if (entry.format !== undefined && entry.format !== backupEvidenceFormat) {
    reader.add(
      `${file}.format`,
      JSON.stringify(entry.format),
      `the format is ${backupEvidenceFormat}`,
    );
  }
  const vm = reader.object(entry.vm, `${file}.vm`, ['name', 'uuid']);
  const of = reader.text(vm.uuid, `${file}.vm.uuid`, UUID, 'it is a UUID').toLowerCase();
  if (of !== '' && of !== uuid) reader.add(`${file}.vm.uuid`, of, `it is of the machine ${uuid}`);
  const time = reader.text(entry.time, `${file}.time`, TIME, timeRule);
  if (time !== '' && time.slice(0, 10) < requested) {
    reader.add(`${file}.time`, time, `the final backup is made on ${requested} or later`);
  }
  const checked = reader.object(entry.verification, `${file}.verification`, [
    ...['passed', 'time', 'method', 'seconds?'],
  ]);
  if (checked.passed !== true) {
    const rule = 'the backup was restored, with success';
    reader.add(
      `${file}.verification.passed`,
      checked.passed === undefined ? 'nothing' : JSON.stringify(checked.passed),
      rule,
    );
  }
  const range = { minimum: 0, maximum: Number.MAX_SAFE_INTEGER };
  const result = {
    id: reader.text(entry.id, `${file}.id`),
    product: reader.text(entry.product, `${file}.product`),
    time,
    ...(entry.bytes === undefined
      ? {}
      : { bytes: reader.integer(entry.bytes, `${file}.bytes`, range) }),
    ...(entry.checksum === undefined
      ? {}
      : { checksum: reader.text(entry.checksum, `${file}.checksum`) }),
    verification: {
      passed: true,
      time: reader.text(checked.time, `${file}.verification.time`, TIME, timeRule),
      method: reader.text(checked.method, `${file}.verification.method`),
      ...(typeof checked.seconds === 'number' ? { seconds: checked.seconds } : {}),
    },
  };
  throwIfAny([...reader.problems].sort(byPath));
  return result;
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const isGone = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const given = isGone ? 'nothing' : 'a file that is no JSON';
    const rule = 'the evidence of the final backup is there';
    throw new VmLifecycleError([{ code: 'VML066', path: file, got: given, rule, fix: FIX }]);
  }
}
