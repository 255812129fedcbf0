import { errorCodes } from '../errors';
import type {
  ClusterPolicyModel,
  ClusterPolicyModelProps,
  FailoverReserve,
} from './cluster-policy';
import { readHostNames } from './define-placement-rule';
import { definitionOf, type Definition } from './definition';
import type { FieldsOf } from './known-fields';
import { Notes, shown } from './notes';
import { readObjectName } from './object-name';
import { snapshot, type Loose } from './snapshot';

const LOAD_BALANCING: readonly ClusterPolicyModel['loadBalancing'][] = [
  'off',
  'manual',
  'partially-automated',
  'fully-automated',
];
const VM_MONITORING: readonly ClusterPolicyModel['vmMonitoring'][] = [
  'off',
  'vm',
  'vm-and-application',
];

const policyFields: FieldsOf<ClusterPolicyModelProps> = {
  clusterName: true,
  loadBalancing: true,
  highAvailability: true,
  failoverReserve: true,
  hostMonitoring: true,
  vmMonitoring: true,
};

type ReserveFields = Record<FailoverReserve['kind'], Readonly<Record<string, true>>>;
const reserveFields: ReserveFields = {
  percentage: { kind: true, cpuPercent: true, memoryPercent: true },
  slots: { kind: true, hostFailures: true },
  'dedicated-hosts': { kind: true, hosts: true },
};
const anyReserveField = Object.assign({}, ...Object.values(reserveFields)) as Record<string, true>;

const POLICY = {
  is: 'an object with the fields of a policy',
  fix: 'give clusterName and loadBalancing',
  required: true,
};
const RESERVE = {
  is: 'an object with the kind of the reserve',
  fix: "write { kind: 'percentage', cpuPercent: 25, memoryPercent: 25 }",
};
const PERCENT = { is: 'a number', fix: 'give a whole number, such as 25', required: true };
const FAILURES = { is: 'a positive whole number', fix: 'give the number of hosts', required: true };

/** Checks what was declared of a cluster policy and fills in the defaults. Never throws, whatever the types are. */
export function defineClusterPolicy(
  props: unknown,
  path: string,
  isToken: (value: unknown) => boolean,
): Definition<ClusterPolicyModel> {
  const notes = new Notes(isToken);
  const given = notes.object(snapshot(props, isToken), path, policyFields, POLICY);
  if (given !== undefined) {
    readObjectName(notes, given.clusterName, `${path}.clusterName`, 'cluster');
    notes.word(given.loadBalancing, `${path}.loadBalancing`, LOAD_BALANCING, true);
    notes.flag(given.highAvailability, `${path}.highAvailability`);
    notes.flag(given.hostMonitoring, `${path}.hostMonitoring`);
    notes.word(given.vmMonitoring, `${path}.vmMonitoring`, VM_MONITORING);
    checkReserve(notes, given.failoverReserve, `${path}.failoverReserve`);
    if (given.highAvailability === false) checkWithoutHa(notes, given, path);
  }
  return definitionOf(notes, () => {
    const policy = given as unknown as ClusterPolicyModelProps;
    const highAvailability = policy.highAvailability ?? true;
    return {
      clusterName: policy.clusterName,
      loadBalancing: policy.loadBalancing,
      highAvailability,
      failoverReserve: policy.failoverReserve && frozen(policy.failoverReserve),
      hostMonitoring: policy.hostMonitoring ?? highAvailability,
      vmMonitoring: policy.vmMonitoring ?? 'off',
    };
  });
}

function frozen(reserve: FailoverReserve): FailoverReserve {
  return Object.freeze(
    reserve.kind === 'dedicated-hosts'
      ? { ...reserve, hosts: Object.freeze([...reserve.hosts]) }
      : { ...reserve },
  );
}

function checkReserve(notes: Notes, value: unknown, path: string): void {
  const reserve = notes.object(value, path, anyReserveField, RESERVE);
  if (reserve === undefined) return;
  const kinds = Object.keys(reserveFields);
  notes.word(reserve.kind, `${path}.kind`, kinds, true);
  const kind = kinds.find((word) => word === reserve.kind) as FailoverReserve['kind'] | undefined;
  if (kind === undefined) return;
  for (const field of Object.keys(reserve)) {
    if (Object.hasOwn(reserveFields[kind], field) || !Object.hasOwn(anyReserveField, field))
      continue;
    const rule = `a reserve of the kind "${kind}" has the fields ${Object.keys(reserveFields[kind]).join(', ')}`;
    notes.add('VML043', `${path}.${field}`, `field "${field}"`, rule, 'remove it');
  }
  if (kind === 'percentage') {
    checkPercent(notes, reserve.cpuPercent, `${path}.cpuPercent`);
    checkPercent(notes, reserve.memoryPercent, `${path}.memoryPercent`);
  } else if (kind === 'slots') {
    const at = `${path}.hostFailures`;
    const failures = notes.read(reserve.hostFailures, at, FAILURES, isNumber);
    if (failures === undefined || (Number.isSafeInteger(failures) && failures > 0)) return;
    notes.wrong(failures, at, FAILURES);
  } else {
    readHostNames(notes, reserve.hosts, `${path}.hosts`);
  }
}

function checkPercent(notes: Notes, value: unknown, path: string): void {
  const percent = notes.read(value, path, PERCENT, isNumber);
  if (percent === undefined) return;
  if (Number.isInteger(percent) && percent >= 0 && percent <= 100) return;
  const rule = `${errorCodes.VML057}, and here a whole number`;
  notes.add('VML057', path, shown(percent), rule, PERCENT.fix);
}

/** Settings that would have no effect, silently. */
function checkWithoutHa(notes: Notes, given: Loose, path: string): void {
  const { failoverReserve, hostMonitoring, vmMonitoring } = given;
  for (const [field, value] of Object.entries({ failoverReserve, hostMonitoring, vmMonitoring })) {
    if (value === undefined || value === false || value === 'off') continue;
    const rule = 'it is a part of high availability, which is off';
    const fix = 'leave it out, or set highAvailability to true';
    notes.add('VML048', `${path}.${field}`, shown(value), rule, fix);
  }
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}
