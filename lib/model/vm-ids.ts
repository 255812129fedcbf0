import { errorCodes, type Problem } from '../errors';
import { shown } from './notes';

/** What Proxmox VE's own interface offers for VM ids (its API takes larger ones). */
const LEAST_VM_ID = 100;
const GREATEST_VM_ID = 999_999_999;

/** Ids that one hypervisor construct gives to its VMs; those of other constructs lie elsewhere. */
export interface VmIdRange {
  readonly from: number;
  readonly to: number;
}

export function isVmId(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= LEAST_VM_ID && Number(value) <= GREATEST_VM_ID;
}

/** What is wrong with a range of VM ids alone (case 36). */
export function vmIdRangeProblems(range: VmIdRange, path: string): readonly Problem[] {
  const problems = (['from', 'to'] as const)
    .filter((field) => !isVmId(range[field]))
    .map((field): Problem => ({
      code: 'VML036',
      path: `${path}.${field}`,
      got: shown(range[field]),
      rule: errorCodes.VML036,
      fix: `give a whole number from ${String(LEAST_VM_ID)} to ${String(GREATEST_VM_ID)}`,
    }));
  if (problems.length > 0 || range.from <= range.to) return problems;
  return [
    {
      code: 'VML036',
      path,
      got: rangeText(range),
      rule: 'a range of VM ids starts with its lowest id',
      fix: 'exchange from and to',
    },
  ];
}

export function rangeText({ from, to }: VmIdRange): string {
  return `${String(from)} to ${String(to)}`;
}

export function overlap(a: VmIdRange, b: VmIdRange): boolean {
  return a.from <= b.to && b.from <= a.to;
}
