import { styleText } from 'node:util';
import { isMet, type AttestationRow } from '../lib/hardening/attestation';
import { table } from './support/table';
import type { PlannedChange } from './terraform';
import type { LabStatus } from './verify/status';

interface InventoryRow {
  readonly hostname: string;
  readonly uuid: string;
  readonly owner: string;
  readonly purpose: string;
  readonly cpu_count: number;
  readonly memory_mib: number;
  readonly data_disks: Readonly<Record<string, string>>;
  readonly interfaces: Readonly<Record<string, { readonly mac: string; readonly address: string }>>;
  readonly template: string;
}

/** What a plan would do, one line per resource. */
export function changesReport(changes: readonly PlannedChange[]): string {
  if (changes.length === 0) return 'No changes: what is deployed is what is declared.';
  return table(
    ['action', 'address'],
    changes.map(({ address, actions }) => [actions.join(' then '), address]),
  );
}

/** Attestation, traffic checks and inventory, for people. */
export function statusReport(status: LabStatus): string {
  return [
    styleText('bold', 'Attestation'),
    table(
      ['vm', 'control', 'state', 'expected', 'observed'],
      status.attestation.map(attestationRow),
    ),
    summaryLine(status.attestation),
    '',
    styleText('bold', 'Traffic, tried from inside the guests'),
    table(
      ['vm', 'check', 'result', 'observed'],
      status.traffic.map((check) => [
        check.vm,
        check.check,
        check.passed ? styleText('green', 'passed') : styleText('red', 'FAILED'),
        check.observed,
      ]),
    ),
    '',
    styleText('bold', 'Inventory'),
    table(
      ['vm', 'owner', 'CPUs', 'memory', 'data disks', 'addresses', 'template', 'uuid', 'purpose'],
      Object.entries((status.inventory ?? {}) as Record<string, InventoryRow>).map(
        ([name, row]) => [
          name,
          row.owner,
          String(row.cpu_count),
          `${String(row.memory_mib)} MiB`,
          Object.entries(row.data_disks)
            .map(([disk, size]) => `${disk} ${size}`)
            .join(', ') || '-',
          Object.values(row.interfaces)
            .map((nic) => nic.address)
            .join(', '),
          row.template,
          row.uuid,
          row.purpose,
        ],
      ),
    ),
  ].join('\n');
}

function attestationRow(row: AttestationRow): string[] {
  const state = isMet(row) ? styleText('green', row.state) : styleText('red', row.state);
  return [row.vm, row.control, state, oneLine(row.expected), oneLine(row.observed ?? '')];
}

function summaryLine(rows: readonly AttestationRow[]): string {
  const count = (state: AttestationRow['state']): number =>
    rows.filter((row) => row.state === state).length;
  const unmet = rows.filter((row) => !isMet(row)).length;
  const text = `${String(count('set'))} set and observed, ${String(count('inherited'))} inherited, ${String(count('waived'))} waived, ${String(unmet)} not met`;
  return unmet === 0 ? styleText('green', text) : styleText('red', text);
}

/** Long values are cut: the whole text is in --json. */
function oneLine(text: string): string {
  const joined = text.replace(/\s*\n\s*/g, '; ');
  return joined.length > 48 ? `${joined.slice(0, 45)}...` : joined;
}
