import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LabInstance } from '../hypervisor/instance';
import { readIfThere } from '../support/files';
import { isIdentity, type ProcessIdentity } from '../support/process-identity';
import type { VcenterConnection } from './connection';

/** What is kept of a simulator that was started: which process it is, and how to talk to it. */
export interface VcenterRecord {
  readonly process: ProcessIdentity;
  /** Missing until the simulator has said that it is ready. */
  readonly connection?: VcenterConnection;
}

/** The files of an instance's vCenter. */
export function vcenterFiles(instance: LabInstance): {
  readonly folder: string;
  readonly record: string;
  readonly lock: string;
  readonly output: string;
  readonly log: string;
  readonly temporary: string;
} {
  const folder = join(instance.root, 'vcenter');
  return {
    folder,
    record: join(folder, 'vcenter.json'),
    lock: join(folder, 'lock'),
    output: join(folder, 'ready.json'),
    log: join(folder, 'vcenter.log'),
    temporary: join(folder, 'tmp'),
  };
}

/** The record in a text; undefined where it is torn or not one. */
export function parseRecord(text: string): VcenterRecord | undefined {
  try {
    const { process, connection } = JSON.parse(text) as Partial<VcenterRecord>;
    if (!isIdentity(process)) return undefined;
    return isConnection(connection) ? { process, connection } : { process };
  } catch {
    return undefined;
  }
}

/** The record of an instance, if there is one that can be read. */
export function readRecord(instance: LabInstance): VcenterRecord | undefined {
  return parseRecord(readIfThere(vcenterFiles(instance).record) ?? '');
}

/** Writes beside the record and renames; it holds the password, so that only the owner may read it. */
export async function writeRecord(instance: LabInstance, record: VcenterRecord): Promise<void> {
  const { record: path } = vcenterFiles(instance);
  await writeFile(`${path}.next`, `${JSON.stringify(record, undefined, 2)}\n`, { mode: 0o600 });
  await rename(`${path}.next`, path);
}

function isConnection(value: Partial<VcenterConnection> | undefined): value is VcenterConnection {
  return (
    typeof value?.user === 'string' &&
    typeof value.password === 'string' &&
    typeof value.server === 'string' &&
    /^127\.0\.0\.1:[1-9][0-9]{0,4}$/.test(value.server)
  );
}
