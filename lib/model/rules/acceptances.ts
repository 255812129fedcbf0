import { isDate } from '../dates';
import type { Inspection, Rule } from '../inspection';
import { secretsInStateFields, withoutBackupFields } from '../known-fields';
import { Notes, shown } from '../notes';
import { isLoose, snapshot, type Loose } from '../snapshot';
import type { Acceptance } from '../vm-props';

/** A decision of the environment that holds for the VMs that it names. */
type DecisionField = 'secretsInState' | 'withoutBackup';

const DECISION = {
  is: 'an object with reason, expires and vms',
  fix: 'write { reason, expires, vms }',
};
const REASON = { is: 'a text', fix: 'write why the risk is accepted', required: true };
const EXPIRES = { is: 'a text', fix: 'give a day, such as "2027-03-31"', required: true };
const VMS = { is: 'a list of VM names', fix: "write ['web-1']", required: true };
const VM = { is: 'a text', fix: 'give the name of a VM', required: true };

/** The form of the decisions of the environment. Whether one still holds is asked where it is needed. */
export const checkAcceptances: Rule = (vm) => {
  const notes = new Notes(vm.context.isToken);
  const secrets = readDecision(notes, vm, 'secretsInState', secretsInStateFields);
  if (secrets !== undefined) {
    const path = vm.at('environment.secretsInState.stateEncryption');
    notes.word(secrets.stateEncryption, path, ['opentofu', 'backend'], true);
  }
  readDecision(notes, vm, 'withoutBackup', withoutBackupFields);
  return notes.problems;
};

function readDecision(
  notes: Notes,
  vm: Inspection,
  field: DecisionField,
  known: Readonly<Record<string, true>>,
): Loose | undefined {
  const path = vm.at(`environment.${field}`);
  const decision = notes.object(given(vm, field), path, known, DECISION);
  if (decision === undefined) return undefined;
  notes.text(decision.reason, `${path}.reason`, REASON);
  const expires = notes.text(decision.expires, `${path}.expires`, EXPIRES);
  if (expires !== undefined && !isDate(expires)) {
    const rule = 'a date is a day that exists, YYYY-MM-DD';
    notes.add('VML042', `${path}.expires`, shown(expires), rule, EXPIRES.fix);
  }
  notes.list(decision.vms, `${path}.vms`, VMS).forEach((name, index) => {
    notes.text(name, `${path}.vms[${String(index)}]`, VM);
  });
  return decision;
}

function given({ context }: Inspection, field: DecisionField): unknown {
  return snapshot(context.environment[field], context.isToken);
}

/** The decision of the environment that names this VM, in force or expired; undefined where there is none. */
export function decisionFor(
  vm: Inspection,
  field: DecisionField,
): (Acceptance & { readonly isInForce: boolean }) | undefined {
  const decision = given(vm, field);
  if (!isLoose(decision) || !Array.isArray(decision.vms)) return undefined;
  const { reason, expires, vms } = decision;
  if (!vms.includes(vm.props.name)) return undefined;
  if (typeof reason !== 'string' || typeof expires !== 'string') return undefined;
  // The day itself still counts.
  return { reason, expires, isInForce: isDate(expires) && expires >= vm.context.today };
}

/** For the texts of errors: how a decision is given. */
export function howToDecide(field: DecisionField): string {
  const encryption = field === 'secretsInState' ? ', stateEncryption' : '';
  return `name the VM in environment.${field} with reason, expires${encryption} and vms`;
}
