/**
 * The retirement of a VM, as it is committed and reviewed: `plans/retirements.json`. Two reviewed changes make one
 * retirement: the first writes the record with the stage `retire`, the second changes the stage to `destroy`.
 */

import { VmLifecycleError, throwIfAny, type Problem } from '../errors';
import { addDays } from './dates';
import { UUID } from './identity';
import { JsonReader } from './json-reader';
import { byPath } from './notes';
import { byCodeUnit, isObject } from './json';

/** What becomes of the final backup. */
export interface RetirementBackup {
  /** `verified`: it is made, and restored to prove it. `waived`: there is none, for a reason. */
  readonly mode: 'verified' | 'waived';
  /** Why there is none; for `waived` alone. */
  readonly reason?: string;
  /**
   * File of evidence of a backup product, where it and not the driver makes the final backup, relative to the repository.
   *
   * @default - the driver makes it
   */
  readonly evidence?: string;
}

export interface RetirementShutdown {
  /** How long the guest may take to shut down, in seconds. */
  readonly timeoutSeconds: number;
  /** Switch it off after that time. Otherwise the retirement stops there. */
  readonly force: boolean;
}

export interface Retirement {
  readonly stack: string;
  /** Name of the VM on its hypervisor. */
  readonly vm: string;
  /** Exact Terraform addresses of the machine and its disks: what is destroyed, and nothing else. */
  readonly addresses: readonly string[];
  readonly uuid: string;
  /** Day of the request, `YYYY-MM-DD`. */
  readonly requested: string;
  /** Days that it is kept, switched off, before it may be destroyed. */
  readonly quarantineDays: number;
  readonly reason: string;
  /** Change reference: the ticket. @default - none */
  readonly reference?: string;
  readonly backup: RetirementBackup;
  readonly shutdown: RetirementShutdown;
  /** `keep`: they stay where they are. `destroy`: they are deleted. `wipe`: they are overwritten, then deleted. */
  readonly disks: 'keep' | 'destroy' | 'wipe';
  /** `unregister`: it leaves the inventory of its hypervisor and the state of Terraform; its files stay. */
  readonly ending: 'destroy' | 'unregister';
  readonly stage: 'retire' | 'destroy';
}

/** The first day on which a VM may be destroyed, by its record alone. Its evidence may say a later one. */
export function quarantineEnd({ requested, quarantineDays }: Retirement): string {
  return addDays(requested, quarantineDays);
}

/** What a destroy before the end of the quarantine is refused with. */
export function quarantineProblem(path: string, until: string, today: string): Problem {
  return {
    code: 'VML070',
    path,
    got: `"destroy" on ${today}`,
    rule: `the quarantine lasts until ${until}, and it is destroyed on that day or later`,
    fix: `keep the stage "retire" until ${until}`,
  };
}

const FIX = 'write plans/retirements.json as docs/decommission.md shows';
const ADDRESS = /^[A-Za-z0-9_.-]+(?:\["[^"\\]*"\]|\[\d+\]|[A-Za-z0-9_.-])*$/;
const YEARS_10 = 3650;
const DAY_SECONDS = 86_400;

/**
 * Reads the text of `plans/retirements.json`.
 *
 * @param today - `YYYY-MM-DD`; the stage `destroy` is refused before the quarantine is over
 * @throws VmLifecycleError with all problems together: VML066 for what is no such file, VML070 for a destroy too early
 */
export function readRetirements(
  text: string,
  source: string,
  today: string,
): readonly Retirement[] {
  const reader = new JsonReader(FIX);
  const file = reader.object(parse(text, source), source, ['version', 'retirements']);
  if (file.version !== undefined && file.version !== 1) {
    reader.add(`${source}.version`, JSON.stringify(file.version), 'the version is 1');
  }
  const records = reader
    .list(file.retirements, `${source}.retirements`)
    .map((entry, index) =>
      readRetirement(reader, entry, `${source}.retirements[${String(index)}]`, today),
    );
  const seen = new Set<string>();
  records.forEach((record, index) => {
    const key = retirementKey(record);
    if (seen.has(key) && record.vm !== '') {
      const path = `${source}.retirements[${String(index)}]`;
      reader.add(path, key, 'a VM is retired once on a day', 'remove the second entry');
    }
    seen.add(key);
  });
  throwIfAny([...reader.problems].sort(byPath));
  return records;
}

/** What tells retirements apart: `<stack>/<vm>/<day of the request>`. */
export function retirementKey({ stack, vm, requested }: Retirement): string {
  return `${stack}/${vm}/${requested}`;
}

function parse(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const rule = 'it is JSON, whole';
    throw new VmLifecycleError([
      { code: 'VML066', path: source, got: 'a text that is no JSON', rule, fix: FIX },
    ]);
  }
}

const fields = [
  ...['stack', 'vm', 'addresses', 'uuid', 'requested', 'quarantineDays', 'reason', 'reference?'],
  ...['backup', 'shutdown', 'disks', 'ending', 'stage'],
];

function readRetirement(
  reader: JsonReader,
  value: unknown,
  path: string,
  today: string,
): Retirement {
  const entry = reader.object(value, path, fields);
  const reference = reader.optionalText(entry.reference, `${path}.reference`);
  const shutdown = reader.object(entry.shutdown ?? {}, `${path}.shutdown`, [
    'timeoutSeconds',
    'force',
  ]);
  const record: Retirement = {
    stack: reader.text(entry.stack, `${path}.stack`),
    vm: reader.text(entry.vm, `${path}.vm`, /^[^/\\%]{1,80}$/, 'a VM name has 1 to 80 characters'),
    addresses: readAddresses(reader, entry.addresses, `${path}.addresses`),
    uuid: reader.text(entry.uuid, `${path}.uuid`, UUID, 'it is a UUID').toLowerCase(),
    requested: reader.date(entry.requested, `${path}.requested`),
    quarantineDays: reader.integer(entry.quarantineDays, `${path}.quarantineDays`, {
      minimum: 0,
      maximum: YEARS_10,
    }),
    reason: reader.text(entry.reason, `${path}.reason`),
    ...(reference === undefined ? {} : { reference }),
    backup: readBackup(reader, entry.backup, `${path}.backup`),
    shutdown: {
      timeoutSeconds: reader.integer(shutdown.timeoutSeconds, `${path}.shutdown.timeoutSeconds`, {
        minimum: 1,
        maximum: DAY_SECONDS,
      }),
      force: reader.flag(shutdown.force, `${path}.shutdown.force`),
    },
    disks: reader.word(entry.disks, `${path}.disks`, ['keep', 'destroy', 'wipe']),
    ending: reader.word(entry.ending, `${path}.ending`, ['destroy', 'unregister']),
    stage: reader.word(entry.stage, `${path}.stage`, ['retire', 'destroy']),
  };
  if (record.ending === 'unregister' && record.disks !== 'keep') {
    const rule = 'a VM that is unregistered keeps its files, and so its disks';
    reader.add(`${path}.disks`, JSON.stringify(record.disks), rule, 'write "keep"');
  }
  checkStage(reader, record, path, today);
  return record;
}

function checkStage(reader: JsonReader, record: Retirement, path: string, today: string): void {
  const { requested, stage } = record;
  if (requested === '') return;
  if (requested > today) {
    const rule = `a retirement is requested today (${today}) or earlier`;
    reader.add(`${path}.requested`, requested, rule, `write ${today}`);
  }
  const until = quarantineEnd(record);
  if (stage === 'destroy' && today < until) {
    reader.problems.push(quarantineProblem(`${path}.stage`, until, today));
  }
}

function readAddresses(reader: JsonReader, value: unknown, path: string): readonly string[] {
  const rule = 'it is the exact address of a resource, as `terraform state list` prints it';
  const addresses = reader
    .list(value, path)
    .map((address, index) => reader.text(address, `${path}[${String(index)}]`, ADDRESS, rule));
  if (Array.isArray(value) && addresses.length === 0) {
    const fix = 'give the addresses of the machine and of its disks';
    reader.add(path, 'an empty list', 'there is at least one address', fix);
  }
  if (new Set(addresses).size < addresses.length) {
    reader.add(path, 'an address twice', 'each address stands there once', 'remove the second one');
  }
  return [...addresses].sort(byCodeUnit);
}

function readBackup(reader: JsonReader, value: unknown, path: string): RetirementBackup {
  const given = reader.object(value ?? {}, path, ['mode', 'reason?', 'evidence?']);
  if (value === undefined) return { mode: 'verified' };
  const mode = reader.word(given.mode, `${path}.mode`, ['verified', 'waived']);
  const reason = reader.optionalText(given.reason, `${path}.reason`);
  const evidence = reader.optionalText(given.evidence, `${path}.evidence`);
  if (mode === 'waived' && given.reason === undefined) {
    const rule = 'a final backup is waived for a reason';
    reader.add(`${path}.reason`, 'nothing', rule, 'say why nobody will need the data');
  }
  if (mode === 'waived' && evidence !== undefined) {
    const rule = 'a backup that is waived has no evidence';
    reader.add(`${path}.evidence`, 'a path', rule, 'write "verified", or remove the path');
  }
  return {
    mode,
    ...(reason === undefined ? {} : { reason }),
    ...(evidence === undefined ? {} : { evidence }),
  };
}

/** The text of `plans/retirements.json`: the same records give the same bytes, whatever their order and that of fields. */
export function writeRetirements(records: readonly Retirement[]): string {
  const sorted = [...records]
    .sort(
      (a, b) =>
        byCodeUnit(a.stack, b.stack) ||
        byCodeUnit(a.vm, b.vm) ||
        byCodeUnit(a.requested, b.requested),
    )
    .map((record) => ({ ...record, addresses: [...record.addresses].sort(byCodeUnit) }));
  return `${JSON.stringify({ version: 1, retirements: sorted.map(inOrder) }, undefined, 2)}\n`;
}

/** The fields that writers and digests go by, in the order in which people read them. */
function inOrder(record: Retirement): object {
  const order = fields.map((field) => field.replace(/\?$/, '') as keyof Retirement);
  const nested: Readonly<Record<string, readonly string[]>> = {
    backup: ['mode', 'reason', 'evidence'],
    shutdown: ['timeoutSeconds', 'force'],
  };
  const pick = (value: unknown, names: readonly string[]): unknown =>
    isObject(value) ? Object.fromEntries(names.map((name) => [name, value[name]])) : value;
  return Object.fromEntries(
    order.map((name) => [name, nested[name] ? pick(record[name], nested[name]) : record[name]]),
  );
}
